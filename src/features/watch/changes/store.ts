import type { Kysely } from "kysely";
import type { Host } from "../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../kernel/feature.ts";
import { maskValue } from "../../../kernel/secrets.ts";
import { compare, type Difference, type Snapshot } from "./compare.ts";

interface ChangesTables {
  changes_snapshots: { subject: string; snapshot: string; taken_at: number };
  changes_log: {
    at: number;
    subject: string;
    kind: string;
    node: string;
    name: string;
    field: string;
    what: string;
    before: string | null;
    after: string | null;
  };
}

/** What a change is about: a container's identity, a node, a disk, a certificate. */
export interface ChangeSubject {
  /** `container:node/project/service`, `node:name`. */
  subject: string;
  kind: "container" | "node" | "disk" | "certificate";
  node: string;
  name: string;
}

export interface Change extends ChangeSubject, Difference {
  at: number;
}

export const migrations: readonly Migration[] = [
  {
    name: "snapshots and log",
    async up(db: Kysely<ChangesTables>) {
      await db.schema
        .createTable("changes_snapshots")
        .addColumn("subject", "text", (column) => column.primaryKey())
        .addColumn("snapshot", "text", (column) => column.notNull())
        .addColumn("taken_at", "integer", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("changes_log")
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("subject", "text", (column) => column.notNull())
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("node", "text", (column) => column.notNull())
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("field", "text", (column) => column.notNull())
        .addColumn("what", "text", (column) => column.notNull())
        .addColumn("before", "text")
        .addColumn("after", "text")
        .execute();
      await db.schema.createIndex("changes_log_at").on("changes_log").column("at").execute();
      await db.schema.createIndex("changes_log_subject").on("changes_log").columns(["subject", "at"]).execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "changes_log", timeColumn: "at", maxAgeDays: 365, maxRows: 100_000 },
  { table: "changes_snapshots", timeColumn: "taken_at", maxAgeDays: 365, maxRows: 20_000 },
];

/** Compare with the last snapshot, keep the new one and what differs in one commit. The first look at a thing is no change. */
export async function keepSnapshot(host: Pick<Host, "store" | "clock">, about: ChangeSubject, seen: Snapshot): Promise<Change[]> {
  const at = host.clock.now();
  const snapshot = maskSnapshot(seen);
  const text = JSON.stringify(snapshot);
  return host.store.commit<ChangesTables, Change[]>(async (trx) => {
    const known = await trx.selectFrom("changes_snapshots").select("snapshot").where("subject", "=", about.subject).executeTakeFirst();
    const before = known === undefined ? null : maskSnapshot(JSON.parse(known.snapshot) as Snapshot);
    const differences = before === null ? [] : compare(before, snapshot);
    // What only drifts is measured against where it was last told from, so that small steps add up.
    const isClean = known?.snapshot === JSON.stringify(before);
    if (isClean && before !== null && differences.length === 0 && Object.keys(snapshot).every((field) => Object.hasOwn(before, field)))
      return [];
    await trx
      .insertInto("changes_snapshots")
      .values({ subject: about.subject, snapshot: text, taken_at: at })
      .onConflict((conflict) => conflict.column("subject").doUpdateSet({ snapshot: text, taken_at: at }))
      .execute();
    const changes = differences.map((difference) => ({ ...about, ...difference, at }));
    for (const { subject, kind, node, name, field, what, before, after } of changes) {
      await trx
        .insertInto("changes_log")
        .values({ at, subject, kind, node, name, field, what, before: JSON.stringify(before), after: JSON.stringify(after) })
        .execute();
    }
    return changes;
  });
}

/** The stored one too: what Hydra now knows to be secret it may have kept before, and then it is written anew. */
function maskSnapshot(snapshot: Snapshot): Snapshot {
  return maskValue(snapshot) as Snapshot;
}

export interface ChangeFilter {
  since?: number;
  node?: string;
  name?: string;
  limit: number;
}

export async function listChanges(host: Pick<Host, "db">, { since, node, name, limit }: ChangeFilter): Promise<Change[]> {
  let query = host.db<ChangesTables>().selectFrom("changes_log").selectAll().orderBy("at", "desc").limit(limit);
  if (since !== undefined) query = query.where("at", ">=", since);
  if (node !== undefined) query = query.where("node", "=", node);
  if (name !== undefined) query = query.where("name", "=", name);
  return (await query.execute()).map((row) => ({
    ...row,
    kind: row.kind as Change["kind"],
    before: row.before === null ? null : JSON.parse(row.before),
    after: row.after === null ? null : JSON.parse(row.after),
  }));
}
