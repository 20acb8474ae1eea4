import { sql, type Kysely } from "kysely";
import type { Migration, TableRetention } from "../feature.ts";
import { ROW_ID } from "./dialect.ts";
import type { Store } from "./store.ts";

const DAY_MS = 86_400_000;
const ROWS_AT_ONCE = 5_000;

interface TimedTable {
  [table: string]: { [column: string]: number };
}

interface RetentionTables {
  retention_clock: { id: number; at: number };
}

export const retentionMigrations: readonly Migration[] = [
  {
    name: "retention clock",
    async up(db: Kysely<RetentionTables>) {
      await db.schema
        .createTable("retention_clock")
        .addColumn("id", "integer", (column) => column.primaryKey())
        .addColumn("at", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

/**
 * The time that ages are counted from. It follows the wall clock, but forwards by at most a day a call: a clock that
 * jumps years ahead for an hour must not make everything old at once.
 */
export async function retentionNow(store: Store, now: number): Promise<number> {
  return store.commit<RetentionTables, number>(async (trx) => {
    const known = await trx.selectFrom("retention_clock").select("at").where("id", "=", 1).executeTakeFirst();
    const at = known === undefined ? now : Math.min(now, known.at + DAY_MS);
    await trx
      .insertInto("retention_clock")
      .values({ id: 1, at })
      .onConflict((conflict) => conflict.column("id").doUpdateSet({ at }))
      .execute();
    return at;
  });
}

/** Delete what a table keeps too long or too much of, in slices so that other writes get their turn. Returns the rows deleted. */
export async function enforceRetention(store: Store, rule: TableRetention, now: number): Promise<number> {
  const tooOld = await deleteOldest(store, rule, now - rule.maxAgeDays * DAY_MS, Number.POSITIVE_INFINITY);
  const { count } = await store
    .tables<TimedTable>()
    .selectFrom(rule.table)
    .select((expression) => expression.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return tooOld + (await deleteOldest(store, rule, null, Number(count) - rule.maxRows));
}

/** Delete at most `most` of the oldest rows, of those before `cutoff` if given. Rows are counted, since many may share one time. */
async function deleteOldest(store: Store, rule: TableRetention, cutoff: number | null, most: number): Promise<number> {
  let deleted = 0;
  while (deleted < most) {
    const wanted = Math.min(ROWS_AT_ONCE, most - deleted);
    const slice = await store.commit<TimedTable, number>(async (trx) => {
      let oldest = trx
        .selectFrom(rule.table)
        .select(sql<number>`${ROW_ID}`.as("row"))
        .orderBy(rule.timeColumn)
        .orderBy(ROW_ID)
        .limit(wanted);
      if (cutoff !== null) oldest = oldest.where(rule.timeColumn, "<", cutoff);
      const result = await trx.deleteFrom(rule.table).where(ROW_ID, "in", oldest).executeTakeFirst();
      return Number(result.numDeletedRows);
    });
    deleted += slice;
    if (slice < wanted) break;
  }
  return deleted;
}
