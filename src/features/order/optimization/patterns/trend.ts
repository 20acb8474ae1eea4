import { ascending, quantileOfSorted } from "./statistics.ts";

export interface TimedValue {
  /** Any unit of time; a slope is per one of it. */
  at: number;
  value: number;
}

/** A straight line through noisy values, with how sure it is. */
export interface Trend {
  /** Theil-Sen: the median of the slopes between all pairs. Up to 29 % of wild values do not turn it. */
  slope: number;
  /** The true slope lies between these nine times of ten, as far as the past is like the future. */
  low: number;
  high: number;
  samples: number;
  span: number;
}

/** 90 % of a normal distribution lies within so many standard deviations. */
const NINE_OF_TEN = 1.645;
export const FEWEST_POINTS = 8;
/** All pairs of so many are 20,000: more only cost time. */
const MOST_POINTS = 200;

/**
 * The trend of values over time, null below FEWEST_POINTS at different times. The interval is Sen's, by the variance of
 * Kendall's S; that is widened for values that resemble the one before, because they count for fewer than they are, and where growth wanders.
 */
export function trendOf(points: readonly TimedValue[]): Trend | null {
  const known = thinned(points.filter(({ at, value }) => Number.isFinite(at) && Number.isFinite(value)).toSorted((a, b) => a.at - b.at));
  const slopes: number[] = [];
  known.forEach((later, index) => {
    for (const earlier of known.slice(0, index)) {
      if (later.at > earlier.at) slopes.push((later.value - earlier.value) / (later.at - earlier.at));
    }
  });
  const span = (known.at(-1)?.at ?? 0) - (known[0]?.at ?? 0);
  const count = known.length;
  if (count < FEWEST_POINTS || slopes.length === 0) return null;
  const sorted = ascending(slopes);
  const slope = quantileOfSorted(sorted, 0.5);
  const variance = ((count * (count - 1) * (2 * count + 5)) / 18) * inflation(known, slope);
  const half = (NINE_OF_TEN * Math.sqrt(variance)) / 2 / slopes.length;
  const wander = wanderOf(known);
  return {
    slope,
    low: Math.min(quantileOfSorted(sorted, 0.5 - half), slope - wander),
    high: Math.max(quantileOfSorted(sorted, 0.5 + half), slope + wander),
    samples: count,
    span,
  };
}

/** By how much the variance grows because what is left after the line resembles its neighbour: (1 + r) / (1 - r), at least 1. */
function inflation(points: readonly TimedValue[], slope: number): number {
  const rests = points.map(({ at, value }) => value - slope * at);
  const middle = quantileOfSorted(ascending(rests), 0.5);
  let [together, alone] = [0, 0];
  rests.forEach((rest, index) => {
    alone += (rest - middle) ** 2;
    if (index > 0) together += (rest - middle) * ((rests[index - 1] ?? middle) - middle);
  });
  const likeness = alone === 0 ? 0 : Math.min(0.95, Math.max(0, together / alone));
  return (1 + likeness) / (1 - likeness);
}

const BLOCKS = 8;
/** Student's t for nine of ten with the six degrees of freedom that seven steps leave. */
const STUDENT = 1.943;

/**
 * How far the slope may be off where growth itself wanders (a random walk has no line to come back to): by how much the
 * growth from block to block differs. Noise that does come back is gone in a block's median.
 */
function wanderOf(points: readonly TimedValue[]): number {
  const size = points.length / BLOCKS;
  const blocks = Array.from({ length: BLOCKS }, (_, block) =>
    middleOf(points.slice(Math.floor(block * size), Math.floor((block + 1) * size))),
  );
  const growths = blocks.slice(1).flatMap(({ at, value }, index) => {
    const before = blocks[index];
    return before === undefined || at <= before.at ? [] : [(value - before.value) / (at - before.at)];
  });
  if (growths.length < 3) return 0;
  const mean = growths.reduce((sum, growth) => sum + growth / growths.length, 0);
  const rests = growths.map((growth) => growth - mean);
  const variance = rests.reduce((sum, rest) => sum + rest ** 2, 0) / (rests.length - 1);
  // Noise of one block raises one growth and lowers the next: that much of the variance is gone over the whole.
  const shared = rests.slice(1).reduce((sum, rest, index) => sum + rest * (rests[index] ?? 0), 0) / (rests.length - 2);
  return STUDENT * Math.sqrt(Math.max(0, variance + 2 * Math.min(0, shared)) / growths.length);
}

function middleOf(points: readonly TimedValue[]): TimedValue {
  return { at: middle(points.map(({ at }) => at)), value: middle(points.map(({ value }) => value)) };
}

function middle(values: readonly number[]): number {
  return quantileOfSorted(ascending(values), 0.5);
}

/** Medians of neighbours, so that at most MOST_POINTS are left. */
function thinned(points: readonly TimedValue[]): TimedValue[] {
  const size = Math.ceil(points.length / MOST_POINTS);
  if (size <= 1) return [...points];
  const groups = Array.from({ length: Math.ceil(points.length / size) }, (_, group) => points.slice(group * size, (group + 1) * size));
  return groups.map(middleOf);
}

/** The values since somebody made room: one step down of at least `drop` is a clean-up, several are the way it lives. */
export function sinceCleanUp(points: readonly TimedValue[], drop: number): readonly TimedValue[] {
  const steps = points.flatMap(({ value }, index) => (index > 0 && (points[index - 1]?.value ?? value) - value >= drop ? [index] : []));
  return steps.length === 1 ? points.slice(steps[0]) : points;
}
