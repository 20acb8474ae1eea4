import { baselineOf, type Baseline } from "./baseline.ts";
import { valuesAt, type Kind, type Series } from "./series.ts";
import type { Window } from "./window.ts";

/** How far a component's metric was from what it usually is, while the target was in trouble. */
export interface Deviation {
  metric: string;
  kind: Kind;
  /** Positive is worse. In the metric's unit; a part of all requests for shares. */
  excess: number;
  /** The excess, in usual strayings. */
  sigmas: number;
  before: number;
  during: number;
}

/** A spread taken of few values is too small by chance. */
const FEW_VALUES = 2;
const UNCOUNTED_SHARE = 0.005;
const LEAST_SHARE = 0.0005;

/**
 * @param requests how many there are in an interval, null when that is not measured
 * @returns null where nothing was measured in the window, or there is nothing to compare it with
 */
export function deviationOf(
  series: Series,
  normal: Series | undefined,
  kind: Kind,
  { window, requests }: { window: Window; requests: number | null },
): Deviation | null {
  const during = meanIn(series, window);
  if (during === null) return null;
  const scale = isShare(kind) && [series, normal].some(isPercent) ? 100 : 1;
  const least = (centre: number): number => leastSpread(kind, centre, requests);
  const baseline = (values: readonly number[]): Baseline | null =>
    baselineOf(
      values.map((value) => value / scale),
      least,
    );
  const usual = together(
    baseline(valuesAt(series, window.isOutside)),
    normal === undefined ? null : baseline(valuesAt(normal, () => true)),
  );
  if (usual === null) return null;
  const change = during / scale - usual.centre;
  const excess = kind === "availability" ? -change : kind === "other" ? Math.abs(change) : change;
  return { metric: series.metric, kind, excess, sigmas: excess / usual.spread, before: usual.centre, during: during / scale };
}

/** The weighted mean in the window; null where nothing was measured. */
export function meanIn({ times, values }: Series, window: Window): number | null {
  let sum = 0;
  let weight = 0;
  for (const [place, value] of values.entries()) {
    const share = window.weights.get(times[place] ?? Number.NaN);
    if (value === null || share === undefined) continue;
    sum += share * value;
    weight += share;
  }
  return weight === 0 ? null : sum / weight;
}

/** A service's level drifts from week to week: the centre is that of just before. How far it strays shows only over long. */
function together(local: Baseline | null, longTerm: Baseline | null): Baseline | null {
  if (local === null) return longTerm;
  if (longTerm === null) return { ...local, spread: local.spread * (1 + FEW_VALUES / local.count) };
  return { ...local, spread: Math.max(local.spread, longTerm.spread) };
}

function isShare(kind: Kind): boolean {
  return kind === "availability" || kind === "failureShare";
}

/** A share comes in percent or as a part of one. */
function isPercent(series: Series | undefined): boolean {
  return series?.values.some((value) => value !== null && value > 1) ?? false;
}

/** What nobody would call a deviation: a twentieth of a value, for counts what chance makes of them besides. */
function leastSpread(kind: Kind, centre: number, requests: number | null): number {
  if (isShare(kind)) return requests === null ? UNCOUNTED_SHARE : spreadOfShare(centre, requests);
  return 0.05 * Math.abs(centre) + (kind === "failures" ? Math.sqrt(Math.abs(centre) + 1) : Number.EPSILON);
}

/** Which part of so many requests succeeds varies binomially. One of each is added: none seen is not none possible. */
function spreadOfShare(share: number, requests: number): number {
  const expected = (share * requests + 1) / (requests + 2);
  return Math.sqrt((expected * (1 - expected)) / (requests + 2)) + LEAST_SHARE;
}
