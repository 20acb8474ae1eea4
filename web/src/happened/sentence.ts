import type { AnswerOf } from "../api/operations.ts";
import { words } from "../text/happened.ts";

export type AuditEntry = AnswerOf<"GET /audit">["entries"][number];

const OWNER = "person:owner";
/** Hydra's own upkeep of the audit; no operation. */
const PRUNED = "audit.prune";

/**
 * A line of the audit as a person would tell it: "You restarted web."
 *
 * @param summaryOf what an operation does, in one line, for those that have no words of their own
 */
export function sentenceOf(
  { actor, operation, subject, input, outcome }: Pick<AuditEntry, "actor" | "operation" | "subject" | "input" | "outcome">,
  summaryOf: (operation: string) => string | undefined,
): string {
  const it = (subject === null ? null : inWords(operation, subject, summaryOf)) ?? meant(input) ?? words.it;
  const known = deedOf(operation);
  const other = words.other(summaryOf(operation) ?? operation, subject);
  const deed = known ?? (operation === PRUNED ? ([words.pruned, words.pruned] as const) : other);
  const [did, toDo] = deed;
  return words.told[outcome](whoIs(actor), [did.replaceAll("{it}", () => it), toDo.replaceAll("{it}", () => it)]);
}

function deedOf(operation: string): readonly [did: string, toDo: string] | undefined {
  return Object.entries(words.deeds).find(([name]) => name === operation)?.[1];
}

/** A subject that is no name of a thing: a call that waited, a first step, a choice. */
function inWords(operation: string, subject: string, summaryOf: (operation: string) => string | undefined): string {
  if (operation === "settings.pass")
    return subject
      .split(", ")
      .map((step) => words.steps[step] ?? step)
      .join(", ");
  if (operation === "grants.choose") return words.choices[subject] ?? subject;
  if (operation !== "approvals.approve" && operation !== "approvals.reject") return subject;
  const [asked = "", ...rest] = subject.split(" ");
  const about = rest.join(" ");
  const toDo = deedOf(asked)?.[1];
  if (toDo !== undefined) return toDo.replaceAll("{it}", () => (about === "" ? words.it : about));
  return [summaryOf(asked) ?? asked, about].filter((part) => part !== "").join(": ");
}

/** Why a line is there, in words: one that only names an approval was approved; of what is asked the sentence says so. */
export function detailOf({ detail, outcome }: Pick<AuditEntry, "detail" | "outcome">): string | null {
  if (detail === null || !/^approval_\w+$/.test(detail)) return detail;
  return outcome === "asked" ? null : words.approved;
}

/** Whom an actor's id means: "You", "A model of yours". */
export function whoIs(actor: string): string {
  if (actor === OWNER) return words.who.you;
  const colon = actor.indexOf(":");
  const name = actor.slice(colon + 1);
  switch (actor.slice(0, colon)) {
    case "program":
      return words.who.program(name);
    case "model":
      return words.who.model(name);
    case "hydra":
      return words.who.hydra(name);
    default:
      return words.who.person(name);
  }
}

/** An id that Hydra made up says nothing to a person. */
const OWN_ID = /^[a-z]+_[0-9a-z]{20,}$/;

/** What a call without a subject is about, as its input names it. */
function meant(input: unknown): string | null {
  if (typeof input !== "object" || input === null) return null;
  for (const name of ["name", "container", "id", "key", "service"]) {
    const value = Object.entries(input).find(([key]) => key === name)?.[1];
    if (typeof value === "string" && value !== "" && !OWN_ID.test(value)) return value;
  }
  return null;
}

/** Lines in their order under the day on which they happened, here. */
export function byDay<Entry extends { at: string }>(entries: readonly Entry[]): { day: string; entries: Entry[] }[] {
  const days: { day: string; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const day = new Date(entry.at).toDateString();
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

export function dayName(day: string, now: Date): string {
  if (day === now.toDateString()) return words.today;
  if (day === new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1).toDateString()) return words.yesterday;
  return new Date(day).toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}
