import type { Learner, Point } from "./learner.ts";

/** Outcomes of each model of a pair before what was learned replaces the general judgement. */
const ENOUGH = 30;

/**
 * How likely the small model of a pair is not enough, by what was learned of both: as often as it fails, more where
 * the large one is expected to add more than it usually does. Null while too little is known of either.
 */
export function pairDifficulty(small: Learner | undefined, large: Learner | undefined, point: Point): number | null {
  if (small === undefined || large === undefined || small.count < ENOUGH || large.count < ENOUGH) return null;
  return Math.min(1, Math.max(0, 1 - large.mean + large.lean(point) - small.lean(point)));
}
