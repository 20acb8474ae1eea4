import type { Kysely } from "kysely";
import type { Migration, TableRetention } from "../../kernel/feature.ts";
import type { Store } from "../../kernel/store/store.ts";

/** A row of `blueprint_notes`. Whose it is stands in the key, so that no query can forget it. */
export interface NoteRow {
  user_id: string;
  id: string;
  text: string;
  /** Epoch ms. */
  added_at: number;
}

interface Tables {
  blueprint_notes: NoteRow;
}

export const migrations: readonly Migration[] = [
  {
    name: "notes",
    async up(db: Kysely<Tables>) {
      await db.schema
        .createTable("blueprint_notes")
        .addColumn("user_id", "text", (column) => column.notNull())
        .addColumn("id", "text", (column) => column.notNull())
        .addColumn("text", "text", (column) => column.notNull())
        .addColumn("added_at", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("blueprint_notes_key", ["user_id", "id"])
        .execute();
      await db.schema.createIndex("blueprint_notes_added_at").on("blueprint_notes").column("added_at").execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  {
    table: "blueprint_notes",
    timeColumn: "added_at",
    maxAgeDays: 3_650,
    maxRows: 10_000,
  },
];

/** Newest first. */
export function readNotes(store: Store, userId: string, limit: number): Promise<NoteRow[]> {
  return store
    .tables<Tables>()
    .selectFrom("blueprint_notes")
    .selectAll()
    .where("user_id", "=", userId)
    .orderBy("added_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

export async function insertNote(store: Store, row: NoteRow): Promise<void> {
  await store.commit<Tables, unknown>((trx) => trx.insertInto("blueprint_notes").values(row).execute());
}

/** Was there such a note of this person? */
export function deleteNote(store: Store, userId: string, id: string): Promise<boolean> {
  return store.commit<Tables, boolean>(async (trx) => {
    const result = await trx.deleteFrom("blueprint_notes").where("user_id", "=", userId).where("id", "=", id).executeTakeFirst();
    return Number(result.numDeletedRows) > 0;
  });
}

/** The number of notes that were erased. */
export function eraseNotes(store: Store, userId: string): Promise<number> {
  return store.commit<Tables, number>(async (trx) => {
    const result = await trx.deleteFrom("blueprint_notes").where("user_id", "=", userId).executeTakeFirst();
    return Number(result.numDeletedRows);
  });
}
