import type { Kysely } from "kysely";
import type { Host } from "../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../kernel/feature.ts";

interface VerdictTables {
  verdicts_findings: {
    key: string;
    node: string;
    name: string;
    verdict: string;
    cause: string;
    first_sight: number;
    opened_at: number;
    changed_at: number;
  };
}

/** Something that is not as it should be, for as long as it is so. */
export interface Finding {
  key: string;
  node: string;
  name: string;
  verdict: string;
  cause: string;
  /** It was already so when Hydra first saw it: listed, never told as news. */
  wasIllAtFirstSight: boolean;
  openedAt: number;
}

export const migrations: readonly Migration[] = [
  {
    name: "findings",
    async up(db: Kysely<VerdictTables>) {
      await db.schema
        .createTable("verdicts_findings")
        .addColumn("key", "text", (column) => column.primaryKey())
        .addColumn("node", "text", (column) => column.notNull())
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("verdict", "text", (column) => column.notNull())
        .addColumn("cause", "text", (column) => column.notNull())
        .addColumn("first_sight", "integer", (column) => column.notNull())
        .addColumn("opened_at", "integer", (column) => column.notNull())
        .addColumn("changed_at", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "verdicts_findings", timeColumn: "changed_at", maxAgeDays: 365, maxRows: 20_000 },
];

/** Open a finding, or note that its cause is another now; when it began and whether it was there at first sight stays. */
export async function openFinding(host: Pick<Host, "store" | "clock">, finding: Omit<Finding, "openedAt">): Promise<void> {
  const { key, node, name, verdict, cause, wasIllAtFirstSight } = finding;
  const now = host.clock.now();
  await host.store.commit<VerdictTables, unknown>((trx) =>
    trx
      .insertInto("verdicts_findings")
      .values({ key, node, name, verdict, cause, first_sight: Number(wasIllAtFirstSight), opened_at: now, changed_at: now })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ node, name, verdict, cause, changed_at: now }))
      .execute(),
  );
}

export async function closeFinding(host: Pick<Host, "store">, key: string): Promise<void> {
  await host.store.commit<VerdictTables, unknown>((trx) => trx.deleteFrom("verdicts_findings").where("key", "=", key).execute());
}

export async function listFindings(host: Pick<Host, "db">): Promise<Finding[]> {
  const rows = await host.db<VerdictTables>().selectFrom("verdicts_findings").selectAll().orderBy("name").execute();
  return rows.map((row) => ({
    key: row.key,
    node: row.node,
    name: row.name,
    verdict: row.verdict,
    cause: row.cause,
    wasIllAtFirstSight: row.first_sight === 1,
    openedAt: row.opened_at,
  }));
}
