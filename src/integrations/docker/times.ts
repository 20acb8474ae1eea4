/** Epoch milliseconds of an engine's RFC 3339 time, nanoseconds cut off; null for Go's zero time and for what is no time. */
export function parseTime(text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null;
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) || epochMs <= 0 ? null : epochMs;
}

/** Seconds with fraction, as `since` and `until` want them. */
export function toEngineSeconds(epochMs: number): string {
  const whole = Math.floor(epochMs / 1_000);
  return `${whole}.${String(Math.floor(epochMs - whole * 1_000)).padStart(3, "0")}000000`;
}
