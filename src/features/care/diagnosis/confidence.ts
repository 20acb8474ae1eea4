/** A larger lead says no more. */
const MOST_LEAD = 0.25;

/**
 * How often a diagnosis with this score and this lead over the next one is right. A sure sign alone means about 0.95, a likely one
 * 0.8, a hint 0.4, two sure signs that contradict each other 0.5; checked on examples that nothing was fitted to (`testing/held-back.ts`).
 */
export function confidenceOf(score: number, rival: number): number {
  const lead = Math.max(-MOST_LEAD, Math.min(score - rival, MOST_LEAD));
  const logit = -6.5 + 6.7 * score + 12 * lead;
  return Math.round(100 / (1 + Math.exp(-logit))) / 100;
}
