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

export function isBad(deed: Pick<Deed, "outcome">): boolean {
  return deed.outcome !== "right";
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
  /** When Hydra last acted under it, epoch ms; null: never. */
  lastUsedAt: number | null;
}

/** The record of every grant, by its id. */
export function recordsOf(grants: readonly Grant[], deeds: readonly Deed[]): Map<string, GrantRecord> {
  const records = new Map<string, GrantRecord>(grants.map(({ id }) => [id, { right: 0, wrong: 0, needless: 0, lastUsedAt: null }]));
  for (const deed of deeds) {
    for (const { id } of grantsOver(deed, grants)) {
      const record = records.get(id) as GrantRecord;
      if (deed.outcome === "right") record.right += 1;
      else if (deed.outcome === "needless") record.needless += 1;
      else record.wrong += 1;
      if (deed.level === "acted") record.lastUsedAt = Math.max(record.lastUsedAt ?? deed.at, deed.at);
    }
  }
  return records;
}
