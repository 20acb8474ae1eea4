const MINUTES_A_DAY = 1_440;
const MINUTE_MS = 60_000;

/** Minutes since midnight in the machine's own time. */
export function minuteOfDay(epochMs: number): number {
  const date = new Date(epochMs);
  return date.getHours() * 60 + date.getMinutes();
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/**
 * How long until the next window begins, ms; 0 inside one or without any. A window may reach over midnight; one that
 * ends when it begins is the whole day.
 */
export function untilWindowMs(windows: readonly string[], minute: number): number {
  if (windows.length === 0) return 0;
  const waits = windows.map((window) => {
    const [from = 0, to = 0] = window.split("-").map(minuteOf);
    const length = (to - from + MINUTES_A_DAY) % MINUTES_A_DAY || MINUTES_A_DAY;
    const into = (minute - from + MINUTES_A_DAY) % MINUTES_A_DAY;
    return into < length ? 0 : MINUTES_A_DAY - into;
  });
  return Math.min(...waits) * MINUTE_MS;
}
