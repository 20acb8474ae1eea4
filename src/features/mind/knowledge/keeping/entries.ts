import { createHash } from "node:crypto";
import type { Database, Statement } from "better-sqlite3";
import { newId } from "../../../../kernel/ids.ts";
import { chunksOf, titleIn } from "../reading/chunk.ts";
import { wordsOf } from "../words/words.ts";
import { dayOf } from "./day.ts";
import type { EntryRow } from "./rows.ts";
import type { Added, Draft, EntryFilter, ImportedFile, Reader } from "./shapes.ts";

export interface ChunkRow {
  id: number;
  entry: number;
  ordinal: number;
  heading: string | null;
  text: string;
  words: number;
}

/** What a condition on rows needs: who may see them stands in every query of this file. */
const VISIBLE = "(owner = '' OR owner = @reader)";

/** The entries and their chunks: the truth that everything else here is made of. */
export class Entries {
  readonly #file: Database;
  readonly #byId: Statement;
  readonly #byDigest: Statement;
  readonly #insertEntry: Statement;
  readonly #insertChunk: Statement;
  readonly #countDay: Statement;
  readonly #chunksById: Statement;

  constructor(file: Database) {
    this.#file = file;
    this.#byId = file.prepare(`SELECT * FROM entries WHERE id = @id AND ${VISIBLE}`);
    this.#byDigest = file.prepare("SELECT * FROM entries WHERE owner = ? AND collection = ? AND source = ? AND digest = ?");
    this.#insertEntry = file.prepare(`
      INSERT INTO entries (id, owner, collection, source, digest, title, category, added_by, size_bytes, chunks, created_at, updated_at, accesses, expires_at)
      VALUES (@id, @owner, @collection, @source, @digest, @title, @category, @addedBy, @sizeBytes, @chunks, @now, @now, 0, @expiresAt)`);
    this.#chunksById = file.prepare(
      "SELECT c.*, e.title FROM chunks c JOIN entries e ON e.number = c.entry WHERE c.id IN (SELECT value FROM json_each(?))",
    );
    this.#insertChunk = file.prepare("INSERT INTO chunks (entry, ordinal, heading, text, words) VALUES (?, ?, ?, ?, ?)");
    this.#countDay = file.prepare(`
      INSERT INTO days (owner, day, added, removed) VALUES (?, ?, ?, ?)
      ON CONFLICT (owner, day) DO UPDATE SET added = added + excluded.added, removed = removed + excluded.removed`);
  }

  /** All or nothing, on disk when it returns. */
  transact<Result>(work: () => Result): Result {
    return this.#file.transaction(work)();
  }

  /**
   * Keep an entry; the same content of the same source is the same entry, and counts one access more. An archived one
   * is taken out of the archive.
   */
  keep(draft: Draft, now: number): Added & { number: number; isAwoken: boolean } {
    const owner = draft.owner ?? "";
    const digest = createHash("sha256").update(draft.content).digest("base64url");
    const known = this.#byDigest.get(owner, draft.collection, draft.source, digest) as EntryRow | undefined;
    if (known !== undefined) {
      this.#file
        .prepare(
          "UPDATE entries SET updated_at = ?, accessed_at = ?, accesses = accesses + 1, expires_at = ?, archived_at = NULL, archived_because = NULL, contradicted_by = NULL, contradicted_why = NULL WHERE number = ?",
        )
        .run(now, now, draft.expiresAt, known.number);
      if (known.archived_at !== null) this.#countDay.run(owner, dayOf(now), 1, 0);
      return { id: known.id, created: false, number: known.number, isAwoken: known.archived_at !== null };
    }
    const id = newId("entry", now);
    const chunks = chunksOf(draft.content);
    const { lastInsertRowid } = this.#insertEntry.run({
      id,
      owner,
      collection: draft.collection,
      source: draft.source,
      digest,
      title: draft.title ?? titleIn(draft.content),
      category: draft.category,
      addedBy: draft.addedBy,
      sizeBytes: Buffer.byteLength(draft.content),
      chunks: chunks.length,
      now,
      expiresAt: draft.expiresAt,
    });
    chunks.forEach(({ heading, text }, ordinal) => this.#insertChunk.run(lastInsertRowid, ordinal, heading, text, wordsOf(text).length));
    this.#countDay.run(owner, dayOf(now), 1, 0);
    return { id, created: true, number: Number(lastInsertRowid), isAwoken: false };
  }

  /** The entry, if this reader may see it. */
  find(id: string, reader: Reader): EntryRow | undefined {
    return this.#byId.get({ id, reader: reader ?? "" }) as EntryRow | undefined;
  }

  byNumbers(numbers: readonly number[]): Map<number, EntryRow> {
    const rows = this.#file
      .prepare("SELECT * FROM entries WHERE number IN (SELECT value FROM json_each(?))")
      .all(JSON.stringify(numbers)) as EntryRow[];
    return new Map(rows.map((row) => [row.number, row]));
  }

  list({ reader, collection, category, source, isArchived, before, limit }: Omit<EntryFilter, "now" | "ages">): EntryRow[] {
    const conditions = [VISIBLE, `archived_at IS ${isArchived ? "NOT " : ""}NULL`];
    if (collection !== undefined) conditions.push("collection = @collection");
    if (category !== undefined) conditions.push("category = @category");
    if (source !== undefined) conditions.push("source = @source");
    if (before !== undefined) conditions.push("number < @before");
    return this.#file
      .prepare(`SELECT * FROM entries WHERE ${conditions.join(" AND ")} ORDER BY number DESC LIMIT @limit`)
      .all({ reader: reader ?? "", collection, category, source, before, limit }) as EntryRow[];
  }

  content(number: number): string {
    const rows = this.#file.prepare("SELECT text FROM chunks WHERE entry = ? ORDER BY ordinal").all(number) as { text: string }[];
    return rows.map(({ text }) => text).join("");
  }

  chunkIds(number: number): number[] {
    return (this.#file.prepare("SELECT id FROM chunks WHERE entry = ?").all(number) as { id: number }[]).map(({ id }) => id);
  }

  /** By id, in the order asked for; those that are gone are left out. */
  chunks(ids: readonly number[]): (ChunkRow & { title: string | null })[] {
    const rows = this.#chunksById.all(JSON.stringify(ids)) as (ChunkRow & { title: string | null })[];
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** Chunks after one, ascending: what the index has still to read, or all of them at the start. Archived entries too. */
  chunksAfter(id: number, limit: number): (ChunkRow & { title: string | null })[] {
    return this.#file
      .prepare("SELECT c.*, e.title FROM chunks c JOIN entries e ON e.number = c.entry WHERE c.id > ? ORDER BY c.id LIMIT ?")
      .all(id, limit) as (ChunkRow & { title: string | null })[];
  }

  countAfter(id: number): number {
    return (this.#file.prepare("SELECT count(*) AS count FROM chunks WHERE id > ?").get(id) as { count: number }).count;
  }

  /** What the roster is made of: every chunk that can be found. */
  living(): IterableIterator<{ id: number; entry: number; owner: string; collection: string; words: number }> {
    return this.#file
      .prepare(
        "SELECT c.id, c.entry, e.owner, e.collection, c.words FROM chunks c JOIN entries e ON e.number = c.entry WHERE e.archived_at IS NULL ORDER BY c.id",
      )
      .iterate() as IterableIterator<{ id: number; entry: number; owner: string; collection: string; words: number }>;
  }

  /** The chunks of entries with a category or a source, to search among those alone. */
  chunksOf({ reader, category, source }: { reader: Reader; category?: string; source?: string }): number[] {
    const conditions = [VISIBLE, "archived_at IS NULL"];
    if (category !== undefined) conditions.push("category = @category");
    if (source !== undefined) conditions.push("source = @source");
    const rows = this.#file
      .prepare(`SELECT c.id FROM chunks c JOIN entries e ON e.number = c.entry WHERE ${conditions.join(" AND ")}`)
      .all({ reader: reader ?? "", category, source }) as { id: number }[];
    return rows.map(({ id }) => id);
  }

  archive(number: number, because: string, now: number): void {
    const row = this.#file
      .prepare("UPDATE entries SET archived_at = ?, archived_because = ? WHERE number = ? AND archived_at IS NULL RETURNING owner")
      .get(now, because, number) as { owner: string } | undefined;
    if (row !== undefined) this.#countDay.run(row.owner, dayOf(now), 0, 1);
  }

  restore(number: number, now: number): void {
    const row = this.#file
      .prepare(
        "UPDATE entries SET archived_at = NULL, archived_because = NULL, expires_at = NULL WHERE number = ? AND archived_at IS NOT NULL RETURNING owner",
      )
      .get(number) as { owner: string } | undefined;
    if (row !== undefined) this.#countDay.run(row.owner, dayOf(now), 1, 0);
  }

  /** For good, with its chunks. */
  delete(number: number): void {
    this.#file.prepare("DELETE FROM entries WHERE number = ?").run(number);
  }

  /** Living entries whose time is over. */
  expired(now: number): number[] {
    const rows = this.#file.prepare("SELECT number FROM entries WHERE expires_at <= ? AND archived_at IS NULL").all(now) as {
      number: number;
    }[];
    return rows.map(({ number }) => number);
  }

  archivedBefore(time: number): number[] {
    return (this.#file.prepare("SELECT number FROM entries WHERE archived_at < ?").all(time) as { number: number }[]).map(
      ({ number }) => number,
    );
  }

  noteAccess(accesses: ReadonlyMap<number, { at: number; times: number }>): void {
    const note = this.#file.prepare(
      "UPDATE entries SET accessed_at = max(coalesce(accessed_at, 0), ?), accesses = accesses + ? WHERE number = ?",
    );
    this.transact(() => {
      for (const [number, { at, times }] of accesses) note.run(at, times, number);
    });
  }

  contradict(id: string, by: string | null, why: string | null): void {
    this.#file.prepare("UPDATE entries SET contradicted_by = ?, contradicted_why = ? WHERE id = ?").run(by, why, id);
  }

  /** Files of an import as they were last read: digest and entry by path. */
  importedFiles(importId: string): ImportedFile[] {
    return this.#file
      .prepare("SELECT path, digest, entry_id AS entryId FROM import_files WHERE import_id = ?")
      .all(importId) as ImportedFile[];
  }

  noteImported(importId: string, owner: string | null, { path, digest, entryId }: ImportedFile): void {
    this.#file
      .prepare("INSERT OR REPLACE INTO import_files (import_id, path, digest, entry_id, owner) VALUES (?, ?, ?, ?, ?)")
      .run(importId, path, digest, entryId, owner ?? "");
  }

  forgetImported(importId: string, path: string): void {
    this.#file.prepare("DELETE FROM import_files WHERE import_id = ? AND path = ?").run(importId, path);
  }

  /** What else tells of a person: days, audits, the files that they imported. */
  eraseTraces(owner: string): void {
    if (owner === "") return;
    this.transact(() => {
      for (const table of ["days", "audits", "import_files"]) this.#file.prepare(`DELETE FROM ${table} WHERE owner = ?`).run(owner);
    });
  }

  /** Everything of one person, for export and for erasing. */
  ofOwner(owner: string): EntryRow[] {
    return this.#file.prepare("SELECT * FROM entries WHERE owner = ? AND owner <> ''").all(owner) as EntryRow[];
  }
}
