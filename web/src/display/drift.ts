/** A screen that shows the same for months keeps it: everything wanders by so many pixels. */
export const MOST_DRIFT_PX = 6;

/** Where everything stands in a minute: two rounds of different length, so that it comes to the same place seldom. */
export function driftAt(minute: number): { x: number; y: number } {
  const wave = (period: number): number => Math.round(MOST_DRIFT_PX * Math.sin((2 * Math.PI * minute) / period));
  return { x: wave(31), y: wave(43) };
}
