/** How a value usually is: centre, and how far it usually strays from it. */
export interface Baseline {
  centre: number;
  /** Like a standard deviation, of the middle half; above 0. */
  spread: number;
  count: number;
}

/** A median absolute deviation times this is a standard deviation, where values are normally distributed. */
const MAD_TO_DEVIATION = 1.4826;

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** Of fewer values the middle half says too little: half of their range counts then. */
const FEW_VALUES = 8;

/** Median and median absolute deviation. `leastSpread` is what nobody would call a deviation. Null without a value. */
export function baselineOf(values: readonly number[], leastSpread: (centre: number) => number): Baseline | null {
  if (values.length === 0) return null;
  const centre = medianOf(values);
  const deviations = values.map((value) => Math.abs(value - centre));
  const deviation = Math.max(MAD_TO_DEVIATION * medianOf(deviations), values.length < FEW_VALUES ? rangeOf(values) / 2 : 0);
  return { centre, spread: Math.max(deviation, leastSpread(centre)), count: values.length };
}

function rangeOf(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}
