import type { Database } from "better-sqlite3";
import type { Entries } from "../keeping/entries.ts";
import type { EntrySearch } from "../keeping/shapes.ts";
import { packed, toBytes, VectorTable } from "../latent/vectors.ts";
import type { Likeness } from "../searching/chunk-search.ts";
import type { Scope } from "../searching/lexical.ts";
import type { Roster } from "../searching/roster.ts";
import { folded } from "./folded.ts";
import type { EmbeddingWork, PlacedVectors } from "./shapes.ts";

const IDLE_MS = 600_000;
/** As much as the best words: the usual middle between two good rankings; no endpoint was there to measure with. */
const SHARE = 1;
const ENDPOINT_SPACES = "(space LIKE 'endpoint:%' OR space LIKE 'qdrant:%')";
/** Where vectors are kept outside, here is only noted which pieces have one. */
const NO_BYTES = new Uint8Array(0);

/**
 * Vectors that an embeddings endpoint made, one space at a time: a name (of the model, and of where they are kept) and a
 * length. They are derived: lost, they are asked for again. Lives in the knowledge thread.
 */
export class GivenVectors {
  readonly #file: Database;
  readonly #entries: Entries;
  readonly #roster: Roster;
  #space: { name: string; dimensions: number } | null;
  /** By chunk: has its vector. Null: not read yet. */
  #placed: Set<number> | null = null;
  #table: VectorTable | null = null;
  #usedAt = 0;

  constructor(file: Database, entries: Entries, roster: Roster) {
    this.#file = file;
    this.#entries = entries;
    this.#roster = roster;
    const row = file.prepare("SELECT name, dimensions FROM spaces WHERE name LIKE 'endpoint:%' OR name LIKE 'qdrant:%'").get();
    this.#space = (row as { name: string; dimensions: number } | undefined) ?? null;
  }

  /** What is to be done so that every living chunk has its place in this space. */
  due(space: string, limit: number): EmbeddingWork {
    const placed = this.#space?.name === space ? this.#placedIds() : new Set<number>();
    const ids: number[] = [];
    let waiting = 0;
    for (const { members } of this.#roster.groups)
      for (const id of members) {
        if (!this.#roster.isAlive(id) || placed.has(id)) continue;
        waiting += 1;
        if (ids.length < limit) ids.push(id);
      }
    const next = this.#entries.chunks(ids).map(({ id, title, heading, text }) => {
      const group = this.#roster.groups[(this.#roster.groupOf[id] as number) - 1];
      const above = [title, heading].filter((each) => each !== null);
      return { id, text: [...above, text].join("\n"), owner: group?.owner ?? "", collection: group?.collection ?? "" };
    });
    const departed = this.#file.prepare("SELECT chunk FROM departed LIMIT ?").all(limit) as { chunk: number }[];
    return {
      dimensions: this.#space?.name === space ? this.#space.dimensions : null,
      placed: this.#roster.count - waiting,
      waiting,
      next,
      departed: departed.map(({ chunk }) => chunk),
    };
  }

