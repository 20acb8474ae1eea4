import type { KnownSecret } from "../../../../kernel/known-secrets.ts";
import type { EmbeddingWork, PlacedVectors } from "../embeddings/shapes.ts";
import type { Added, Draft, EntryFacts, EntryFilter, EntrySearch, FoundEntries, ImportedFile, Reader } from "../keeping/shapes.ts";
import type { StaleAges } from "../lifecycle/age.ts";
import type { LivingContainer } from "../lifecycle/claims.ts";
import type { Audit, DuplicateGroup, Figures } from "../lifecycle/shapes.ts";

/** What the main thread and the knowledge thread say to each other. Everything is plain data that can be copied between threads. */

interface OneEntry {
  id: string;
  reader: Reader;
  now: number;
  ages: StaleAges;
}

/** What can be asked of the thread, and what it answers. */
export interface Requests {
  add: { input: { drafts: Draft[]; now: number; secrets: KnownSecret[] }; answer: Added[] };
  search: { input: EntrySearch; answer: FoundEntries };
  show: { input: OneEntry; answer: (EntryFacts & { content: string }) | null };
  facts: { input: OneEntry; answer: EntryFacts | null };
  list: { input: EntryFilter; answer: { entries: EntryFacts[]; next: number | null } };
  archive: { input: OneEntry & { because: string }; answer: EntryFacts | null };
  restore: { input: OneEntry; answer: EntryFacts | null };
  purge: { input: { id: string; reader: Reader }; answer: "purged" | "unknown" | "living" };
  sweep: { input: { now: number; archivedBefore: number }; answer: null };
  figures: { input: Omit<OneEntry, "id">; answer: Figures };
  stale: { input: Omit<OneEntry, "id"> & { limit: number }; answer: EntryFacts[] };
  duplicates: { input: { reader: Reader }; answer: DuplicateGroup[] };
  compare: { input: { living: LivingContainer[] }; answer: number };
  audit: { input: { now: number }; answer: null };
  /** When the newest one was, epoch ms. */
  lastAudit: { input: null; answer: number | null };
  audits: { input: { reader: Reader; limit: number }; answer: Audit[] };
  importedFiles: { input: { importId: string }; answer: ImportedFile[] };
  noteImported: { input: { importId: string; owner: Reader; files: ImportedFile[]; gone: string[] }; answer: null };
  dueVectors: { input: { space: string; limit: number }; answer: EmbeddingWork };
  keepVectors: { input: PlacedVectors; answer: null };
  forgetVectors: { input: null; answer: null };
  forgetDeparted: { input: { ids: number[] }; answer: null };
  learn: { input: null; answer: number };
  export: { input: { userId: string }; answer: unknown[] };
  erase: { input: { userId: string }; answer: number };
  measure: { input: null; answer: { arrayMiB: number; heapMiB: number } };
  close: { input: null; answer: null };
}

export type RequestKind = keyof Requests;
