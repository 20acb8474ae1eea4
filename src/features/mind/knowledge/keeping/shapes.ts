import type { Place } from "../embeddings/shapes.ts";
import type { StaleAges } from "../lifecycle/age.ts";

/** What the main thread and the knowledge thread tell each other about entries: plain data that can be copied. */

/** Who asks: sees what is shared, and what is theirs. Null is nobody in particular: only what is shared. */
export type Reader = string | null;

/** Something to be kept. */
export interface Draft {
  content: string;
  source: string;
  title: string | null;
  category: string;
  collection: string;
  /** User id, or null for the whole household. */
  owner: string | null;
  /** Epoch ms; null: it stays. */
  expiresAt: number | null;
  format: "text" | "markdown" | "html";
  /** Who says it: `person:owner`. */
  addedBy: string;
}

export interface Added {
  id: string;
  /** False: it was known, and counts one access more. */
  created: boolean;
}

/** An entry without its content. Times in epoch ms. */
export interface EntryFacts {
  id: string;
  title: string | null;
  source: string;
  category: string;
  collection: string;
  owner: string | null;
  addedBy: string;
  sizeBytes: number;
  chunks: number;
  createdAt: number;
  updatedAt: number;
  accessedAt: number | null;
  accesses: number;
  expiresAt: number | null;
  archivedAt: number | null;
  archivedBecause: string | null;
  /** Why it is not to be trusted, or null. */
  staleBecause: string | null;
  contradictedBy: string | null;
}

export interface EntrySearch {
  query: string;
  reader: Reader;
  limit: number;
  mode: "lexical" | "hybrid";
  unit: "entry" | "chunk";
  collection?: string;
  category?: string;
  source?: string;
  /**
   * Where the query stands in the space that is configured: its vector, or what a store of vectors found near it. Without
   * it, or when it is of another space than what is kept, the embedded one is used.
   */
  place?: Place;
  now: number;
  ages: StaleAges;
}

export interface FoundEntry extends EntryFacts {
  score: number;
  snippet: string;
  chunk: { ordinal: number; heading: string | null; text: string };
}

export interface EntryFilter {
  reader: Reader;
  collection?: string;
  category?: string;
  source?: string;
  isArchived: boolean;
  /** Only entries with a number below this one: from an earlier page. */
  before?: number;
  limit: number;
  now: number;
  ages: StaleAges;
}

export interface FoundEntries {
  results: FoundEntry[];
  /** What was done: also when meaning was asked for, a small collection is searched by its words. */
  mode: "lexical" | "hybrid";
  /** Whose vectors told likeness of meaning: the endpoint's, the embedded ones, or none (words alone, or a small collection). */
  meaning: "none" | "embedded" | "endpoint";
  /** Chunks that are kept and not yet in the index: after a crash or a rebuild it reads them one slice after the other. */
  waitingChunks: number;
}

/** A file of an import: what it was when it was last read, and the entry that it became. */
export interface ImportedFile {
  path: string;
  /** sha256 of its bytes, hex. */
  digest: string;
  entryId: string;
}
