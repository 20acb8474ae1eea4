export const TRENDS = ["rising", "steady", "falling", "unknown"] as const;
export type Trend = (typeof TRENDS)[number];

/** Fewer than this say nothing about a direction. */
const LEAST_EVENTS = 5;
/** Counts that come by chance differ less than this, in standard deviations of a Poisson process. */
const CLEAR_SIGMAS = 2;

/** Whether something comes more often in the later half of a time than in the earlier one. */
export function trendOf(earlier: number, later: number): Trend {
  const total = earlier + later;
  if (total < LEAST_EVENTS) return "unknown";
  const sigmas = (later - earlier) / Math.sqrt(total);
  return sigmas >= CLEAR_SIGMAS ? "rising" : sigmas <= -CLEAR_SIGMAS ? "falling" : "steady";
}
