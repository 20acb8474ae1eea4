import type { Grant } from "../../../../kernel/grants.ts";

/** How much Hydra may do by itself: the answer to its first question. */
export const CHOICES = ["watch", "ask", "act"] as const;
export type Choice = (typeof CHOICES)[number];

export const QUESTION = "How much may Hydra do by itself when something breaks?";

export const CHOICE_SENTENCES: Readonly<Record<Choice, string>> = {
  watch: "Watch only: Hydra changes nothing. It notes what it would have done, and whether that would have been right.",
  ask: "Ask me: Hydra says what it would do and waits for your yes.",
  act: "Act: Hydra restarts containers that crashed, hang, are unhealthy or ran out of memory, within limits. About protected ones and everything else it asks.",
};

/** What Hydra's own healing does, and so what the question is about. */
const HEALER = "hydra:healing";
const HEALING_OPERATIONS = ["containers.restart", "containers.recreate"];
/** What a restart mends without doubt about the cause. */
const CLEAR_CAUSES = ["crashed", "hung", "unhealthy", "out_of_memory"];

export type Choosing = Pick<Grant, "grantee" | "operation" | "scope" | "cause" | "level">;

/** The grants that a choice consists of. */
export function grantsOf(choice: Choice): Choosing[] {
  if (choice === "watch") return [];
  const asking = HEALING_OPERATIONS.map((operation) => healing(operation, null, "ask"));
  return choice === "ask" ? asking : [...asking, ...CLEAR_CAUSES.map((cause) => healing("containers.restart", cause, "act"))];
}

function healing(operation: string, cause: string | null, level: Grant["level"]): Choosing {
  return { grantee: HEALER, operation, scope: { kind: "all" }, cause, level };
}

/**
 * The grants of the healer that allow more than was chosen now, whoever gave them: "watch only" means it. What somebody
 * forbade or restricted for one thing stays.
 */
export function beyond(choice: Choice, grants: readonly Grant[]): Grant[] {
  return grants.filter(({ grantee, level }) => grantee === HEALER && CHOICES.indexOf(level) > CHOICES.indexOf(choice));
}
