import type { Kysely, Transaction } from "kysely";
import type { Host } from "../../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../../kernel/feature.ts";
import type { Priority, Source, Status } from "../events.ts";

export interface GapRow {
  id: string;
  /** The need's own name, where it has one. */
  key: string | null;
  description: string;
  category: string | null;
  priority: Priority;
  status: Status;
  /** What a person wrote about it. */
  note: string | null;
  occurrences: number;
  blocked: number;
  /** Wishes that fade, as of `last_at`. */
  demand: number;
  first_at: number;
  last_at: number;
}

export interface OccurrenceRow {
  id: string;
  gap_id: string;
  at: number;
  source: Source;
  context: string | null;
  is_blocking: number;
}

export interface GapTables {
  capabilities_gaps: GapRow;
  capabilities_occurrences: OccurrenceRow;
}

export const migrations: readonly Migration[] = [
  {
    name: "gaps and their occurrences",
    async up(db: Kysely<GapTables>) {
      await db.schema
        .createTable("capabilities_gaps")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("key", "text", (column) => column.unique())
        .addColumn("description", "text", (column) => column.notNull())
        .addColumn("category", "text")
        .addColumn("priority", "text", (column) => column.notNull())
        .addColumn("status", "text", (column) => column.notNull())
        .addColumn("note", "text")
        .addColumn("occurrences", "integer", (column) => column.notNull())
        .addColumn("blocked", "integer", (column) => column.notNull())
        .addColumn("demand", "real", (column) => column.notNull())
        .addColumn("first_at", "integer", (column) => column.notNull())
        .addColumn("last_at", "integer", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("capabilities_occurrences")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("gap_id", "text", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("source", "text", (column) => column.notNull())
        .addColumn("context", "text")
        .addColumn("is_blocking", "integer", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("capabilities_occurrences_gap").on("capabilities_occurrences").columns(["gap_id", "at"]).execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "capabilities_gaps", timeColumn: "last_at", maxAgeDays: 730, maxRows: 2_000 },
  { table: "capabilities_occurrences", timeColumn: "at", maxAgeDays: 180, maxRows: 20_000 },
];

type Reading = Pick<Host, "db">;

export function listGaps(host: Reading): Promise<GapRow[]> {
  return host.db<GapTables>().selectFrom("capabilities_gaps").selectAll().orderBy("id").execute();
}

export function findGap(host: Reading, id: string): Promise<GapRow | undefined> {
  return host.db<GapTables>().selectFrom("capabilities_gaps").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Newest first. */
export function listOccurrences(host: Reading, gapId: string, limit: number): Promise<OccurrenceRow[]> {
  return host
    .db<GapTables>()
    .selectFrom("capabilities_occurrences")
    .selectAll()
    .where("gap_id", "=", gapId)
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** Read all gaps and write one with its occurrence, in one transaction: two that come together must not both be new. */
export function withGaps<Result>(
  host: Pick<Host, "store">,
  work: (gaps: readonly GapRow[], trx: Transaction<GapTables>) => Promise<Result>,
): Promise<Result> {
  return host.store.commit<GapTables, Result>(async (trx) => work(await trx.selectFrom("capabilities_gaps").selectAll().execute(), trx));
}

export async function saveGap(trx: Transaction<GapTables>, gap: GapRow): Promise<void> {
  const { id: _id, ...row } = gap;
  await trx
    .insertInto("capabilities_gaps")
    .values(gap)
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
}

/** @returns false when this occurrence was noted before */
export async function addOccurrence(trx: Transaction<GapTables>, occurrence: OccurrenceRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto("capabilities_occurrences")
    .values(occurrence)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows) > 0;
}
