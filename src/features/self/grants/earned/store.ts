import type { Kysely, Selectable } from "kysely";
import type { Host } from "../../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../../kernel/feature.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import type { DeedOutcome } from "../events.ts";
import type { Deed } from "./deed.ts";

interface DeedRow {
  seq: number;
  id: string;
  grantee: string;
  operation: string;
  subject_kind: string;
  subject_node: string | null;
  subject_project: string | null;
  subject_name: string;
  cause: string | null;
  level: Deed["level"];
  at: number;
  outcome: DeedOutcome;
  reason: string;
  /** 1 once everything that follows from it was done: a crash before that repeats it. */
  is_settled: number;
}

interface DeedTables {
  grants_deeds: DeedRow;
  grants_decisions: { grantee: string; operation: string; cause: string; up_to_seq: number; at: number };
}

export const deedMigrations: readonly Migration[] = [
  {
    name: "deeds and decisions about them",
    async up(db: Kysely<DeedTables>) {
      await db.schema
        .createTable("grants_deeds")
        .addColumn("seq", "integer", (column) => column.primaryKey().autoIncrement())
        .addColumn("id", "text", (column) => column.notNull().unique())
        .addColumn("grantee", "text", (column) => column.notNull())
        .addColumn("operation", "text", (column) => column.notNull())
        .addColumn("subject_kind", "text", (column) => column.notNull())
        .addColumn("subject_node", "text")
        .addColumn("subject_project", "text")
        .addColumn("subject_name", "text", (column) => column.notNull())
        .addColumn("cause", "text")
        .addColumn("level", "text", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("outcome", "text", (column) => column.notNull())
        .addColumn("reason", "text", (column) => column.notNull())
        .addColumn("is_settled", "integer", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("grants_deeds_at").on("grants_deeds").column("at").execute();
      await db.schema.createIndex("grants_deeds_track").on("grants_deeds").columns(["operation", "grantee", "cause", "seq"]).execute();
      await db.schema
        .createTable("grants_decisions")
        .addColumn("grantee", "text", (column) => column.notNull())
        .addColumn("operation", "text", (column) => column.notNull())
        .addColumn("cause", "text", (column) => column.notNull())
        .addColumn("up_to_seq", "integer", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("grants_decisions_key", ["grantee", "operation", "cause"])
        .execute();
    },
  },
];

export const deedRetention: readonly TableRetention[] = [
  { table: "grants_deeds", timeColumn: "at", maxAgeDays: 400, maxRows: 50_000 },
  { table: "grants_decisions", timeColumn: "at", maxAgeDays: 400, maxRows: 10_000 },
];

type Keeping = Pick<Host, "store" | "clock">;
type Reading = Pick<Host, "db">;

/** Keep a deed. Told again as it was, it stays; told with another outcome, it is judged anew. `isSettled`: nothing is left to do. */
export async function keepDeed(host: Keeping, told: Omit<Deed, "seq">): Promise<{ deed: Deed; isSettled: boolean }> {
  const reason = maskSecrets(told.reason);
  return host.store.commit<DeedTables, { deed: Deed; isSettled: boolean }>(async (trx) => {
    const known = await trx.selectFrom("grants_deeds").selectAll().where("id", "=", told.id).executeTakeFirst();
    if (known !== undefined && known.outcome === told.outcome) return { deed: toDeed(known), isSettled: known.is_settled === 1 };
    await trx.deleteFrom("grants_deeds").where("id", "=", told.id).execute();
    const row: Omit<DeedRow, "seq"> = {
      id: told.id,
      grantee: told.grantee,
      operation: told.operation,
      subject_kind: told.subject.kind,
      subject_node: told.subject.node,
      subject_project: told.subject.project,
      subject_name: told.subject.name,
      cause: told.cause,
      level: told.level,
      at: told.at,
      outcome: told.outcome,
      reason,
      is_settled: 0,
    };
    const { seq } = await trx
      .insertInto("grants_deeds")
      .values(row as DeedRow)
      .returning("seq")
      .executeTakeFirstOrThrow();
    return { deed: toDeed({ ...row, seq }), isSettled: false };
  });
}

export async function settleDeed(host: Keeping, { seq }: Pick<Deed, "seq">): Promise<void> {
  await host.store.commit<DeedTables, unknown>((trx) =>
    trx.updateTable("grants_deeds").set({ is_settled: 1 }).where("seq", "=", seq).execute(),
  );
}

/** Every deed since a moment, in the order in which they were judged. */
export async function deedsSince(host: Reading, since: number): Promise<Deed[]> {
  const rows = await host.db<DeedTables>().selectFrom("grants_deeds").selectAll().where("at", ">=", since).orderBy("seq").execute();
  return rows.map(toDeed);
}

export interface DeedFilter {
  operation?: string;
  grantee?: string;
  since?: number;
  limit: number;
}

/** The last judged first. */
export async function listDeeds(host: Reading, { operation, grantee, since, limit }: DeedFilter): Promise<Deed[]> {
  let query = host.db<DeedTables>().selectFrom("grants_deeds").selectAll().orderBy("seq", "desc").limit(limit);
  if (operation !== undefined) query = query.where("operation", "=", operation);
  if (grantee !== undefined) query = query.where("grantee", "=", grantee);
  if (since !== undefined) query = query.where("at", ">=", since);
  return (await query.execute()).map(toDeed);
}

/** Who did what and why: what a record is kept of. */
export interface TrackKey {
  grantee: string;
  operation: string;
  cause: string | null;
}

/** A row of right deeds is looked at no further back than this. */
const LONGEST_TRACK = 500;

/** The last deeds of one track, in the order in which they were judged. */
export async function deedsOf(host: Reading, { grantee, operation, cause }: TrackKey): Promise<Deed[]> {
  const rows = await host
    .db<DeedTables>()
    .selectFrom("grants_deeds")
    .selectAll()
    .where("grantee", "=", grantee)
    .where("operation", "=", operation)
    .where("cause", cause === null ? "is" : "=", cause)
    .orderBy("seq", "desc")
    .limit(LONGEST_TRACK)
    .execute();
  return rows.toReversed().map(toDeed);
}

export async function tracks(host: Reading): Promise<TrackKey[]> {
  return host.db<DeedTables>().selectFrom("grants_deeds").select(["grantee", "operation", "cause"]).distinct().execute();
}

/** A decision about every cause stands under this one. */
const EVERY_CAUSE = "*";

/** A person decided about these deeds (or Hydra gave a grant back): what was right before is no reason to ask again. */
export async function countAnew(host: Keeping, { grantee, operation, cause }: TrackKey): Promise<void> {
  await host.store.commit<DeedTables, unknown>(async (trx) => {
    const { last } = await trx
      .selectFrom("grants_deeds")
      .select((expression) => expression.fn.max("seq").as("last"))
      .executeTakeFirstOrThrow();
    const decided = { up_to_seq: Number(last ?? 0), at: host.clock.now() };
    return trx
      .insertInto("grants_decisions")
      .values({ grantee, operation, cause: cause ?? EVERY_CAUSE, ...decided })
      .onConflict((conflict) => conflict.columns(["grantee", "operation", "cause"]).doUpdateSet(decided))
      .execute();
  });
}

/** The last deed that was known when something was last decided about this track; 0: never. */
export async function countedUpTo(host: Reading, { grantee, operation, cause }: TrackKey): Promise<number> {
  const everyone = `${grantee.slice(0, grantee.indexOf(":"))}:*`;
  const row = await host
    .db<DeedTables>()
    .selectFrom("grants_decisions")
    .select((expression) => expression.fn.max("up_to_seq").as("last"))
    .where("operation", "=", operation)
    .where("grantee", "in", [grantee, everyone])
    .where("cause", "in", [EVERY_CAUSE, ...(cause === null ? [] : [cause])])
    .executeTakeFirst();
  return Number(row?.last ?? 0);
}

function toDeed(row: Selectable<DeedRow>): Deed {
  return {
    seq: row.seq,
    id: row.id,
    grantee: row.grantee,
    operation: row.operation,
    subject: { kind: row.subject_kind, node: row.subject_node, project: row.subject_project, name: row.subject_name },
    cause: row.cause,
    level: row.level,
    at: row.at,
    outcome: row.outcome,
    reason: row.reason,
  };
}
