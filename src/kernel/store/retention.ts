import type { TableRetention } from "../feature.ts";
import type { Store } from "./store.ts";

const DAY_MS = 86_400_000;
const ROWS_AT_ONCE = 5_000;

interface TimedTable {
  [table: string]: { [column: string]: number };
}

/** Delete what a table keeps too long or too much of, in slices so that other writes get their turn. Returns the rows deleted. */
export async function enforceRetention(store: Store, rule: TableRetention, now: number): Promise<number> {
  const db = store.tables<TimedTable>();
  const cutoffs = [now - rule.maxAgeDays * DAY_MS];
  const overflow = await db
    .selectFrom(rule.table)
    .select(rule.timeColumn)
    .orderBy(rule.timeColumn, "desc")
    .offset(rule.maxRows)
    .limit(1)
    .executeTakeFirst();
  const oldestOverflow = overflow?.[rule.timeColumn];
  if (oldestOverflow !== undefined) cutoffs.push(oldestOverflow + 1);
  const cutoff = Math.max(...cutoffs);

  let deleted = 0;
  for (;;) {
    const slice = await store.commit<TimedTable, number>(async (trx) => {
      const last = await trx
        .selectFrom(rule.table)
        .select(rule.timeColumn)
        .where(rule.timeColumn, "<", cutoff)
        .orderBy(rule.timeColumn)
        .offset(ROWS_AT_ONCE)
        .limit(1)
        .executeTakeFirst();
      const until = last?.[rule.timeColumn] ?? cutoff - 1;
      const result = await trx.deleteFrom(rule.table).where(rule.timeColumn, "<=", until).executeTakeFirst();
      return Number(result.numDeletedRows);
    });
    deleted += slice;
    if (slice < ROWS_AT_ONCE) return deleted;
  }
}
