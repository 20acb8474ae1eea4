import type { Kysely } from "kysely";
import type { Host } from "../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../kernel/feature.ts";

interface VerdictTables {
  verdicts_standing: {
    key: string;
    node: string;
    name: string;
    verdict: string;
    cause: string;
    since: number;
    /** When it stopped being as it should be; null while it is. */
    ill_since: number | null;
    first_sight: number;
    changed_at: number;
  };
}

/** The verdict that stands about an identity, over restarts of Hydra and recreations of the container. */
export interface Standing {
  key: string;
  node: string;
  name: string;
  verdict: string;
  cause: string;
  /** Is it something that is not as it should be? */
  isFinding: boolean;
  /** It was already so when Hydra first saw it: listed, never told as news. */
  wasIllAtFirstSight: boolean;
}

export interface Finding extends Omit<Standing, "isFinding"> {
  openedAt: number;
}

export const migrations: readonly Migration[] = [
  {
    name: "standing verdicts",
    async up(db: Kysely<VerdictTables>) {
      await db.schema
        .createTable("verdicts_standing")
        .addColumn("key", "text", (column) => column.primaryKey())
        .addColumn("node", "text", (column) => column.notNull())
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("verdict", "text", (column) => column.notNull())
        .addColumn("cause", "text", (column) => column.notNull())
        .addColumn("since", "integer", (column) => column.notNull())
        .addColumn("ill_since", "integer")
        .addColumn("first_sight", "integer", (column) => column.notNull())
        .addColumn("changed_at", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "verdicts_standing", timeColumn: "changed_at", maxAgeDays: 365, maxRows: 20_000 },
];

/**
 * Keep what stands about an identity from now on. While it goes on being ill, when that began and whether it was there
 * at first sight stays, whatever the cause is now.
 * @returns since when this very verdict and cause stand, epoch ms
 */
export async function keepStanding(host: Pick<Host, "store" | "clock">, standing: Standing): Promise<number> {
  const { key, node, name, verdict, cause, isFinding, wasIllAtFirstSight } = standing;
  return host.store.commit<VerdictTables, number>(async (trx) => {
    const now = host.clock.now();
    const before = await trx.selectFrom("verdicts_standing").selectAll().where("key", "=", key).executeTakeFirst();
    const isSame = before?.verdict === verdict && before.cause === cause;
    const since = isSame ? before.since : now;
    // What runs and only cannot be verified is not ill: an illness neither goes on in it nor comes from it.
    const goesOn = (before?.cause === "unverified") === (cause === "unverified");
    const wasIll = goesOn ? (before?.ill_since ?? null) : null;
    const row = {
      node,
      name,
      verdict,
      cause,
      since,
      ill_since: isFinding ? (wasIll ?? now) : null,
      first_sight: Number(isFinding && (wasIll === null ? wasIllAtFirstSight : before?.first_sight === 1)),
      changed_at: now,
    };
    await trx
      .insertInto("verdicts_standing")
      .values({ key, ...row })
      .onConflict((conflict) => conflict.column("key").doUpdateSet(row))
      .execute();
    return since;
  });
}

/** Everything that is not as it should be. */
export async function listFindings(host: Pick<Host, "db">): Promise<Finding[]> {
  const rows = await host
    .db<VerdictTables>()
    .selectFrom("verdicts_standing")
    .selectAll()
    .where("ill_since", "is not", null)
    .orderBy("name")
    .execute();
  return rows.map(({ key, node, name, verdict, cause, first_sight: firstSight, ill_since: illSince }) => ({
    key,
    node,
    name,
    verdict,
    cause,
    wasIllAtFirstSight: firstSight === 1,
    openedAt: illSince ?? 0,
  }));
}
