import { OUTCOMES, type Outcome } from "../events.ts";

/**
 * What is known about one model in one place, as sums that fade: each outcome counts half after a half-life. All sums
 * are linear in what went in, so that something can be taken out again exactly, and sums of sums are sums.
 */
export interface Evidence {
  /** The moment that the sums are as of, epoch ms. */
  at: number;
  /** Weight of what went well and of what did not. */
  good: number;
  bad: number;
  /** Weight of all uses, judged or not. */
  used: number;
  /** Sums of the logarithms of latency (ms) and tokens, and the weights behind them. */
  logLatency: number;
  latencyWeight: number;
  logTokens: number;
  tokensWeight: number;
  /** Plain counts, which do not fade. */
  uses: number;
  outcomes: Record<Outcome, number>;
}

/** One use of a model, as far as evidence is concerned. */
export interface Use {
  /** Epoch ms. */
  at: number;
  latencyMs: number | null;
  tokens: number | null;
  outcome: Outcome | null;
}

/**
 * What an outcome says for and against a model. An edited answer was worth keeping; to ask again says that it was not;
 * to reject it says so aloud. An error is as bad as no answer.
 */
export const OUTCOME_WEIGHTS: Readonly<Record<Outcome, { good: number; bad: number }>> = {
  accepted: { good: 1, bad: 0 },
  edited: { good: 0.6, bad: 0.4 },
  regenerated: { good: 0, bad: 1 },
  rejected: { good: 0, bad: 1.5 },
  error: { good: 0, bad: 1 },
};

const FADING = ["good", "bad", "used", "logLatency", "latencyWeight", "logTokens", "tokensWeight"] as const;

export function noEvidence(at: number): Evidence {
  return {
    at,
    good: 0,
    bad: 0,
    used: 0,
    logLatency: 0,
    latencyWeight: 0,
    logTokens: 0,
    tokensWeight: 0,
    uses: 0,
    outcomes: { accepted: 0, regenerated: 0, edited: 0, rejected: 0, error: 0 },
  };
}

/** What is left of a weight after some time. A clock that was put back lets nothing grow. */
function fadeOver(ms: number, halfLifeMs: number): number {
  return ms <= 0 ? 1 : 0.5 ** (ms / halfLifeMs);
}

/** Bring the sums forward to a moment. In place: evidence is updated with every answer. */
function fade(evidence: Evidence, now: number, halfLifeMs: number): void {
  if (now <= evidence.at) return;
  const left = fadeOver(now - evidence.at, halfLifeMs);
  for (const sum of FADING) evidence[sum] *= left;
  evidence.at = now;
}

/** Put a use into the sums (`sign` 1) or take it out again (-1), whenever it was. In place. */
export function put(evidence: Evidence, use: Use, sign: 1 | -1, halfLifeMs: number): void {
  fade(evidence, use.at, halfLifeMs);
  const weight = sign * fadeOver(evidence.at - use.at, halfLifeMs);
  evidence.used += weight;
  evidence.uses += sign;
  if (use.latencyMs !== null) {
    evidence.logLatency += weight * Math.log1p(use.latencyMs);
    evidence.latencyWeight += weight;
  }
  if (use.tokens !== null) {
    evidence.logTokens += weight * Math.log1p(use.tokens);
    evidence.tokensWeight += weight;
  }
  if (use.outcome !== null) {
    evidence.good += weight * OUTCOME_WEIGHTS[use.outcome].good;
    evidence.bad += weight * OUTCOME_WEIGHTS[use.outcome].bad;
    evidence.outcomes[use.outcome] += sign;
  }
}

/** Take sums out of wider ones that they are a part of. In place. */
export function takeOut(whole: Evidence, part: Evidence, halfLifeMs: number): void {
  fade(whole, part.at, halfLifeMs);
  const weight = fadeOver(whole.at - part.at, halfLifeMs);
  for (const sum of FADING) whole[sum] -= weight * part[sum];
  for (const outcome of OUTCOMES) whole.outcomes[outcome] -= part.outcomes[outcome];
  whole.uses -= part.uses;
}

/** Good and bad as of a moment; what rounding left below nothing is nothing. */
export function goodAndBad(evidence: Evidence | undefined, now: number, halfLifeMs: number): { good: number; bad: number } {
  if (evidence === undefined) return { good: 0, bad: 0 };
  const left = fadeOver(now - evidence.at, halfLifeMs);
  return { good: Math.max(0, evidence.good * left), bad: Math.max(0, evidence.bad * left) };
}

/** Typical latency in ms and tokens of an answer (geometric means); null where nothing was measured. */
export function typical(evidence: Evidence | undefined): { latencyMs: number | null; tokens: number | null } {
  if (evidence === undefined) return { latencyMs: null, tokens: null };
  return {
    latencyMs: geometricMean(evidence.logLatency, evidence.latencyWeight),
    tokens: geometricMean(evidence.logTokens, evidence.tokensWeight),
  };
}

function geometricMean(logSum: number, weight: number): number | null {
  return weight < 1e-9 ? null : Math.max(0, Math.expm1(logSum / weight));
}
