import type { Kysely } from "kysely";
import type { Host } from "../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../kernel/feature.ts";
import { newId } from "../../../kernel/ids.ts";
import type { Followed } from "./effects/follow.ts";
import type { Exit, LoadedSet } from "./suggestions/assessment.ts";

interface Tables {
  /** Containers that ended although nobody asked for it. */
  optimization_exits: { id: string; at: number; key: string; is_kill: number; exit_code: number | null };
  /** Which models stood in the memory of a GPU from then on: a JSON list. */
  optimization_loads: { id: string; at: number; gpu: string; models: string };
  /** Suggestions over time, with what came of them: a Followed as JSON. */
  optimization_followed: { id: string; seen_at: number; followed: string };
}

export const migrations: readonly Migration[] = [
  {
    name: "exits, loaded models and suggestions over time",
    async up(db: Kysely<Tables>) {
      await db.schema
        .createTable("optimization_exits")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("key", "text", (column) => column.notNull())
        .addColumn("is_kill", "integer", (column) => column.notNull())
        .addColumn("exit_code", "integer")
        .execute();
      await db.schema.createIndex("optimization_exits_at").on("optimization_exits").column("at").execute();
      await db.schema
        .createTable("optimization_loads")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("gpu", "text", (column) => column.notNull())
        .addColumn("models", "text", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("optimization_followed")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("seen_at", "integer", (column) => column.notNull())
        .addColumn("followed", "text", (column) => column.notNull())
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "optimization_exits", timeColumn: "at", maxAgeDays: 30, maxRows: 50_000 },
  { table: "optimization_loads", timeColumn: "at", maxAgeDays: 30, maxRows: 50_000 },
  { table: "optimization_followed", timeColumn: "seen_at", maxAgeDays: 180, maxRows: 5_000 },
];

type Reads = Pick<Host, "db">;
type Writes = Pick<Host, "store" | "clock">;

export interface NotedExit extends Exit {
  /** Identity of the container over recreations. */
  key: string;
}

/** The same exit told again changes nothing: it is known by whose and when. */
export async function noteExits(host: Writes, exits: readonly NotedExit[]): Promise<void> {
  const rows = exits.map(({ at, key, isKill, exitCode }) => ({
    id: `${at} ${key}`,
    at,
    key,
    is_kill: Number(isKill),
    exit_code: exitCode,
  }));
  if (rows.length === 0) return;
  await host.store.commit<Tables, unknown>((trx) =>
    trx
      .insertInto("optimization_exits")
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

/** By container, since then. */
export async function exitsSince(host: Reads, since: number): Promise<Map<string, NotedExit[]>> {
  const rows = await host.db<Tables>().selectFrom("optimization_exits").selectAll().where("at", ">=", since).orderBy("at").execute();
  return Map.groupBy(
    rows.map(({ at, key, is_kill: isKill, exit_code: exitCode }) => ({ at, key, isKill: isKill === 1, exitCode })),
    ({ key }) => key,
  );
}

export async function noteLoaded(host: Writes, gpu: string, models: readonly string[]): Promise<void> {
  const at = host.clock.now();
  await host.store.commit<Tables, unknown>((trx) =>
    trx
      .insertInto("optimization_loads")
      .values({ id: newId("load", at), at, gpu, models: JSON.stringify(models) })
      .execute(),
  );
}

/** What stood in each GPU's memory, oldest first; from each the last set before `since` too, because it still stood then. */
export async function loadedSince(host: Reads, since: number): Promise<Map<string, LoadedSet[]>> {
  const rows = await host.db<Tables>().selectFrom("optimization_loads").selectAll().orderBy("at").orderBy("id").execute();
  const byGpu = Map.groupBy(rows, ({ gpu }) => gpu);
  return new Map(
    [...byGpu].map(([gpu, own]) => {
      const from = Math.max(
        0,
        own.findLastIndex(({ at }) => at < since),
      );
      return [gpu, own.slice(from).map(({ at, models }) => ({ at, models: JSON.parse(models) as string[] }))];
    }),
  );
}

export async function loadFollowed(host: Reads): Promise<Followed[]> {
  const rows = await host.db<Tables>().selectFrom("optimization_followed").selectAll().execute();
  return rows.map(({ followed }) => JSON.parse(followed) as Followed);
}

/** Write what changed and forget what is none any more, together. */
export async function saveFollowed(host: Writes, changed: readonly Followed[], forgotten: readonly string[]): Promise<void> {
  if (changed.length === 0 && forgotten.length === 0) return;
  await host.store.commit<Tables, void>(async (trx) => {
    for (const one of changed) {
      const row = { seen_at: one.seenAt, followed: JSON.stringify(one) };
      await trx
        .insertInto("optimization_followed")
        .values({ id: one.id, ...row })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
        .execute();
    }
    if (forgotten.length > 0) await trx.deleteFrom("optimization_followed").where("id", "in", forgotten).execute();
  });
}
