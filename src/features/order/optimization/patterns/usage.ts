import { ascending, deviation, mean, quantileOfSorted, shareAtLeast } from "./statistics.ts";

export const PATTERN_KINDS = ["idle", "consistent", "bursty", "overloaded", "unknown"] as const;
export type PatternKind = (typeof PATTERN_KINDS)[number];

/** What is known of one resource over a while. Values in `unit`s of whoever asks. */
export interface Usage {
  /** One for each step of time; null where nothing was measured. */
  averages: readonly (number | null)[];
  maxima: readonly (number | null)[];
  /** What there is of it at most; null when nobody says. */
  capacity: number | null;
  /** Below this it counts as unused. */
  idleBelow: number;
}

export interface Pattern {
  kind: PatternKind;
  /** Null without a single sample. */
  average: number | null;
  peak: number | null;
  /** How many steps had a value. */
  samples: number;
  /** Share of the time above nine tenths of the capacity; null without a capacity or samples. */
  shareFull: number | null;
}

/** Fewer say nothing about a habit: two minutes of ten-second steps, an hour of five-minute steps. */
export const FEWEST_SAMPLES = 12;
export const FULL = 0.9;
/** Full for a quarter of the time: whoever wants more waits. */
const OVERLOADED_SHARE = 0.25;
/** More often than once in a hundred steps, and never one step alone: a single outlier is no habit. */
const BURST_SHARE = 0.01;
const FEWEST_BURSTS = 2;
/** So many deviations above the middle stands out from noise. */
const STANDS_OUT = 5;
/** (high - low) / (high + low): from here on, the middle says little about what comes next. */
const WIDE_SPREAD = 0.5;
/** Below a tenth of the capacity nothing that moves is a burst. */
const SMALL_PART = 0.1;

/**
 * How a resource is used, by order statistics alone: the order of the samples does not matter, and up to a hundredth of
 * wild ones changes nothing. Fewer than FEWEST_SAMPLES are `unknown`.
 */
export function patternOf({ averages, maxima, capacity, idleBelow }: Usage): Pattern {
  const values = ascending(averages);
  const peaks = ascending(maxima);
  const room = capacity !== null && Number.isFinite(capacity) && capacity > 0 ? capacity : null;
  const shareFull = room === null || values.length === 0 ? null : shareAtLeast(values, FULL * room);
  const facts = {
    average: values.length === 0 ? null : mean(values),
    peak: peaks.at(-1) ?? values.at(-1) ?? null,
    samples: values.length,
    shareFull,
  };
  if (values.length < FEWEST_SAMPLES) return { kind: "unknown", ...facts };
  if (shareFull !== null && shareFull >= OVERLOADED_SHARE) return { kind: "overloaded", ...facts };
  const [low, middle, high] = [0.1, 0.5, 0.95].map((share) => quantileOfSorted(values, share)) as [number, number, number];
  const floor = room === null ? idleBelow : Math.max(idleBelow, SMALL_PART * room);
  const burstsAbove = middle + Math.max(floor, STANDS_OUT * deviation(values));
  const bursts = values.filter((value) => value > burstsAbove).length;
  const isBursting = bursts >= FEWEST_BURSTS && bursts / values.length >= BURST_SHARE;
  if (high < idleBelow && !isBursting) return { kind: "idle", ...facts };
  const isWide = high - low > floor && (high - low) / (high + low) > WIDE_SPREAD;
  return { kind: isBursting || isWide ? "bursty" : "consistent", ...facts };
}
