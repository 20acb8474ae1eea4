import type { Kysely } from "kysely";
import type { Host } from "../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../kernel/feature.ts";

interface InventoryTables {
  inventory_corrections: {
    key: string;
    is_protected: number | null;
    depends_on: string | null;
    url: string | null;
    by: string;
    at: number;
  };
}

/** What a person said about one identity. Null: nothing said, what was discovered stands. */
export interface Correction {
  key: string;
  isProtected: boolean | null;
  /** Names of services, in place of the discovered ones. */
  dependsOn: string[] | null;
  url: string | null;
  by: string;
  at: number;
}

export const migrations: readonly Migration[] = [
  {
    name: "corrections",
    async up(db: Kysely<InventoryTables>) {
      await db.schema
        .createTable("inventory_corrections")
        .addColumn("key", "text", (column) => column.primaryKey())
        .addColumn("is_protected", "integer")
        .addColumn("depends_on", "text")
        .addColumn("url", "text")
        .addColumn("by", "text", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

/** A person's word has no end: only a store gone wild is cut. */
export const retention: readonly TableRetention[] = [
  { table: "inventory_corrections", timeColumn: "at", maxAgeDays: 36_500, maxRows: 20_000 },
];

export async function listCorrections(host: Pick<Host, "db">): Promise<Correction[]> {
  const rows = await host.db<InventoryTables>().selectFrom("inventory_corrections").selectAll().orderBy("key").execute();
  return rows.map((row) => ({
    key: row.key,
    isProtected: row.is_protected === null ? null : row.is_protected === 1,
    dependsOn: row.depends_on === null ? null : (JSON.parse(row.depends_on) as string[]),
    url: row.url,
    by: row.by,
    at: row.at,
  }));
}

/** Keep a correction; one that says nothing any more is deleted. */
export async function saveCorrection(host: Pick<Host, "store">, correction: Correction): Promise<void> {
  await host.store.commit<InventoryTables, void>(async (trx) => {
    await trx.deleteFrom("inventory_corrections").where("key", "=", correction.key).execute();
    if (correction.isProtected === null && correction.dependsOn === null && correction.url === null) return;
    await trx
      .insertInto("inventory_corrections")
      .values({
        key: correction.key,
        is_protected: correction.isProtected === null ? null : Number(correction.isProtected),
        depends_on: correction.dependsOn === null ? null : JSON.stringify(correction.dependsOn),
        url: correction.url,
        by: correction.by,
        at: correction.at,
      })
      .execute();
  });
}
