import { HydraError } from "../../../../kernel/errors.ts";
import { maskSecrets } from "../../../../kernel/masking.ts";
import { bandsOf } from "../lifecycle/likeness.ts";
import { withoutRecalled } from "../lifecycle/recalled.ts";
import { textOfHtml } from "../reading/html.ts";
import { ChunkSearch, type Likeness } from "../searching/chunk-search.ts";
import type { Scope } from "../searching/lexical.ts";
import { PostingStore, type IndexedChunk } from "../searching/posting-store.ts";
import { Roster } from "../searching/roster.ts";
import { snippetOf } from "../searching/snippet.ts";
import { queryWords, termOf, wordsOf } from "../words/words.ts";
import { Entries, type ChunkRow } from "./entries.ts";
import { deleteIndex, isUnusable, openKnowledgeFiles, type KnowledgeFiles } from "./file.ts";
import { factsOf, type EntryRow } from "./rows.ts";
import type { Added, Draft, EntryFacts, EntryFilter, EntrySearch, FoundEntries, FoundEntry, Reader } from "./shapes.ts";

/** So many chunks are indexed at a time; between two slices somebody may search. */
const SLICE = 256;
/** Smaller collections are not worth vectors: their words say it all. */
const LEAST_FOR_MEANING = 100;
/** One entry may fill the list with its chunks; so many are looked through for others. */
const CHUNKS_PER_ENTRY = 8;

/** Vectors beside the words; told of chunks as they come. */
export interface Meaning {
  likeness(search: EntrySearch): Likeness | undefined;
  add(chunks: readonly (ChunkRow & { title: string | null })[]): void;
  remove(ids: readonly number[]): void;
}

/** All that Hydra was told, and the indexes over it. Lives in the knowledge thread. */
export class Library {
  readonly files: KnowledgeFiles;
  readonly entries: Entries;
  readonly roster = new Roster();
  readonly #postings: PostingStore;
  readonly #search: ChunkSearch;
  readonly #accesses = new Map<number, { at: number; times: number }>();
  meaning: Meaning | null = null;
  #indexing: Promise<void> | null = null;

  constructor(folder: string) {
    this.files = openKnowledgeFiles(folder);
    this.entries = new Entries(this.files.entries);
    this.#postings = new PostingStore(this.files.index);
    for (const { id, entry, owner, collection, words } of this.entries.living())
      this.roster.add({ id, entry, owner: owner === "" ? null : owner, collection, length: words });
    this.#search = new ChunkSearch(this.#postings, this.roster, (ids) => this.entries.chunks(ids).map(asIndexed));
  }

  /** Keep entries. Resolves once they are on disk and can be found. */
  async add(drafts: readonly Draft[], now: number): Promise<Added[]> {
    const prepared = drafts.map((draft, index) => this.#prepare(draft, index));
    const added: Added[] = [];
    for (let from = 0; from < prepared.length; from += SLICE) {
      const kept = this.entries.transact(() => prepared.slice(from, from + SLICE).map((draft) => this.#keep(draft, now)));
      for (const { id, created } of kept) added.push({ id, created });
      await this.indexNew();
    }
    return added;
  }

  #keep(draft: Draft | EntryRow, now: number): Added {
    if ("number" in draft) {
      this.#noteAccess(draft.number, now);
      return { id: draft.id, created: false };
    }
    const kept = this.entries.keep(draft, now);
    if (kept.created || kept.isAwoken) this.#enrol(kept.number, draft);
    return kept;
  }

  /**
   * A draft as it is kept: readable text, without secrets and without what Hydra itself recalled. Where nothing is left,
   * it is one more use of the entry that was recalled.
   */
  #prepare(draft: Draft, index: number): Draft | EntryRow {
    const { title, text } = draft.format === "html" ? textOfHtml(draft.content) : { title: null, text: draft.content };
    const own = withoutRecalled(text);
    const content = maskSecrets(own.text.toWellFormed());
    if (content.trim() !== "") return { ...draft, title: draft.title ?? title, content };
    const recalled = own.entryIds.map((id) => this.entries.find(id, draft.owner)).find((row) => row !== undefined);
    if (recalled !== undefined) return recalled;
    throw new HydraError("invalid_input", `entries.${index}.content: there is no text in it that is not already Hydra's own`);
  }

  #enrol(number: number, { owner, collection }: Pick<Draft, "owner" | "collection">): void {
    for (const { id, words } of this.entries.chunks(this.entries.chunkIds(number)))
      this.roster.add({ id, entry: number, owner, collection, length: words });
  }

