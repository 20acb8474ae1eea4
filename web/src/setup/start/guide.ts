import type { AnswerOf } from "../../api/operations.ts";

export type Step = AnswerOf<"GET /settings/guide">["steps"][number];
export type StepState = "done" | "left" | "open" | "unknown";

/** What the steps are about, as it is; undefined: not read yet. */
export interface Facts {
  passed: readonly Step[];
  /** Null: no container was judged yet. */
  firstSightAt: string | null | undefined;
  corrections: AnswerOf<"GET /inventory/corrections">["corrections"] | undefined;
  channels: AnswerOf<"GET /notifications/channels">["channels"] | undefined;
  monitors: AnswerOf<"GET /monitors">["monitors"] | undefined;
  findings: AnswerOf<"GET /verdicts/findings">["findings"] | undefined;
  choice: AnswerOf<"GET /grants/choice">["choice"] | undefined;
  found: AnswerOf<"GET /settings/discover">["found"] | undefined;
}

function isDone(step: Step, facts: Facts): boolean | undefined {
  const { firstSightAt, corrections, channels, monitors, findings, choice, found } = facts;
  switch (step) {
    case "look":
      return firstSightAt === undefined ? undefined : firstSightAt !== null;
    case "protect":
      return corrections?.some(({ isProtected }) => isProtected !== null);
    case "tell":
      return channels && channels.length > 0;
    case "addresses":
      return monitors?.some(({ correction }) => correction !== null);
    case "finding":
      return findings && findings.length === 0 && firstSightAt != null;
    case "choice":
      return choice === undefined ? undefined : choice !== null;
    case "connect":
      return found && found.every(({ state }) => state !== "new");
    case "phone":
      return false;
  }
}

/** Done is what is so already; what a person answered or left out is not asked again. Pure. */
export function stateOf(step: Step, facts: Facts): StepState {
  const done = isDone(step, facts);
  if (done === true) return "done";
  if (facts.passed.includes(step)) return "left";
  return done === undefined ? "unknown" : "open";
}
