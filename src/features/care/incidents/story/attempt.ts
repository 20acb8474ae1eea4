import type { Attempt } from "../events.ts";

type Told = Pick<Attempt, "by" | "remedy" | "subject" | "level" | "outcome" | "detail">;

export const WHO = { hydra: "Hydra", docker: "Docker", person: "A person" } as const;

const DID: Readonly<Record<Attempt["level"], string>> = { acted: "did", asked: "asked for", would: "would have done" };

const OUTCOMES: Readonly<Record<Attempt["outcome"], string>> = {
  proven: "it worked",
  right: "that would have been right",
  failed: "it did not help",
  needless: "it was not needed",
  undone: "it was taken back",
  declined: "a person did not want it",
  unknown: "it was not done",
  pending: "its outcome is not known yet",
};

/** Of what was only watched nothing helped or failed: it may show whether it would have been the right thing. */
const OUTCOMES_OF_WATCHED: Readonly<Record<Attempt["outcome"], string>> = {
  ...OUTCOMES,
  failed: "that would not have helped",
  unknown: "nobody knows whether that would have been right",
  pending: "whether that is right shows later",
};

/** What healing says before the reason of a no, for those who read it alone. */
const SAID_ALREADY = /^a person did not want it(?:: |$)/;

/** Was it begun at all, and not only noted, asked for, or declined? */
export function wasTried({ level, outcome }: Pick<Told, "level" | "outcome">): boolean {
  return level === "acted" || (level === "asked" && (outcome === "proven" || outcome === "failed" || outcome === "undone"));
}

/** What somebody did or would have done: "Hydra asked for restart of ". */
export function deedWords({ by, level, remedy }: Pick<Told, "by" | "level" | "remedy">): string {
  return `${WHO[by]} ${DID[level]} ${remedy} of`;
}

export function outcomeWords({ level, outcome }: Pick<Told, "level" | "outcome">): string {
  return (level === "would" ? OUTCOMES_OF_WATCHED : OUTCOMES)[outcome];
}

/** What there is to say besides the outcome; empty when that says it all. */
export function detailWords({ outcome, detail }: Pick<Told, "outcome" | "detail">): string {
  return (outcome === "declined" ? detail?.replace(SAID_ALREADY, "") : detail) ?? "";
}

/** One line of the timeline. What has only begun has no outcome to tell. */
export function attemptLine(attempt: Told): string {
  const { by, level, remedy, subject, outcome } = attempt;
  const detail = detailWords(attempt);
  const more = detail === "" ? "" : ` (${detail})`;
  if (outcome !== "pending") return `${deedWords(attempt)} ${subject}; ${outcomeWords(attempt)}${more}`;
  const begun = level === "acted" ? "begins" : level === "asked" ? "asks for" : "would do";
  return `${WHO[by]} ${begun} ${remedy} of ${subject}${more}`;
}
