import { medianOf } from "./baseline.ts";
import { kindOf, valuesAt, type Kind, type Series } from "./series.ts";

/** When something was wrong, and how much so at each time. */
export interface Window {
  /** Epoch seconds to weight, above 0 and at most 1. */
  weights: ReadonlyMap<number, number>;
  /** Whether a time belongs to neither the trouble nor its beginning and fading. */
  isOutside(time: number): boolean;
}

/** So long before and after the moment that was told, in intervals of the measuring, trouble is looked for. */
const INTERVALS_BEFORE = 1;
const INTERVALS_AFTER = 3;
/** A time counts as trouble from this part of the worst on, and as usual up to the lesser one. */
const TROUBLE = 0.3;
const USUAL = 0.15;

/**
 * The times at which the target was in trouble, by its own series. An interval's value may bear the time of its begin or
 * of its end, so one interval before the moment counts too. Without a series of the target all times near the moment count.
 */
export function windowOf(target: Series | undefined, allTimes: readonly number[], moment: number): Window {
  const times = target === undefined || target.times.length === 0 ? allTimes : target.times;
  const step = stepOf(times);
  const isNear = (time: number): boolean => time > moment - INTERVALS_BEFORE * step && time <= moment + INTERVALS_AFTER * step;
  const badness = badnessOf(target, isNear);
  const worst = Math.max(0, ...badness.values());
  const shareAt = (time: number): number => (worst > 0 ? (badness.get(time) ?? 0) / worst : 1);
  const weights = new Map(
    times
      .filter(isNear)
      .map((time) => [time, shareAt(time)] as const)
      .filter(([, share]) => share >= TROUBLE),
  );
  if (weights.size === 0) for (const time of nearest(times, moment)) weights.set(time, 1);
  return { weights, isOutside: (time) => !weights.has(time) && !(isNear(time) && shareAt(time) > USUAL) };
}

/** How much worse than usual the target was at each time near the moment, in its own unit. */
function badnessOf(target: Series | undefined, isNear: (time: number) => boolean): Map<number, number> {
  if (target === undefined) return new Map();
  const usual = medianOf(valuesAt(target, (time) => !isNear(time)));
  if (Number.isNaN(usual)) return new Map();
  const direction = DIRECTION[kindOf(target.metric)];
  const worse = (value: number): number => (direction === 0 ? Math.abs(value - usual) : Math.max(0, direction * (value - usual)));
  return new Map(
    target.times.map((time, place) => [time, worse(target.values[place] ?? usual)]).filter(([time = 0]) => isNear(time)) as [
      number,
      number,
    ][],
  );
}

/** 1 where high values are bad, -1 where low ones are, 0 where either may be. */
const DIRECTION: Readonly<Record<Kind, -1 | 0 | 1>> = { latency: 1, availability: -1, failureShare: 1, failures: 1, traffic: 0, other: 0 };

/** The usual time between two values, seconds. */
function stepOf(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  const steps = sorted.slice(1).map((time, place) => time - (sorted[place] ?? time));
  return steps.length === 0 ? 60 : medianOf(steps);
}

function nearest(times: readonly number[], moment: number): number[] {
  return times.toSorted((a, b) => Math.abs(a - moment) - Math.abs(b - moment)).slice(0, 1);
}
