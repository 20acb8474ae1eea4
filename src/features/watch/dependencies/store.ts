import type { Kysely } from "kysely";
import type { Host } from "../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../kernel/feature.ts";
import type { Pair } from "./observing/match.ts";
import { KEPT_DAYS, type Sighting } from "./observing/sightings.ts";

interface DependencyTables {
  dependencies_observed: { from_key: string; to_key: string; first_seen: number; last_seen: number; looks: number };
}

export const migrations: readonly Migration[] = [
  {
    name: "observed connections",
    async up(db: Kysely<DependencyTables>) {
      await db.schema
        .createTable("dependencies_observed")
        .addColumn("from_key", "text", (column) => column.notNull())
        .addColumn("to_key", "text", (column) => column.notNull())
        .addColumn("first_seen", "integer", (column) => column.notNull())
        .addColumn("last_seen", "integer", (column) => column.notNull())
        .addColumn("looks", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("dependencies_observed_key", ["from_key", "to_key"])
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "dependencies_observed", timeColumn: "last_seen", maxAgeDays: KEPT_DAYS, maxRows: 20_000 },
];

export async function loadSightings(host: Pick<Host, "db">): Promise<Sighting[]> {
  const rows = await host
    .db<DependencyTables>()
    .selectFrom("dependencies_observed")
    .selectAll()
    .orderBy("from_key")
    .orderBy("to_key")
    .execute();
  return rows.map(({ from_key, to_key, first_seen, last_seen, looks }) => ({
    from: from_key,
    to: to_key,
    firstSeen: first_seen,
    lastSeen: last_seen,
    looks,
  }));
}

/** Keep what was seen, forget what is no longer believed, at once. */
export async function saveSightings(host: Pick<Host, "store">, changed: readonly Sighting[], lapsed: readonly Pair[]): Promise<void> {
  if (changed.length === 0 && lapsed.length === 0) return;
  await host.store.commit<DependencyTables, void>(async (trx) => {
    for (const { from, to } of lapsed) {
      await trx.deleteFrom("dependencies_observed").where("from_key", "=", from).where("to_key", "=", to).execute();
    }
    for (const { from, to, firstSeen, lastSeen, looks } of changed) {
      const measured = { first_seen: firstSeen, last_seen: lastSeen, looks };
      await trx
        .insertInto("dependencies_observed")
        .values({ from_key: from, to_key: to, ...measured })
        .onConflict((conflict) => conflict.columns(["from_key", "to_key"]).doUpdateSet(measured))
        .execute();
    }
  });
}
