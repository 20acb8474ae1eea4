import { decidingGrants, type Grant } from "../../../../kernel/grants.ts";
import type { Subject } from "../../../../kernel/operation.ts";
import type { DeedOutcome } from "../events.ts";

/** Something that was done, asked for or only noted, and how it turned out. */
export interface Deed {
  /** Order in which Hydra heard of it. A deed that is judged anew is heard anew. */
  seq: number;
  id: string;
  grantee: string;
  operation: string;
  subject: { kind: string; node: string | null; project: string | null; name: string };
  cause: string | null;
  level: "would" | "asked" | "acted";
  /** Epoch ms. */
  at: number;
  outcome: DeedOutcome;
  reason: string;
}

/** What was a mistake: where Hydra did it by itself, it costs the grant. */
export type Mistake = Extract<DeedOutcome, "failed" | "undone" | "needless">;
const MISTAKES: ReadonlySet<DeedOutcome> = new Set<Mistake>(["failed", "undone", "needless"]);

export function isMistake<Told extends Pick<Deed, "outcome">>(deed: Told): deed is Told & { outcome: Mistake } {
  return MISTAKES.has(deed.outcome);
}

/** Does a row of right ones end with it? A person's no is no mistake and yet nothing to build on; what nobody knows says nothing. */
export function endsRow(deed: Pick<Deed, "outcome">): boolean {
  return isMistake(deed) || deed.outcome === "declined";
}

/** What the kernel calls the subject of a call. */
export function subjectOf({ subject }: Pick<Deed, "subject">): Subject {
  const { kind, node, project, name } = subject;
  return { kind, name, ...(node === null ? {} : { node }), ...(project === null ? {} : { project }) };
}

/** The grants under which the deed fell when it was done: of those that had been given by then, the narrowest. */
export function grantsOver(deed: Deed, grants: readonly Grant[]): Grant[] {
  const given = grants.filter(({ since }) => since <= deed.at);
  return decidingGrants(given, { ...deed, subject: subjectOf(deed) }, deed.at);
}

/** How it went since a grant was given. `wrong` is what failed and what a person took back. */
export interface GrantRecord {
  right: number;
  wrong: number;
  needless: number;
  /** What a person was asked about and did not want. */
  declined: number;
  /** What nothing showed to be right or wrong. */
  unknown: number;
  /** When Hydra last acted under it, epoch ms; null: never. */
  lastUsedAt: number | null;
}

const NOTHING_YET: GrantRecord = { right: 0, wrong: 0, needless: 0, declined: 0, unknown: 0, lastUsedAt: null };

/** The record of every grant, by its id. */
export function recordsOf(grants: readonly Grant[], deeds: readonly Deed[]): Map<string, GrantRecord> {
  const records = new Map<string, GrantRecord>(grants.map(({ id }) => [id, { ...NOTHING_YET }]));
  for (const deed of deeds) {
    for (const { id } of grantsOver(deed, grants)) {
      const record = records.get(id) as GrantRecord;
      const { outcome } = deed;
      record[outcome === "failed" || outcome === "undone" ? "wrong" : outcome] += 1;
      if (deed.level === "acted") record.lastUsedAt = Math.max(record.lastUsedAt ?? deed.at, deed.at);
    }
  }
  return records;
}
