import type { KnownSecret } from "../../../../kernel/known-secrets.ts";
import type { ErrorRate } from "../archive/error-rates.ts";
import type { Level } from "../words/level.ts";

/** What the main thread and the log thread say to each other. Everything is plain data that can be copied between threads. */

/** Whose lines they are. `key` is the container's identity over recreations. */
export interface SourceIdentity {
  key: string;
  node: string;
  project: string | null;
  service: string | null;
  name: string;
  containerId: string;
}

/** Where a line stands in the order of all lines: time, then source, then its number within the source. */
export interface Position {
  at: number;
  sourceId: number;
  seq: number;
}

export interface FoundLine extends Position {
  node: string;
  project: string | null;
  container: string;
  stream: "stdout" | "stderr";
  level: Level;
  text: string;
}

export interface LineSearch {
  text?: string;
  /** Identities; all when absent. */
  keys?: readonly string[];
  node?: string;
  project?: string;
  level?: Level;
  /** Epoch ms, both inclusive. */
  since?: number;
  until?: number;
  /** Only lines before this one, from an earlier answer. */
  before?: Position;
  limit: number;
}

/** Lines as they came, in columns: copying four arrays is far cheaper than copying thousands of objects. */
export interface LineBatch {
  sourceIds: number[];
  ats: number[];
  /** One character for each line: `o` stdout, `e` stderr. */
  streams: string;
  texts: string[];
  /** Secrets that Hydra has learned since the last batch. */
  secrets: KnownSecret[];
}

export interface KnownIdentity {
  key: string;
  node: string;
  project: string | null;
  service: string | null;
  name: string;
  lines: number;
  /** Epoch ms; null when none is kept. */
  oldestAt: number | null;
  newestAt: number | null;
}

/** What can be asked of the thread, and what it answers. */
export interface Requests {
  /** From now on lines of this source come. `lastAt`: how far they are kept, so that only later ones are asked for. */
  attach: { input: SourceIdentity; answer: { sourceId: number; lastAt: number | null } };
  /** No more lines of this source will come. */
  detach: { input: number; answer: { paused: string | null } };
  /** `paused`: why the index cannot take lines now (a full disk), or null. */
  append: { input: LineBatch; answer: { paused: string | null } };
  /** Try to write what waits. */
  flush: { input: null; answer: { paused: string | null } };
  search: { input: LineSearch; answer: { lines: FoundLine[]; hasMore: boolean } };
  /** Lines around one, oldest first; empty when it is not kept any more. */
  context: { input: { sourceId: number; seq: number; before: number; after: number }; answer: FoundLine[] };
  known: { input: null; answer: KnownIdentity[] };
  errors: { input: null; answer: ErrorRate[] };
  measure: { input: null; answer: { fileBytes: number; waitingLines: number; heapBytes: number } };
  close: { input: null; answer: null };
}

export type RequestKind = keyof Requests;

export interface ArchiveOptions {
  path: string;
  linesPerContainer: number;
  sizeLimitBytes: number;
  keepRemovedMs: number;
  /** The file never grows beyond so many pages of 4 KiB; at that point it behaves as a full disk does. */
  mostPages?: number;
}
