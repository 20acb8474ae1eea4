import type { Belief } from "./belief.ts";

/** What a model's answers cost, typically; null where it was not measured. */
export interface Cost {
  latencyMs: number | null;
  tokens: number | null;
}

export interface Weights {
  latencyWeight: number;
  tokenWeight: number;
}

/** Where half of what latency, or tokens, can cost is lost. */
const HALF_LATENCY_MS = 10_000;
const HALF_TOKENS = 2_000;

/**
 * One figure from 0 to 1: the chance that the answer pleases, less a share for the wait and for the words. Both shares
 * have an upper end, so that a quick model that fails never passes a slow one that does not. What was not measured costs nothing.
 */
export function scoreOf({ mean }: Pick<Belief, "mean">, { latencyMs, tokens }: Cost, { latencyWeight, tokenWeight }: Weights): number {
  return mean * (1 - latencyWeight * share(latencyMs, HALF_LATENCY_MS)) * (1 - tokenWeight * share(tokens, HALF_TOKENS));
}

function share(value: number | null, half: number): number {
  return value === null ? 0 : value / (value + half);
}
