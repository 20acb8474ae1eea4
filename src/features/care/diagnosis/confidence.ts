/** A larger lead says no more. */
const MOST_LEAD = 0.25;

/**
 * How often a diagnosis with this score and this lead over the next one is right. The curve was fitted to two thirds of the
 * examples in `testing/` and checked on the other third.
 */
export function confidenceOf(score: number, rival: number): number {
  const lead = Math.max(-MOST_LEAD, Math.min(score - rival, MOST_LEAD));
  const logit = -6.5 + 6.7 * score + 12 * lead;
  return Math.round(100 / (1 + Math.exp(-logit))) / 100;
}
