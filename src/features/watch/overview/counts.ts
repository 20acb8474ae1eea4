import type { Verdict } from "../verdicts/events.ts";

/** What the first-sight sentence is made of, for one container. */
export interface Counted {
  verdict: Verdict;
  cause: string;
  state: string;
  health: string;
  answers: boolean | null;
}

/** Each container stands in exactly one of these. */
export interface Counts {
  well: number;
  brokenCheck: number;
  down: number;
  unsure: number;
  /** Runs without a check, and nothing says that it is down. */
  unchecked: number;
  off: number;
}

export function countVerdicts(containers: readonly Counted[]): Counts {
  const counts: Counts = { well: 0, brokenCheck: 0, down: 0, unsure: 0, unchecked: 0, off: 0 };
  for (const container of containers) counts[placeOf(container)] += 1;
  return counts;
}

/** The one count that a container stands in. */
export function placeOf({ verdict, cause, state, health }: Counted): keyof Counts {
  if (verdict === "off") return "off";
  if (verdict === "down") return "down";
  if (verdict === "broken-check") return "brokenCheck";
  const runsUnchecked = health === "unchecked" && state === "running" && cause !== "starting" && cause !== "engine_lost";
  if (runsUnchecked) return "unchecked";
  return verdict;
}
