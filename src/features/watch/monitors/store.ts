import { sql, type Kysely, type Transaction } from "kysely";
import type { Host } from "../../../kernel/context.ts";
import { messageOf } from "../../../kernel/errors.ts";
import type { Migration, TableRetention } from "../../../kernel/feature.ts";
import { Correction } from "./derive/correction.ts";
import type { Outcome } from "./monitor/judge.ts";
import type { Bucket } from "./monitor/rollup.ts";

interface MonitorsTables {
  monitors_corrections: { id: string; correction: string; by_whom: string; at: number };
  monitors_states: { id: string; state: string; since: number; seen_at: number };
  monitors_rollups: {
    id: string;
    bucket_start: number;
    up: number;
    down: number;
    unknown: number;
    latency_sum_ms: number;
    latency_count: number;
  };
}

export const migrations: readonly Migration[] = [
  {
    name: "corrections, states and rollups",
    async up(db: Kysely<MonitorsTables>) {
      await db.schema
        .createTable("monitors_corrections")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("correction", "text", (column) => column.notNull())
        .addColumn("by_whom", "text", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("monitors_states")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("since", "integer", (column) => column.notNull())
        .addColumn("seen_at", "integer", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("monitors_rollups")
        .addColumn("id", "text", (column) => column.notNull())
        .addColumn("bucket_start", "integer", (column) => column.notNull())
        .addColumn("up", "integer", (column) => column.notNull())
        .addColumn("down", "integer", (column) => column.notNull())
        .addColumn("unknown", "integer", (column) => column.notNull())
        .addColumn("latency_sum_ms", "real", (column) => column.notNull())
        .addColumn("latency_count", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("monitors_rollups_key", ["id", "bucket_start"])
        .execute();
      await db.schema.createIndex("monitors_rollups_start").on("monitors_rollups").column("bucket_start").execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "monitors_rollups", timeColumn: "bucket_start", maxAgeDays: 8, maxRows: 1_200_000 },
  { table: "monitors_states", timeColumn: "seen_at", maxAgeDays: 90, maxRows: 20_000 },
  // What a person said is kept until they take it back; ten years bound the table all the same.
  { table: "monitors_corrections", timeColumn: "at", maxAgeDays: 3_650, maxRows: 20_000 },
];

/** What people said about monitors, by monitor id. A row that this version cannot read is told to the log and left alone. */
export async function loadCorrections(host: Pick<Host, "db" | "log">): Promise<Map<string, Correction>> {
  const corrections = new Map<string, Correction>();
  for (const { id, correction } of await host.db<MonitorsTables>().selectFrom("monitors_corrections").selectAll().execute()) {
    try {
      corrections.set(id, Correction.parse(JSON.parse(correction)));
    } catch (error) {
      host.log.warn({ monitor: id, reason: messageOf(error) }, "a correction cannot be read and is not applied");
    }
  }
  return corrections;
}

/** Keep a correction, or with null forget it. */
export async function saveCorrection(
  host: Pick<Host, "store" | "clock">,
  id: string,
  correction: Correction | null,
  by: string,
): Promise<void> {
  await host.store.commit<MonitorsTables, unknown>((trx) => {
    if (correction === null) return trx.deleteFrom("monitors_corrections").where("id", "=", id).execute();
    const row = { correction: JSON.stringify(correction), by_whom: by, at: host.clock.now() };
    return trx
      .insertInto("monitors_corrections")
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
      .execute();
  });
}

export interface KnownState {
  state: Outcome;
  /** Epoch ms. */
  since: number;
}

export async function loadStates(host: Pick<Host, "db">): Promise<Map<string, KnownState>> {
  const rows = await host.db<MonitorsTables>().selectFrom("monitors_states").selectAll().execute();
  return new Map(rows.map(({ id, state, since }) => [id, { state: state as Outcome, since }]));
}

const ROWS_AT_ONCE = 100;

/** Write the finished buckets and present states of all monitors in one transaction. */
export async function saveMeasurements(
  host: Pick<Host, "store" | "clock">,
  buckets: readonly Bucket[],
  states: readonly (KnownState & { id: string })[],
): Promise<void> {
  if (buckets.length === 0 && states.length === 0) return;
  const seen_at = host.clock.now();
  await host.store.commit<MonitorsTables, void>(async (trx) => {
    for (const rows of slices(buckets)) await insertBuckets(trx, rows);
    for (const rows of slices(states)) {
      await trx
        .insertInto("monitors_states")
        .values(rows.map(({ id, state, since }) => ({ id, state, since, seen_at })))
        .onConflict((conflict) =>
          conflict.column("id").doUpdateSet((row) => ({
            state: row.ref("excluded.state"),
            since: row.ref("excluded.since"),
            seen_at: row.ref("excluded.seen_at"),
          })),
        )
        .execute();
    }
  });
}

/** A bucket that an earlier run of Hydra began is added to. */
async function insertBuckets(trx: Transaction<MonitorsTables>, rows: readonly Bucket[]): Promise<void> {
  const added = ["up", "down", "unknown", "latency_sum_ms", "latency_count"] as const;
  await trx
    .insertInto("monitors_rollups")
    .values(
      rows.map(({ id, startsAt, up, down, unknown, latencySumMs, latencyCount }) => ({
        id,
        bucket_start: startsAt,
        up,
        down,
        unknown,
        latency_sum_ms: latencySumMs,
        latency_count: latencyCount,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(["id", "bucket_start"])
        .doUpdateSet(
          Object.fromEntries(added.map((column) => [column, sql`monitors_rollups.${sql.ref(column)} + excluded.${sql.ref(column)}`])),
        ),
    )
    .execute();
}

function* slices<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) yield rows.slice(from, from + ROWS_AT_ONCE);
}

export interface Uptime {
  /** Sum over the measured buckets of the part of looks that were up. */
  upParts: number;
  /** Buckets with at least one look that was up or down. */
  measured: number;
}

/** Uptime of every monitor since a moment, each five minutes counting the same however often was looked. */
export async function uptimesSince(host: Pick<Host, "db">, since: number): Promise<Map<string, Uptime>> {
  const rows = await host
    .db<MonitorsTables>()
    .selectFrom("monitors_rollups")
    .select(["id", sql<number>`sum(up * 1.0 / (up + down))`.as("up_parts"), sql<number>`count(*)`.as("measured")])
    .where("bucket_start", ">=", since)
    .where(sql<boolean>`up + down > 0`)
    .groupBy("id")
    .execute();
  return new Map(rows.map(({ id, up_parts: upParts, measured }) => [id, { upParts: Number(upParts), measured: Number(measured) }]));
}
