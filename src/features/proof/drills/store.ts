import type { Kysely } from "kysely";
import type { Host } from "../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../kernel/feature.ts";
import type { Figures } from "./scoring/figures.ts";
import type { CaseResult } from "./shapes.ts";

/** `stopped`: by whoever started it, or with Hydra. */
export const RUN_STATES = ["running", "done", "stopped"] as const;
export type RunState = (typeof RUN_STATES)[number];

interface RunRow {
  id: string;
  started_at: number;
  ended_at: number | null;
  state: RunState;
  node: string;
  by_whom: string;
  passed: number;
  failed: number;
  skipped: number;
  median_notice_ms: number | null;
  median_to_well_ms: number | null;
  /** JSON: the cases. */
  results: string;
  /** Is everything gone from its engine that it made? */
  is_cleared: number;
}

interface DrillTables {
  drills_runs: RunRow;
}

export interface Run extends Figures {
  id: string;
  startedAt: number;
  endedAt: number | null;
  state: RunState;
  node: string;
  by: string;
  results: CaseResult[];
}

export const migrations: readonly Migration[] = [
  {
    name: "runs",
    async up(db: Kysely<DrillTables>) {
      await db.schema
        .createTable("drills_runs")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("started_at", "integer", (column) => column.notNull())
        .addColumn("ended_at", "integer")
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("node", "text", (column) => column.notNull())
        .addColumn("by_whom", "text", (column) => column.notNull())
        .addColumn("passed", "integer", (column) => column.notNull())
        .addColumn("failed", "integer", (column) => column.notNull())
        .addColumn("skipped", "integer", (column) => column.notNull())
        .addColumn("median_notice_ms", "real")
        .addColumn("median_to_well_ms", "real")
        .addColumn("results", "text", (column) => column.notNull())
        .addColumn("is_cleared", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [{ table: "drills_runs", timeColumn: "started_at", maxAgeDays: 730, maxRows: 1_000 }];

type Keeping = Pick<Host, "store" | "clock">;

export async function beginRun(host: Keeping, { id, startedAt, node, by }: Pick<Run, "id" | "startedAt" | "node" | "by">): Promise<void> {
  const nothing = { passed: 0, failed: 0, skipped: 0, median_notice_ms: null, median_to_well_ms: null, results: "[]", is_cleared: 0 };
  const row: RunRow = { id, started_at: startedAt, ended_at: null, state: "running", node, by_whom: by, ...nothing };
  await host.store.commit<DrillTables, unknown>((trx) => trx.insertInto("drills_runs").values(row).execute());
}

export async function endRun(
  host: Keeping,
  id: string,
  { state, results, isCleared, ...figures }: Figures & Pick<Run, "state" | "results"> & { isCleared: boolean },
): Promise<void> {
  const { passed, failed, skipped, medianNoticeMs, medianToWellMs } = figures;
  await host.store.commit<DrillTables, unknown>((trx) =>
    trx
      .updateTable("drills_runs")
      .set({
        state,
        ended_at: host.clock.now(),
        passed,
        failed,
        skipped,
        median_notice_ms: medianNoticeMs,
        median_to_well_ms: medianToWellMs,
        results: JSON.stringify(results),
        is_cleared: isCleared ? 1 : 0,
      })
      .where("id", "=", id)
      .execute(),
  );
}

/** Drills that a process before this one was in the midst of. */
export async function endCutOff(host: Keeping): Promise<void> {
  await host.store.commit<DrillTables, unknown>((trx) =>
    trx.updateTable("drills_runs").set({ state: "stopped", ended_at: host.clock.now() }).where("state", "=", "running").execute(),
  );
}

/** Drills that may have left something on their engine. */
export async function runsNotCleared(host: Pick<Host, "db">): Promise<Pick<Run, "id" | "node">[]> {
  return host.db<DrillTables>().selectFrom("drills_runs").select(["id", "node"]).where("is_cleared", "=", 0).execute();
}

export async function noteCleared(host: Pick<Host, "store">, id: string): Promise<void> {
  await host.store.commit<DrillTables, unknown>((trx) =>
    trx.updateTable("drills_runs").set({ is_cleared: 1 }).where("id", "=", id).execute(),
  );
}

/** The newest first. */
export async function listRuns(host: Pick<Host, "db">, limit: number): Promise<Run[]> {
  const rows = await host.db<DrillTables>().selectFrom("drills_runs").selectAll().orderBy("started_at", "desc").limit(limit).execute();
  return rows.map(toRun);
}

export async function findRun(host: Pick<Host, "db">, id: string): Promise<Run | null> {
  const row = await host.db<DrillTables>().selectFrom("drills_runs").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : toRun(row);
}

function toRun(row: RunRow): Run {
  return {
    id: row.id,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    state: row.state,
    node: row.node,
    by: row.by_whom,
    passed: row.passed,
    failed: row.failed,
    skipped: row.skipped,
    medianNoticeMs: row.median_notice_ms,
    medianToWellMs: row.median_to_well_ms,
    results: JSON.parse(row.results) as CaseResult[],
  };
}
