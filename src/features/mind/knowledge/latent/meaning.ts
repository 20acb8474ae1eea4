import type { Database } from "better-sqlite3";
import type { ChunkRow, Entries } from "../keeping/entries.ts";
import type { Meaning } from "../keeping/library.ts";
import type { EntrySearch } from "../keeping/shapes.ts";
import type { Likeness } from "../searching/chunk-search.ts";
import type { Roster } from "../searching/roster.ts";
import { DIMENSIONS, LatentSpace } from "./space.ts";
import { toBytes, VectorTable } from "./vectors.ts";

const MOST_TRAINED_ON = 4_000;
const LEAST_CHUNKS = 100;
/** Trained anew when there is so much more than there was. */
const GROWTH = 2;
const PAGE = 500;
const IDLE_MS = 600_000;
const QUIET_MS = 5_000;
/** Measured on two kinds of data: more does harm to one of them. */
const SHARE = 0.1;

type TitledChunk = ChunkRow & { title: string | null };

/**
 * Likeness of meaning without any weights from outside: a latent space trained on what is kept here. It is trained when
 * nothing else happens, on a sample; what comes later is placed into it; and it leaves memory when nobody asks.
 */
export class EmbeddedMeaning implements Meaning {
  readonly #file: Database;
  readonly #entries: Entries;
  readonly #roster: Roster;
  #space: LatentSpace | null = null;
  #table: VectorTable | null = null;
  #usedAt = 0;
  #addedAt = 0;
  #training: Promise<void> | null = null;

  constructor(file: Database, entries: Entries, roster: Roster) {
    this.#file = file;
    this.#entries = entries;
    this.#roster = roster;
  }

  likeness({ query }: EntrySearch): Likeness | undefined {
    const space = this.#loadSpace();
    if (space === null) return undefined;
    const table = this.#loadTable();
    this.#usedAt = performance.now();
    const vector = space.locate(null, query);
    return {
      by: "embedded",
      nearest: (scope, limit) => table.nearest(vector, scope, this.#roster.groupOf, limit),
      share: SHARE,
      from: "nothing",
    };
  }

  add(chunks: readonly TitledChunk[]): void {
    this.#addedAt = performance.now();
    const name = this.#current()?.name;
    const space = name === undefined ? null : this.#loadSpace();
    if (space !== null && name !== undefined) this.#place(space, name, chunks, this.#table);
  }

  remove(ids: readonly number[]): void {
    // Of every space of its own: a training that is under way has another. In memory the roster hides what is gone.
    this.#file
      .prepare("DELETE FROM vectors WHERE space LIKE 'embedded:%' AND chunk IN (SELECT value FROM json_each(?))")
      .run(JSON.stringify(ids));
  }

  /** Learn anew when that is due and nothing came for some seconds; let go of the memory when nobody asks. */
  async tend(): Promise<void> {
    const now = performance.now();
    if (this.#training === null && now - this.#usedAt > IDLE_MS && now - this.#addedAt > IDLE_MS) {
      this.#space = null;
      this.#table = null;
    }
    if (now - this.#addedAt < QUIET_MS) return;
    const trainedOn = this.#current()?.trainedOn ?? 0;
    if (this.#roster.count >= LEAST_CHUNKS && this.#roster.count >= GROWTH * trainedOn) await this.learn();
  }

  /** Train on a sample of what is kept now and place all of it. @returns of how many chunks the space knows */
  async learn(): Promise<number> {
    if (this.#roster.count < LEAST_CHUNKS) return 0;
    this.#training ??= this.#learn().finally(() => {
      this.#training = null;
    });
    await this.#training;
    return this.#roster.count;
  }

  async #learn(): Promise<void> {
    const before = this.#current();
    const sample = this.#sample();
    const space = await LatentSpace.train(sample, breathe);
    const name = `embedded:${Number(before?.name.split(":")[1] ?? 0) + 1}`;
    this.#file.prepare("DELETE FROM vectors WHERE space = ?").run(name);
    const table = new VectorTable(DIMENSIONS);
    for (let last = 0; ;) {
      const chunks = this.#entries.chunksAfter(last, PAGE);
      // No pause between the last look and the change of spaces: nothing can come in between.
      if (chunks.length === 0) break;
      last = chunks.at(-1)?.id ?? last;
      this.#file.transaction(() => this.#place(space, name, chunks, table))();
      await breathe();
    }
    this.#file.transaction(() => {
      this.#file.prepare("DELETE FROM spaces WHERE name LIKE 'embedded:%'").run();
      this.#file
        .prepare("INSERT INTO spaces (name, dimensions, trained_on, body) VALUES (?, ?, ?, ?)")
        .run(name, DIMENSIONS, this.#roster.count, space.bytes());
      this.#file.prepare("DELETE FROM vectors WHERE space LIKE 'embedded:%' AND space <> ?").run(name);
    })();
    this.#space = space;
    this.#table = table;
    this.#usedAt = performance.now();
  }

  /** Evenly over all that is kept. */
  #sample(): { title: string | null; text: string }[] {
    const ids = this.#roster.groups.flatMap(({ members }) => members).filter((id) => this.#roster.isAlive(id));
    const step = Math.max(1, ids.length / MOST_TRAINED_ON);
    const chosen = Array.from({ length: Math.min(ids.length, MOST_TRAINED_ON) }, (_, index) => ids[Math.floor(index * step)] as number);
    return this.#entries.chunks(chosen);
  }

  #place(space: LatentSpace, name: string, chunks: readonly TitledChunk[], table: VectorTable | null): void {
    const insert = this.#file.prepare("INSERT OR REPLACE INTO vectors (space, chunk, body) VALUES (?, ?, ?)");
    for (const { id, title, text } of chunks) {
      const bytes = toBytes(space.locate(title, text));
      insert.run(name, id, bytes);
      table?.add(id, bytes);
    }
  }

  #current(): { name: string; trainedOn: number } | null {
    const row = this.#file.prepare("SELECT name, trained_on AS trainedOn FROM spaces WHERE name LIKE 'embedded:%'").get();
    return (row as { name: string; trainedOn: number } | undefined) ?? null;
  }

  #loadSpace(): LatentSpace | null {
    if (this.#space !== null) return this.#space;
    const row = this.#file.prepare("SELECT body FROM spaces WHERE name LIKE 'embedded:%'").get() as { body: Uint8Array } | undefined;
    this.#space = row === undefined ? null : LatentSpace.fromBytes(row.body);
    return this.#space;
  }

  #loadTable(): VectorTable {
    if (this.#table !== null) return this.#table;
    const table = new VectorTable(DIMENSIONS);
    const rows = this.#file.prepare("SELECT chunk, body FROM vectors WHERE space = ? ORDER BY chunk").iterate(this.#current()?.name ?? "");
    for (const { chunk, body } of rows as IterableIterator<{ chunk: number; body: Uint8Array }>) table.add(chunk, body);
    this.#table = table;
    return table;
  }
}

/** Let whoever waits have the thread for a moment. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
