import type { Database, Statement } from "better-sqlite3";
import { PostingWriter, readPostings } from "./postings.ts";

/** So many segments of about one size are merged into one of the next size. */
const FAN_IN = 8;
const MOST_OPEN_SEGMENTS = FAN_IN * 8;

export const POSTING_TABLES = `
  CREATE TABLE segments (id INTEGER PRIMARY KEY, last_chunk INTEGER NOT NULL, chunks INTEGER NOT NULL, level INTEGER NOT NULL);
  CREATE TABLE postings (segment INTEGER NOT NULL, term TEXT NOT NULL, body BLOB NOT NULL);
  CREATE UNIQUE INDEX postings_by_term ON postings (term, segment);
`;

interface PostingRow {
  term: string;
  body: Uint8Array;
}

interface SegmentRow {
  id: number;
  level: number;
  chunks: number;
}

/** What a chunk contributes: its terms with their counts. */
export interface IndexedChunk {
  id: number;
  terms: ReadonlyMap<string, { inTitle: number; inText: number }>;
}

/**
 * The inverted index in a SQLite file. Chunks arrive in batches, each a segment; when there are many of a size they
 * become one, so that a term is read in few pieces and a chunk is rewritten only about five times in its life.
 */
export class PostingStore {
  readonly #file: Database;
  readonly #ofTerm: Statement;
  readonly #insert: Statement;

  constructor(file: Database) {
    this.#file = file;
    this.#ofTerm = file.prepare("SELECT body FROM postings WHERE term = ? ORDER BY segment");
    this.#insert = file.prepare("INSERT INTO postings (segment, term, body) VALUES (?, ?, ?)");
  }

  /** The last chunk that is in the index; chunks come ascending, so what is after it is not. */
  lastChunk(): number {
    const row = this.#file.prepare("SELECT max(last_chunk) AS last FROM segments").get() as { last: number | null };
    return row.last ?? 0;
  }

  /** Put chunks in, ascending and after all that are in; they are there for good or not at all. */
  add(chunks: readonly IndexedChunk[]): void {
    const last = chunks.at(-1);
    if (last === undefined) return;
    const byTerm = new Map<string, PostingWriter>();
    for (const { id, terms } of chunks) {
      for (const [term, { inTitle, inText }] of terms) {
        let writer = byTerm.get(term);
        if (writer === undefined) byTerm.set(term, (writer = new PostingWriter()));
        writer.add(id, inTitle, inText);
      }
    }
    const level = Math.floor(Math.log(chunks.length) / Math.log(FAN_IN));
    this.#file.transaction(() => this.#write(byTerm, last.id, chunks.length, level))();
  }

  /** All postings of a term, ascending by chunk; also of chunks that are gone meanwhile. */
  visit(term: string, visit: (chunkId: number, inTitle: number, inText: number) => void): void {
    for (const { body } of this.#ofTerm.iterate(term) as Iterable<PostingRow>) readPostings(body, visit);
  }

  /** One merge, where one is due. @param isAlive postings of other chunks are dropped; @returns whether there was one to do */
  merge(isAlive: (chunkId: number) => boolean): boolean {
    const due = this.#dueForMerge();
    if (due.length === 0) return false;
    this.#file.transaction(() => this.#merge(due, isAlive))();
    return true;
  }

  /** Neighbouring segments, the newest first found: only those keep the chunks ascending when they are joined. */
  #dueForMerge(): SegmentRow[] {
    const segments = this.#file.prepare("SELECT id, level, chunks FROM segments ORDER BY id DESC").all() as SegmentRow[];
    const newest: SegmentRow[] = [];
    let level = 0;
    for (const segment of segments) {
      if (segment.level > level) {
        if (newest.length >= FAN_IN) return newest;
        level = segment.level;
      }
      newest.push(segment);
      if (newest.length >= MOST_OPEN_SEGMENTS) return newest;
    }
    return newest.filter((segment) => segment.level === level).length >= FAN_IN ? newest : [];
  }

  #merge(due: readonly SegmentRow[], isAlive: (chunkId: number) => boolean): void {
    const ids = due.map(({ id }) => id);
    const [first, last] = [Math.min(...ids), Math.max(...ids)];
    const rows = this.#file
      .prepare("SELECT term, body FROM postings WHERE segment BETWEEN ? AND ? ORDER BY term, segment")
      .all(first, last);
    const byTerm = new Map<string, PostingWriter>();
    for (const { term, body } of rows as PostingRow[]) {
      const writer = byTerm.get(term) ?? new PostingWriter();
      readPostings(body, (id, inTitle, inText) => {
        if (isAlive(id)) writer.add(id, inTitle, inText);
      });
      if (writer.count > 0) byTerm.set(term, writer);
    }
    const chunks = due.reduce((total, segment) => total + segment.chunks, 0);
    const level = Math.max(Math.floor(Math.log(chunks) / Math.log(FAN_IN)), Math.max(...due.map((segment) => segment.level)) + 1);
    const lastChunk = (this.#file.prepare("SELECT last_chunk FROM segments WHERE id = ?").get(last) as { last_chunk: number }).last_chunk;
    this.#file.prepare("DELETE FROM postings WHERE segment BETWEEN ? AND ?").run(first, last);
    this.#file.prepare("DELETE FROM segments WHERE id BETWEEN ? AND ?").run(first, last);
    this.#write(byTerm, lastChunk, chunks, level, last);
  }

  #write(byTerm: ReadonlyMap<string, PostingWriter>, lastChunk: number, chunks: number, level: number, id: number | null = null): void {
    const { lastInsertRowid } = this.#file
      .prepare("INSERT INTO segments (id, last_chunk, chunks, level) VALUES (?, ?, ?, ?)")
      .run(id, lastChunk, chunks, level);
    for (const [term, writer] of byTerm) this.#insert.run(lastInsertRowid, term, writer.bytes());
  }
}
