/** A health check as far as its time goes. */
export interface CheckTimes {
  intervalMs: number;
  timeoutMs: number;
  retries: number;
}

const LEAST_MS = 10_000;
const MOST_MS = 300_000;
const SLACK_MS = 2_000;

/** How long things may take to be well again by themselves once what they need is: every retry of the slowest check. */
export function patienceMs(checks: readonly (CheckTimes | null)[]): number {
  const waits = checks.map((check) => (check === null ? LEAST_MS : (check.intervalMs + check.timeoutMs) * (check.retries + 1) + SLACK_MS));
  return Math.min(MOST_MS, Math.max(LEAST_MS, ...waits));
}
