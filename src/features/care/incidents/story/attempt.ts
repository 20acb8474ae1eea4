import type { Attempt } from "../events.ts";

type Told = Pick<Attempt, "by" | "remedy" | "subject" | "level" | "outcome" | "detail">;

export const WHO = { hydra: "Hydra", docker: "Docker", person: "A person" } as const;

const DID: Readonly<Record<Attempt["level"], string>> = { acted: "did", asked: "asked for", would: "would have done" };

const OUTCOMES: Readonly<Record<Attempt["outcome"], string>> = {
  proven: "it worked",
  failed: "it did not help",
  needless: "it was not needed",
  undone: "it was taken back",
  pending: "its outcome is not known yet",
};

/** Of what was only watched nothing helped or failed: it shows whether it would have been the right thing. */
const OUTCOMES_OF_WATCHED: Readonly<Record<Attempt["outcome"], string>> = {
  ...OUTCOMES,
  failed: "that would have been right",
  pending: "whether that is right shows later",
};

/** What healing says before its reason, for those who read it alone. */
const SAID_ALREADY = /^it would have been right(?:: |$)/;

/** What somebody did or would have done: "Hydra asked for restart of ". */
export function deedWords({ by, level, remedy }: Pick<Told, "by" | "level" | "remedy">): string {
  return `${WHO[by]} ${DID[level]} ${remedy} of`;
}

export function outcomeWords({ level, outcome }: Pick<Told, "level" | "outcome">): string {
  return (level === "would" ? OUTCOMES_OF_WATCHED : OUTCOMES)[outcome];
}

/** What there is to say besides the outcome; empty when that says it all. */
export function detailWords({ level, detail }: Pick<Told, "level" | "detail">): string {
  return (level === "would" ? detail?.replace(SAID_ALREADY, "") : detail) ?? "";
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
