/** Robust statistics. What is no finite number is no measurement: every function here leaves it out. */

export function finite(values: readonly (number | null)[]): number[] {
  return values.filter((value): value is number => value !== null && Number.isFinite(value));
}

/** The `share` quantile (0 to 1) of ascending values, between two by their distance; NaN of none. */
export function quantileOfSorted(ascending: readonly number[], share: number): number {
  if (ascending.length === 0) return Number.NaN;
  const place = Math.min(1, Math.max(0, share)) * (ascending.length - 1);
  const below = ascending[Math.floor(place)] ?? Number.NaN;
  const above = ascending[Math.ceil(place)] ?? Number.NaN;
  return below === above ? below : below + (above - below) * (place - Math.floor(place));
}

export function ascending(values: readonly (number | null)[]): number[] {
  return finite(values).toSorted((a, b) => a - b);
}

export function quantile(values: readonly (number | null)[], share: number): number {
  return quantileOfSorted(ascending(values), share);
}

export function median(values: readonly (number | null)[]): number {
  return quantile(values, 0.5);
}

/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const NORMAL = 1.4826;

/** Median absolute deviation, scaled to a standard deviation: half of the values may be wild without moving it far. */
export function deviation(values: readonly (number | null)[]): number {
  const middle = median(values);
  return NORMAL * median(values.map((value) => (value === null ? null : Math.abs(value - middle))));
}

/** To twelve digits: what the adding rounds is no measurement. Parts are added, so that no sum is too large. */
export function mean(values: readonly (number | null)[]): number {
  const known = finite(values);
  return Number(known.reduce((sum, value) => sum + value / known.length, 0).toPrecision(12));
}

/** Which part of the time (0 to 1) a value was at least so much; NaN of none. */
export function shareAtLeast(values: readonly (number | null)[], limit: number): number {
  const known = finite(values);
  return known.filter((value) => value >= limit).length / known.length;
}