  /** Let the index read what it has not read yet, in slices. */
  indexNew(): Promise<void> {
    this.#indexing ??= this.#indexAll().finally(() => {
      this.#indexing = null;
    });
    return this.#indexing;
  }

  async #indexAll(): Promise<void> {
    for (;;) {
      const chunks = this.entries.chunksAfter(this.#postings.lastChunk(), SLICE);
      if (chunks.length === 0) return;
      this.files.index.transaction(() => {
        this.#postings.add(chunks.map(termsOf));
        this.#noteLikeness(chunks);
        this.meaning?.add(chunks);
      })();
      while (this.#postings.merge((id) => this.roster.isAlive(id))) await breathe();
      await breathe();
    }
  }

  /** By its beginning an entry meets others that say nearly the same. */
  #noteLikeness(chunks: readonly ChunkRow[]): void {
    const insert = this.files.index.prepare("INSERT OR IGNORE INTO bands (key, entry) VALUES (?, ?)");
    for (const { entry, ordinal, text } of chunks) if (ordinal === 0) for (const key of bandsOf(wordsOf(text))) insert.run(key, entry);
  }

  search(asked: EntrySearch): FoundEntries {
    this.sweep(asked.now);
    const scope = this.#scopeOf(asked);
    const isHybrid = asked.mode === "hybrid";
    const likeness = isHybrid && this.#countIn(scope) >= LEAST_FOR_MEANING ? this.meaning?.likeness(asked) : undefined;
    const most = asked.unit === "chunk" ? asked.limit : asked.limit * CHUNKS_PER_ENTRY;
    const ranked = this.#search.find(asked.query, scope, most, isHybrid, likeness);
    const chunks = new Map(this.entries.chunks(ranked.map(({ id }) => id)).map((chunk) => [chunk.id, chunk]));
    const rows = this.entries.byNumbers([...new Set([...chunks.values()].map(({ entry }) => entry))]);
    const terms = new Set(queryWords(asked.query).map(termOf));
    const seen = new Set<number>();
    const results: FoundEntry[] = [];
    for (const { id, score } of ranked) {
      if (results.length >= asked.limit) break;
      const chunk = chunks.get(id);
      const row = chunk === undefined ? undefined : rows.get(chunk.entry);
      // The roster knows who may see what; that a row is shown to its owner alone is checked at the row itself once more.
      if (chunk === undefined || row === undefined || !isVisible(row, asked.reader)) continue;
      if (asked.unit === "entry" && seen.has(row.number)) continue;
      seen.add(row.number);
      this.#noteAccess(row.number, asked.now);
      const { ordinal, heading, text } = chunk;
      results.push({ ...factsOf(row, asked.now, asked.ages), score, snippet: snippetOf(text, terms), chunk: { ordinal, heading, text } });
    }
    return {
      results,
      mode: isHybrid ? "hybrid" : "lexical",
      meaning: likeness?.by ?? "none",
      waitingChunks: this.#indexing === null ? 0 : this.entries.countAfter(this.#postings.lastChunk()),
    };
  }

  show(id: string, reader: Reader, now: number, ages: EntrySearch["ages"]): (EntryFacts & { content: string }) | null {
    const row = this.entries.find(id, reader);
    if (row === undefined) return null;
    this.#noteAccess(row.number, now);
    return { ...factsOf(row, now, ages), content: this.entries.content(row.number) };
  }

  list({ now, ages, ...filter }: EntryFilter): { entries: EntryFacts[]; next: number | null } {
    this.sweep(now);
    const rows = this.entries.list({ ...filter, limit: filter.limit + 1 });
    const shown = rows.slice(0, filter.limit);
    return {
      entries: shown.map((row) => factsOf(row, now, ages)),
      next: rows.length > filter.limit ? (shown.at(-1)?.number ?? null) : null,
    };
  }

  /** @returns the entry as it is now, or null when this reader has no such entry */
  archive(id: string, reader: Reader, because: string, now: number, ages: EntrySearch["ages"]): EntryFacts | null {
    const row = this.entries.find(id, reader);
    if (row === undefined) return null;
    this.entries.transact(() => this.entries.archive(row.number, because, now));
    this.#dismiss(row.number);
    return this.facts(id, reader, now, ages);
  }

  restore(id: string, reader: Reader, now: number, ages: EntrySearch["ages"]): EntryFacts | null {
    const row = this.entries.find(id, reader);
    if (row === undefined) return null;
    this.entries.transact(() => this.entries.restore(row.number, now));
    this.#noteLikeness(this.entries.chunks(this.entries.chunkIds(row.number)));
    this.#enrol(row.number, { owner: row.owner === "" ? null : row.owner, collection: row.collection });
    return this.facts(id, reader, now, ages);
  }

  /** For good; what is not archived stays. */
  purge(id: string, reader: Reader): "purged" | "unknown" | "living" {
    const row = this.entries.find(id, reader);
    if (row === undefined) return "unknown";
    if (row.archived_at === null) return "living";
    this.#deleteForGood([row.number]);
    return "purged";
  }

  /** Archive what has run out, and delete what was long enough in the archive. */
  sweep(now: number, archivedBefore?: number): void {
    const expired = this.entries.expired(now);
    if (expired.length > 0) {
      this.entries.transact(() => expired.forEach((number) => this.entries.archive(number, "its time to live is over", now)));
      expired.forEach((number) => this.#dismiss(number));
    }
    if (archivedBefore !== undefined) this.#deleteForGood(this.entries.archivedBefore(archivedBefore));
  }

  exportOf(owner: string): unknown[] {
    return this.entries.ofOwner(owner).map((row) => ({ ...factsOf(row, row.updated_at, {}), content: this.entries.content(row.number) }));
  }

  eraseOf(owner: string): number {
    const numbers = this.entries.ofOwner(owner).map(({ number }) => number);
    this.#deleteForGood(numbers);
    this.entries.eraseTraces(owner);
    return numbers.length;
  }

  /** What was looked at since the last time is noted: not at each search, which would make every read a write. */
  flush(): void {
    if (this.#accesses.size === 0) return;
    this.entries.noteAccess(this.#accesses);
    this.#accesses.clear();
  }

  close(): void {
    this.flush();
    this.files.index.close();
    this.files.entries.close();
  }

  /** After a failure: if the index file is what failed, it is deleted, and the next thread builds it anew. */
  discardIndexAfter(error: unknown): boolean {
    if (!isUnusable(error)) return false;
    const path = this.files.index.name;
    this.files.index.close();
    deleteIndex(path);
    return true;
  }

  facts(id: string, reader: Reader, now: number, ages: EntrySearch["ages"]): EntryFacts | null {
    const row = this.entries.find(id, reader);
    return row === undefined ? null : factsOf(row, now, ages);
  }

  #dismiss(number: number): void {
    const ids = this.entries.chunkIds(number);
    for (const id of ids) this.roster.remove(id);
    this.files.index.prepare("DELETE FROM bands WHERE entry = ?").run(number);
    this.meaning?.remove(ids);
  }

  #deleteForGood(numbers: readonly number[]): void {
    for (const number of numbers) this.#dismiss(number);
    this.entries.transact(() => numbers.forEach((number) => this.entries.delete(number)));
  }

  #scopeOf({ reader, collection, category, source }: EntrySearch): Scope {
    const groups = this.roster.visibleTo(reader, collection);
    if (category === undefined && source === undefined) return { groups, chunks: null };
    const chunks = new Uint8Array(this.roster.size);
    for (const id of this.entries.chunksOf({ reader, category, source })) chunks[id] = 1;
    return { groups, chunks };
  }

  #countIn({ groups }: Scope): number {
    return this.roster.groups.reduce((total, group, number) => total + (groups[number + 1] === 1 ? group.members.length : 0), 0);
  }

  #noteAccess(number: number, at: number): void {
    this.#accesses.set(number, { at, times: (this.#accesses.get(number)?.times ?? 0) + 1 });
  }
}

function isVisible(row: EntryRow, reader: Reader): boolean {
  return row.archived_at === null && (row.owner === "" || row.owner === reader);
}

function asIndexed(chunk: ChunkRow & { title: string | null }): { id: number; title: string | null; text: string } {
  const title = [chunk.title, chunk.heading].filter((each) => each !== null).join(" ");
  return { id: chunk.id, title: title === "" ? null : title, text: chunk.text };
}

function termsOf(chunk: ChunkRow & { title: string | null }): IndexedChunk {
  const terms = new Map<string, { inTitle: number; inText: number }>();
  const countsOf = (word: string): { inTitle: number; inText: number } => {
    const term = termOf(word);
    const known = terms.get(term);
    if (known !== undefined) return known;
    const counts = { inTitle: 0, inText: 0 };
    terms.set(term, counts);
    return counts;
  };
  const { title, text } = asIndexed(chunk);
  for (const word of wordsOf(title ?? "")) countsOf(word).inTitle += 1;
  for (const word of wordsOf(text)) countsOf(word).inText += 1;
  return { id: chunk.id, terms };
}

/** Let whoever waits have the thread for a moment. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
