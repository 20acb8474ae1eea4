import { coversGrantee, type Grant } from "../../../../kernel/grants.ts";

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
  return grants.filter((grant) => isForHealing(grant) && CHOICES.indexOf(grant.level) > CHOICES.indexOf(choice));
}

function isForHealing({ grantee, operation }: Grant): boolean {
  return grantee === HEALER || (coversGrantee(grantee, HEALER) && HEALING_OPERATIONS.includes(operation));
}

/** What is so now, in the words of the choice, and whether something was allowed or taken back since. */
export function stanceOf(choice: Choice | null, grants: readonly Grant[]): string {
  const isMore = beyond(choice ?? "watch", grants).length > 0;
  if (choice === null)
    return isMore
      ? "Some things are allowed: ./hydra grants lists them."
      : "Watching only: I change nothing until you let me. ./hydra choose watch|ask|act";
  const isLess = grantsOf(choice).some(
    (chosen) => chosen.level === "act" && grants.some((grant) => isAboutTheSame(grant, chosen) && grant.level !== "act"),
  );
  if (isMore) return `${CHOICE_SENTENCES[choice]} More was allowed since: ./hydra grants lists it.`;
  return isLess ? `${CHOICE_SENTENCES[choice]} Some of it asks again now: ./hydra grants says why.` : CHOICE_SENTENCES[choice];
}

function isAboutTheSame(one: Choosing, other: Choosing): boolean {
  return (
    one.grantee === other.grantee && one.operation === other.operation && one.cause === other.cause && one.scope.kind === other.scope.kind
  );
}
