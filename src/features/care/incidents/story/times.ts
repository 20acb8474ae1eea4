import type { Reading } from "./told.ts";

/** "12:03"; "20 Nov 12:03" when that was not today. */
export function spokenTime(iso: string, { now, timeZone }: Reading): string {
  const at = Date.parse(iso);
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone });
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  const isToday = Math.abs(now - at) < 86_400_000 && day.format(at) === day.format(now);
  return isToday ? time.format(at) : `${day.format(at)} ${time.format(at)}`;
}

/** "12:03:07", for what happens within minutes. */
export function spokenSecond(iso: string, { timeZone }: Reading): string {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(Date.parse(iso));
}

/** "850 ms", "12 s", "3 minutes", "2 hours", "4 days"; a time that runs backwards is none. */
export function spokenDuration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 90_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 5_400_000) return counted(Math.round(ms / 60_000), "minute");
  return ms < 36 * 3_600_000 ? counted(Math.round(ms / 3_600_000), "hour") : counted(Math.round(ms / 86_400_000), "day");
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
