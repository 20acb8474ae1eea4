/** Outcomes as far as they still count. */
export interface Tally {
  good: number;
  bad: number;
}

/** What is believed about a share between 0 and 1: a Beta distribution, by its mean and its spread. */
export interface Belief {
  mean: number;
  /** Standard deviation. */
  deviation: number;
}

/** With how many outcomes of its own a place outweighs what the wider place says. */
const PRIOR_STRENGTH = 4;
/** Before anything is known, good and bad are as likely. */
const IGNORANCE = 0.5;

export function count({ good, bad }: Tally): number {
  return good + bad;
}

/** What outcomes say after a belief about the wider place was held. */
export function meanAfter(tally: Tally, prior: number): number {
  return (tally.good + PRIOR_STRENGTH * prior) / (count(tally) + PRIOR_STRENGTH);
}

/**
 * The belief at the narrowest of nested places (this person's code, anybody's code, anything at all), widest first.
 * Each place starts from what the wider one says; the places must not share outcomes, or they would count twice.
 */
export function beliefFrom(widestFirst: readonly Tally[]): Belief {
  let mean = IGNORANCE;
  for (const tally of widestFirst) mean = meanAfter(tally, mean);
  const strength = PRIOR_STRENGTH + count(widestFirst.at(-1) ?? { good: 0, bad: 0 });
  return { mean, deviation: Math.sqrt((mean * (1 - mean)) / (strength + 1)) };
}

/** How likely it is that one is truly above the other, both taken as normal. */
export function chanceAbove(one: Belief, other: Belief): number {
  const spread = Math.hypot(one.deviation, other.deviation);
  if (spread === 0) return one.mean > other.mean ? 1 : one.mean < other.mean ? 0 : 0.5;
  return normalBelow((one.mean - other.mean) / spread);
}

/** The normal distribution function, by the logistic curve that comes within 0.01 of it everywhere. */
function normalBelow(deviations: number): number {
  return 1 / (1 + Math.exp(-1.702 * deviations));
}
