import { words } from "../../text/containers.ts";

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** How long ago, in the largest unit that says enough: "5 min", "3 h", "12 d". A clock that differs makes nothing negative. */
export function ago(iso: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1_000));
  if (seconds < MINUTE_S) return words.ago.seconds(seconds);
  if (seconds < HOUR_S) return words.ago.minutes(Math.floor(seconds / MINUTE_S));
  return seconds < 2 * DAY_S ? words.ago.hours(Math.floor(seconds / HOUR_S)) : words.ago.days(Math.floor(seconds / DAY_S));
}
