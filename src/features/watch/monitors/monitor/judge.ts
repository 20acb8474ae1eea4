import { isLoopback } from "../derive/network.ts";
import type { ProbeResult } from "../probers/connection/result.ts";
import { addressOf, type Target } from "../target.ts";

export const MONITOR_STATES = ["up", "down", "unknown"] as const;
export type Outcome = (typeof MONITOR_STATES)[number];

export interface Attempt {
  target: Target;
  result: ProbeResult;
}

/** What one look at a container came to. */
export interface Look {
  outcome: Outcome;
  detail: string;
  /** The attempt that the outcome rests on; null when there was none. */
  decisive: Attempt | null;
}

export interface Circumstances {
  /** It answered at one of these targets since it was started. */
  wasUp: boolean;
  /** Somebody gave it a health check: it is meant to serve. */
  hasCheck: boolean;
  /** Nothing in its network namespace waits for a connection; null when that cannot be seen. */
  isSilent: boolean | null;
}

/**
 * What a look says of a container. The first that answers decides, be it with a server's error. When nobody answers,
 * it is down only where somebody counts on it, where it answered before, or where it can be seen that nothing listens.
 */
export function judge(attempts: readonly Attempt[], { wasUp, hasCheck, isSilent }: Circumstances): Look {
  const answer = attempts.find(({ result }) => result.outcome === "up" || result.isAnswer);
  if (answer !== undefined) return lookOf(answer, answer.result.outcome);
  const failures = attempts.filter(({ target, result }) => result.outcome === "down" && !isOwnEmptyPort(target, result));
  const promised = failures.find(({ target }) => target.isPromised || wasUp);
  if (promised !== undefined) return lookOf(promised, "down");
  const [first] = failures;
  if (first !== undefined && hasCheck && isSilent === true)
    return { ...lookOf(first, "down"), detail: "it runs, and nothing in it waits for a connection" };
  const last = attempts.at(-1);
  if (last === undefined) return { outcome: "unknown", detail: "there is nothing to ask", decisive: null };
  if (wasUp) return lookOf(last, "down");
  return { ...lookOf(first ?? last, "unknown"), detail: `nobody answered where it might be: ${sentenceOf(first ?? last)}` };
}

function lookOf(decisive: Attempt, outcome: Outcome): Look {
  return { outcome, detail: sentenceOf(decisive), decisive };
}

function sentenceOf({ target, result }: Attempt): string {
  return `${addressOf(target)}: ${result.detail}`;
}

/** A published port of this machine that nobody holds: Hydra itself runs in a container and sees another loopback than the engine. */
function isOwnEmptyPort(target: Target, result: ProbeResult): boolean {
  return target.via === "published" && isLoopback(target.host) && result.failure === "refused";
}

export interface Patience {
  /** So many of the last `window` looks must say so before an answering service is down or unknown. */
  failuresToDown: number;
  window: number;
}

/** The state after a look, `recent` being the outcomes until now with the newest last. One answer is enough to be up. */
export function nextState(current: Outcome, recent: readonly Outcome[], { failuresToDown, window }: Patience): Outcome {
  const last = recent.slice(-window);
  const newest = last.at(-1);
  if (newest === undefined || newest === current) return current;
  if (newest === "up") return "up";
  return last.filter((outcome) => outcome === newest).length >= failuresToDown ? newest : current;
}