  /** Keep vectors; those of another space, or of another length, are forgotten with the first of this one. */
  keep({ space, dimensions, vectors }: PlacedVectors): void {
    this.#file.transaction(() => {
      if (this.#space?.name !== space || this.#space.dimensions !== dimensions) this.#begin(space, dimensions);
      const insert = this.#file.prepare("INSERT OR REPLACE INTO vectors (space, chunk, body) VALUES (?, ?, ?)");
      const placed = this.#placedIds();
      for (const { id, values } of vectors) {
        if (!this.#roster.isAlive(id)) {
          // It went while its vector was on its way.
          this.#noteDeparted([id]);
          continue;
        }
        const bytes = isOutside(space) || values === null ? NO_BYTES : toBytes(packed(folded(values)));
        insert.run(space, id, bytes);
        if (bytes.length > 0) this.#table?.add(id, bytes);
        placed.add(id);
      }
    })();
  }

  /** All vectors: the store outside that had them lost them. */
  forget(): void {
    this.#file.transaction(() => this.#clear())();
    this.#space = null;
  }

  remove(ids: readonly number[]): void {
    const gone = ids.filter((id) => this.#placedIds().delete(id));
    if (gone.length === 0 || this.#space === null) return;
    const forget = this.#file.prepare("DELETE FROM vectors WHERE space = ? AND chunk = ?");
    this.#file.transaction(() => {
      for (const id of gone) forget.run(this.#space?.name, id);
      this.#noteDeparted(gone);
    })();
    // In memory the roster hides what is gone; but it may come back, and must not be there twice.
    this.#table = null;
  }

  /** They are out of the store outside. */
  forgetDeparted(ids: readonly number[]): void {
    this.#file.prepare("DELETE FROM departed WHERE chunk IN (SELECT value FROM json_each(?))").run(JSON.stringify(ids));
  }

  likeness({ place }: EntrySearch): Likeness | undefined {
    if (place === undefined || place.space !== this.#space?.name) return undefined;
    this.#usedAt = performance.now();
    const shared = { by: "endpoint", share: SHARE, from: "the least" } as const;
    if ("near" in place) {
      // What a store outside says is only a proposal: who may see what is decided here.
      const isSeen = (id: number, { groups, chunks }: Scope): boolean =>
        groups[this.#roster.groupOf[id] ?? 0] === 1 && (chunks === null || chunks[id] === 1);
      return { ...shared, nearest: (scope, limit) => place.near.filter(({ id }) => isSeen(id, scope)).slice(0, limit) };
    }
    if (place.vector.length !== this.#space.dimensions) return undefined;
    const asked = packed(folded(place.vector));
    const table = this.#loadTable(this.#space);
    return { ...shared, nearest: (scope, limit) => table.nearest(asked, scope, this.#roster.groupOf, limit) };
  }

  /** Let go of the memory when nobody asks. */
  tend(): void {
    if (performance.now() - this.#usedAt > IDLE_MS) this.#table = null;
  }

  #clear(): void {
    this.#file.prepare("DELETE FROM spaces WHERE name LIKE 'endpoint:%' OR name LIKE 'qdrant:%'").run();
    this.#file.prepare(`DELETE FROM vectors WHERE ${ENDPOINT_SPACES}`).run();
    this.#file.prepare("DELETE FROM departed").run();
    this.#placed = null;
    this.#table = null;
  }

  #begin(name: string, dimensions: number): void {
    this.#clear();
    this.#file.prepare("INSERT INTO spaces (name, dimensions, trained_on, body) VALUES (?, ?, 0, NULL)").run(name, dimensions);
    this.#space = { name, dimensions };
  }

  #noteDeparted(ids: readonly number[]): void {
    if (this.#space === null || !isOutside(this.#space.name)) return;
    const note = this.#file.prepare("INSERT OR IGNORE INTO departed (chunk) VALUES (?)");
    for (const id of ids) note.run(id);
  }

  #placedIds(): Set<number> {
    if (this.#placed !== null) return this.#placed;
    const rows = this.#file.prepare("SELECT chunk FROM vectors WHERE space = ?").iterate(this.#space?.name ?? "");
    this.#placed = new Set();
    for (const { chunk } of rows as IterableIterator<{ chunk: number }>) this.#placed.add(chunk);
    return this.#placed;
  }

  #loadTable({ name, dimensions }: { name: string; dimensions: number }): VectorTable {
    if (this.#table !== null) return this.#table;
    const table = new VectorTable(folded(new Float32Array(dimensions)).length, "in no order", this.#roster.count);
    const rows = this.#file.prepare("SELECT chunk, body FROM vectors WHERE space = ? AND length(body) > 0 ORDER BY chunk").iterate(name);
    for (const { chunk, body } of rows as IterableIterator<{ chunk: number; body: Uint8Array }>) table.add(chunk, body);
    this.#table = table;
    return table;
  }
}

/** Whether the vectors of a space are kept by a store outside. */
function isOutside(space: string): boolean {
  return space.startsWith("qdrant:");
}
