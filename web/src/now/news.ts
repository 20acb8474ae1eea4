import type { AnswerOf } from "../api/operations.ts";
import type { Incident } from "../api/shapes.ts";
import { isStanding } from "../incidents/standing.ts";

type AuditEntry = AnswerOf<"GET /audit">["entries"][number];
type Deed = AnswerOf<"GET /grants/deeds">["deeds"][number];

/** Something that Hydra or a model did, wanted to do, or only noted, perhaps several times. */
export interface Doing {
  at: string;
  who: "hydra" | "model";
  operation: string;
  subject: string;
  outcome: "done" | "failed" | "asked" | "would" | "interrupted";
  /** How it turned out; null while nobody knows. */
  judged: Deed["outcome"] | null;
  times: number;
}

export interface News {
  /** How many incidents began, whether they are over or not. */
  began: number;
  /** Those that are over, the last first. */
  over: Incident[];
  /** The last first. */
  doings: Doing[];
}

/** A deed is noted in the audit when it was done, within so long. */
const SAME_MS = 10_000;

/** What happened since a moment, ISO 8601: what broke and was healed, and what was done by itself. */
export function newsSince(
  since: string,
  { incidents, entries, deeds }: { incidents: readonly Incident[]; entries: readonly AuditEntry[]; deeds: readonly Deed[] },
): News {
  const from = Date.parse(since);
  // What turned out to be a part of another one is told there.
  const own = incidents.filter(({ mergedInto }) => mergedInto === null);
  const over = own.filter((incident) => !isStanding(incident) && incident.resolvedAt !== null && Date.parse(incident.resolvedAt) >= from);
  return {
    began: own.filter(({ openedAt, againAt }) => Date.parse(againAt ?? openedAt) >= from).length,
    over: over.toSorted((a, b) => Date.parse(b.resolvedAt ?? "") - Date.parse(a.resolvedAt ?? "")),
    doings: doingsOf(entries, deeds, from),
  };
}

function doingsOf(entries: readonly AuditEntry[], deeds: readonly Deed[], from: number): Doing[] {
  const doings = new Map<string, Doing>();
  for (const { at, caller, operation, subject, outcome } of entries) {
    if ((caller !== "hydra" && caller !== "model") || outcome === "refused" || subject === null || Date.parse(at) < from) continue;
    const deed = deeds.find(
      (each) => each.operation === operation && each.subject === subject && Math.abs(Date.parse(each.at) - Date.parse(at)) < SAME_MS,
    );
    const judged = deed?.outcome ?? null;
    const key = JSON.stringify([caller, operation, subject, outcome, judged]);
    const known = doings.get(key);
    if (known === undefined) doings.set(key, { at, who: caller, operation, subject, outcome, judged, times: 1 });
    else doings.set(key, { ...known, at: known.at > at ? known.at : at, times: known.times + 1 });
  }
  return [...doings.values()].toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
