import type { DeedOutcome } from "../../../self/grants/events.ts";
import type { Trouble } from "../../incidents/events.ts";

/** What is known when something is judged that Hydra did not do: it only noted it, or asked for it and heard no yes. */
export interface Evidence {
  /** How the container is. */
  state: "well" | "ill" | "stopped" | "gone" | "unsure";
  /** Who did the very same meanwhile. */
  sameBy: "person" | "hydra" | null;
  /** Somebody put it right in some other way, as with another image or configuration. */
  isOtherWay: boolean;
  /** Its incident turned out to be a part of another one. */
  isMerged: boolean;
  /** It was dismissed: there was nothing to put right. */
  isDismissed: boolean;
  /** Is it down, and does nothing speak for a cause that a new start leaves as it is? */
  isCurable: boolean;
  waitedMs: number;
}

export interface Judged {
  outcome: Extract<DeedOutcome, "right" | "failed" | "needless" | "unknown">;
  reason: string;
}

interface Rule extends Judged {
  when: (evidence: Evidence) => boolean;
}

/** A deed that was only noted waits so long for reality; then staying down speaks for it. */
export const JUDGE_AFTER_MS = 600_000;
/** Nobody can say how it is: after so long it is not waited for any more. */
const GIVE_UP_MS = 3_600_000;

/**
 * The rules, the first that holds decides. Right is only what was shown: the same deed made it well, or what a new start
 * ends stayed down. What shows nothing is unknown, which earns nothing and costs nothing.
 */
const RULES: readonly Rule[] = [
  { when: ({ isMerged }) => isMerged, outcome: "needless", reason: "the cause was somewhere else" },
  { when: ({ isDismissed }) => isDismissed, outcome: "needless", reason: "nothing was wrong with it" },
  { when: ({ state }) => state === "gone", outcome: "unknown", reason: "it was removed" },
  { when: ({ state }) => state === "stopped", outcome: "unknown", reason: "somebody stopped it" },
  { when: has("hydra", "well", "ill"), outcome: "unknown", reason: "it was done after all, which is judged by itself" },
  { when: has("person", "well"), outcome: "right", reason: "somebody did the same, and it was well afterwards" },
  { when: has("person", "ill"), outcome: "failed", reason: "somebody did the same, and it did not help" },
  { when: ({ state, isOtherWay }) => state === "well" && isOtherWay, outcome: "unknown", reason: "somebody put it right in another way" },
  { when: ({ state }) => state === "well", outcome: "needless", reason: "it came back alone" },
  { when: (seen) => isLongIll(seen) && seen.isCurable, outcome: "right", reason: "it stayed down for ten minutes" },
  { when: isLongIll, outcome: "unknown", reason: "it stayed ill for ten minutes, which does not show that this would have helped" },
  { when: ({ waitedMs }) => waitedMs >= GIVE_UP_MS, outcome: "unknown", reason: "nobody could say how it was" },
];

function has(who: "person" | "hydra", ...states: Evidence["state"][]): Rule["when"] {
  return ({ sameBy, state }) => sameBy === who && states.includes(state);
}

function isLongIll({ state, waitedMs }: Evidence): boolean {
  return state === "ill" && waitedMs >= JUDGE_AFTER_MS;
}

/** What reality says about it. Null: nothing yet. Pure. */
export function judgeBy(evidence: Evidence): Judged | null {
  const rule = RULES.find(({ when }) => when(evidence));
  return rule === undefined ? null : { outcome: rule.outcome, reason: rule.reason };
}

/** What is down altogether, and not merely unwell. In a loop, or where memory ran out, starts are what did not help. */
const DOWN: ReadonlySet<Trouble> = new Set(["crashed", "hung"]);
/** What says how often it ended, or nothing, names no cause. Each other category is something that a new start leaves as it is. */
const NO_CAUSES: ReadonlySet<string> = new Set(["unknown", "crash_loop"]);

/** Would a new start end this, as far as anybody can tell? */
export function isCurable(trouble: Trouble, category: string): boolean {
  return DOWN.has(trouble) && NO_CAUSES.has(category);
}

/** A start, as far as it tells whose it was. */
export interface Start {
  actedBy: string | null;
  wasEndedByPerson: boolean;
  /** Its restart policy starts it again. */
  isDockersTurn: boolean;
}

/** Did a person start it? What Docker's policy does is coming back alone. */
export function isByPerson({ actedBy, wasEndedByPerson, isDockersTurn }: Start): boolean {
  if (actedBy !== null) return !actedBy.startsWith("hydra:");
  return wasEndedByPerson || !isDockersTurn;
}

/** Was a deed that went well taken back by a person within the time in which that counts? */
export function isUndone({ stoppedBy, actedBy }: { stoppedBy: string; actedBy: string | null }): boolean {
  return stoppedBy === "person" && actedBy?.startsWith("hydra:") !== true;
}
