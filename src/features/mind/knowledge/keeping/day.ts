/** The day (UTC) of a moment, as 2026-01-31. */
export function dayOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
