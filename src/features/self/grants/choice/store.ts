import type { Kysely } from "kysely";
import type { Host } from "../../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../../kernel/feature.ts";
import type { Choice } from "./choice.ts";

interface ChoiceTables {
  grants_choice: { number: number; choice: Choice; chosen_by: string; at: number };
}

export interface Chosen {
  choice: Choice;
  by: string;
  at: number;
}

export const choiceMigrations: readonly Migration[] = [
  {
    name: "choice",
    async up(db: Kysely<ChoiceTables>) {
      await db.schema
        .createTable("grants_choice")
        .addColumn("number", "integer", (column) => column.primaryKey().autoIncrement())
        .addColumn("choice", "text", (column) => column.notNull())
        .addColumn("chosen_by", "text", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

/** The last one must outlive everything, or Hydra would ask its first question again. */
export const choiceRetention: readonly TableRetention[] = [
  { table: "grants_choice", timeColumn: "at", maxAgeDays: 36_500, maxRows: 1_000 },
];

export async function keepChoice(host: Pick<Host, "store" | "clock">, choice: Choice, by: string): Promise<void> {
  const row = { choice, chosen_by: by, at: host.clock.now() };
  await host.store.commit<ChoiceTables, unknown>((trx) =>
    trx
      .insertInto("grants_choice")
      .values(row as ChoiceTables["grants_choice"])
      .execute(),
  );
}

/** What was chosen last; null: the question was never answered. */
export async function lastChoice(host: Pick<Host, "db">): Promise<Chosen | null> {
  const row = await host.db<ChoiceTables>().selectFrom("grants_choice").selectAll().orderBy("number", "desc").limit(1).executeTakeFirst();
  return row === undefined ? null : { choice: row.choice, by: row.chosen_by, at: row.at };
}
