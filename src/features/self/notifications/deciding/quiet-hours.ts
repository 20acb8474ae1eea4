import type { Severity } from "../events.ts";
import { minutesOf, type LocalTime } from "./local-time.ts";

export interface QuietHours {
  /** `22:30`, local */
  from: string;
  to: string;
  /** What is at least this severe is told even then. */
  severityAtLeast: Severity;
}

/** Are these quiet hours? From `from` up to but without `to`, over midnight where `from` is the later one. */
export function isQuiet(at: number, { from, to }: QuietHours, local: LocalTime): boolean {
  const [begin, end, now] = [minutesOf(from), minutesOf(to), local.minutes(at)];
  return begin <= end ? begin <= now && now < end : now >= begin || now < end;
}

/** When the quiet hours that run at `at` are over, epoch ms. */
export function quietUntil(at: number, quiet: QuietHours, local: LocalTime): number {
  const end = local.next(minutesOf(quiet.to), at);
  // Put back into the time before they begin, the clock ends them, and they begin once more.
  const back = local.putBackBetween(at, end);
  if (back !== null && !isQuiet(back, quiet, local)) return back;
  // On the day on which the clock is put forward their one minute that is not quiet may be skipped.
  return isQuiet(end, quiet, local) ? local.next(minutesOf(quiet.to), end) : end;
}
