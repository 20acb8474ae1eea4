import type { Kysely } from "kysely";
import { z } from "zod";
import type { Feature } from "../../src/kernel/feature.ts";
import { event } from "../../src/kernel/keys.ts";
import { operation } from "../../src/kernel/operation.ts";
import { testFeature } from "../../src/kernel/testing.ts";

export interface NoteTables {
  notes: { id: string; text: string; at: number };
}

const added = event("note.added", z.strictObject({ id: z.string() }), { permission: "notes.read" });

/** A feature that writes: what the fault tests fill, kill and look into afterwards. */
export const NOTES: Feature = testFeature({
  name: "notes",
  events: [added],
  migrations: [
    {
      name: "notes",
      async up(db: Kysely<NoteTables>) {
        await db.schema
          .createTable("notes")
          .addColumn("id", "text", (column) => column.primaryKey())
          .addColumn("text", "text", (column) => column.notNull())
          .addColumn("at", "integer", (column) => column.notNull())
          .execute();
      },
    },
  ],
  retention: [{ table: "notes", timeColumn: "at", maxAgeDays: 100, maxRows: 1_000_000 }],
  operations: [
    operation({
      name: "notes.add",
      summary: "Add a note",
      http: "POST /notes",
      risk: "lasting",
      input: z.strictObject({ id: z.string(), text: z.string().default("") }),
      output: z.strictObject({ id: z.string() }),
      subject: ({ id }) => ({ kind: "note", name: id }),
      run: async ({ id, text }, ctx) => {
        await ctx.store.commit<NoteTables, unknown>((trx) => trx.insertInto("notes").values({ id, text, at: ctx.clock.now() }).execute());
        await ctx.emit(added, { id });
        return { id };
      },
    }),
    operation({
      name: "notes.count",
      summary: "Count the notes",
      http: "GET /notes",
      risk: "read",
      input: z.strictObject({}),
      output: z.strictObject({ count: z.int() }),
      run: async (_input, ctx) => {
        const { count } = await ctx
          .db<NoteTables>()
          .selectFrom("notes")
          .select((expression) => expression.fn.countAll<number>().as("count"))
          .executeTakeFirstOrThrow();
        return { count: Number(count) };
      },
    }),
  ],
});
