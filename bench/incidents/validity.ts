import type { Case } from "./case.ts";
import type { Outcome } from "./score/score.ts";

/** Ends that need a hand: without one nothing may become well. */
const NEEDS_A_HAND = new Set(["healed", "asked", "escalated", "rolled-back", "proposed"]);
/** A policy of Docker, or luck, would have made it well by then. */
const PROOF_SECONDS = 15;

/** The case as it is played when nobody heals: only as long as it takes to see that nobody does. */
export function shortened(theCase: Case): Case {
  const isDockers = theCase.truth.end.includes("healed-by-docker");
  const allowedSeconds = isDockers ? theCase.truth.allowedSeconds : PROOF_SECONDS;
  return { ...theCase, truth: { ...theCase.truth, allowedSeconds } };
}

/** What shows, with nobody healing, that a case is not what it says; null when it is. */
export function problemOf({ id, truth }: Pick<Case, "id" | "truth">, { isWell, acts }: Outcome): string | null {
  if (acts.length > 0) return `${id}: somebody acted: ${acts.map(({ kind, container }) => `${kind} ${container}`).join(", ")}`;
  if (truth.end.includes("healed-by-docker")) return isWell ? null : `${id}: Docker did not bring it back`;
  if (isWell && truth.end.every((end) => NEEDS_A_HAND.has(end))) return `${id}: it became well by itself`;
  return null;
}
