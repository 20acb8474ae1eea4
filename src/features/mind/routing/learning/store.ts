import type { Kysely } from "kysely";
import type { Migration, TableRetention } from "../../../../kernel/feature.ts";
import type { Store } from "../../../../kernel/store/store.ts";

/** An answer of a model and how it fared, with its prompt as numbers; the prompt itself is not here. */
export interface OutcomeRow {
  user_id: string;
  id: string;
  model: string;
  /** JSON: the profile that `prompts` made. */
  profile: string;
  /** 0 (no use) to 1 (just right); null until somebody says. */
  value: number | null;
  /** Epoch ms. */
  at: number;
}

interface Tables {
  routing_outcomes: OutcomeRow;
}

export const migrations: readonly Migration[] = [
  {
    name: "outcomes",
    async up(db: Kysely<Tables>) {
      await db.schema
        .createTable("routing_outcomes")
        .addColumn("user_id", "text", (column) => column.notNull())
        .addColumn("id", "text", (column) => column.notNull())
        .addColumn("model", "text", (column) => column.notNull())
        .addColumn("profile", "text", (column) => column.notNull())
        .addColumn("value", "real")
        .addColumn("at", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("routing_outcomes_key", ["user_id", "id"])
        .execute();
      await db.schema.createIndex("routing_outcomes_at").on("routing_outcomes").column("at").execute();
      await db.schema.createIndex("routing_outcomes_id").on("routing_outcomes").column("id").execute();
    },
  },
];

export const retention: readonly TableRetention[] = [{ table: "routing_outcomes", timeColumn: "at", maxAgeDays: 365, maxRows: 50_000 }];

/** Oldest first: learners see outcomes in the order in which they came. */
export function readOutcomes(store: Store, userId?: string): Promise<OutcomeRow[]> {
  const all = store.tables<Tables>().selectFrom("routing_outcomes").selectAll();
  return (userId === undefined ? all : all.where("user_id", "=", userId)).orderBy("at").orderBy("id").execute();
}

/** Columns times rows must stay below what one statement may bind. */
const ROWS_AT_ONCE = 200;

function keyOf({ user_id: userId, id }: Pick<OutcomeRow, "user_id" | "id">): string {
  return JSON.stringify([userId, id]);
}

/** The same id again changes nothing. Those that were new. */
export function insertOutcomes(store: Store, rows: readonly OutcomeRow[]): Promise<OutcomeRow[]> {
  return store.commit<Tables, OutcomeRow[]>(async (trx) => {
    const written = new Set<string>();
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      const added = await trx
        .insertInto("routing_outcomes")
        .values(rows.slice(from, from + ROWS_AT_ONCE))
        .onConflict((conflict) => conflict.columns(["user_id", "id"]).doNothing())
        .returning(["user_id", "id"])
        .execute();
      for (const row of added) written.add(keyOf(row));
    }
    // Of two with the same id only the first was written.
    return rows.filter((row) => written.delete(keyOf(row)));
  });
}

/** Write down how it fared; the row as it was before, or undefined when there is none. */
export function judgeOutcome(store: Store, id: string, value: number): Promise<OutcomeRow | undefined> {
  return store.commit<Tables, OutcomeRow | undefined>(async (trx) => {
    const row = await trx.selectFrom("routing_outcomes").selectAll().where("id", "=", id).executeTakeFirst();
    if (row !== undefined) {
      await trx.updateTable("routing_outcomes").set({ value }).where("user_id", "=", row.user_id).where("id", "=", id).execute();
    }
    return row;
  });
}

export function eraseOutcomes(store: Store, userId: string): Promise<number> {
  return store.commit<Tables, number>(async (trx) => {
    const result = await trx.deleteFrom("routing_outcomes").where("user_id", "=", userId).executeTakeFirst();
    return Number(result.numDeletedRows);
  });
}
