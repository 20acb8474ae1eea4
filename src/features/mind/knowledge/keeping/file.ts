import { closeSync, openSync, rmSync } from "node:fs";
import Database from "better-sqlite3";
import { POSTING_TABLES } from "../searching/posting-store.ts";

/** Another number: an index of an earlier shape is deleted and rebuilt from the entries. */
const INDEX_SHAPE = 2;

const ENTRY_TABLES = `
  CREATE TABLE entries (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL, collection TEXT NOT NULL, source TEXT NOT NULL, digest TEXT NOT NULL,
    title TEXT, category TEXT NOT NULL, added_by TEXT NOT NULL,
    size_bytes INTEGER NOT NULL, chunks INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, accessed_at INTEGER, accesses INTEGER NOT NULL,
    expires_at INTEGER, archived_at INTEGER, archived_because TEXT,
    contradicted_by TEXT, contradicted_why TEXT,
    UNIQUE (owner, collection, source, digest)
  );
  CREATE INDEX entries_by_expiry ON entries (expires_at) WHERE expires_at IS NOT NULL AND archived_at IS NULL;
  CREATE INDEX entries_by_source ON entries (owner, source);
  CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    entry INTEGER NOT NULL REFERENCES entries (number) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, heading TEXT, text TEXT NOT NULL, words INTEGER NOT NULL
  );
  CREATE INDEX chunks_by_entry ON chunks (entry, ordinal);
  CREATE TABLE days (
    owner TEXT NOT NULL, day TEXT NOT NULL, added INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (owner, day)
  );
  CREATE TABLE import_files (
    import_id TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL, entry_id TEXT NOT NULL, owner TEXT NOT NULL,
    PRIMARY KEY (import_id, path)
  );
  CREATE TABLE audits (
    owner TEXT NOT NULL, at INTEGER NOT NULL, examined INTEGER NOT NULL, junk INTEGER NOT NULL, reasons TEXT NOT NULL,
    PRIMARY KEY (owner, at)
  );
`;

const LIKENESS_TABLE = `
  CREATE TABLE bands (key INTEGER NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (key, entry)) WITHOUT ROWID;
  CREATE INDEX bands_by_entry ON bands (entry);
`;

const LATENT_TABLES = `
  CREATE TABLE spaces (name TEXT PRIMARY KEY, dimensions INTEGER NOT NULL, trained_on INTEGER NOT NULL, body BLOB);
  CREATE TABLE vectors (space TEXT NOT NULL, chunk INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (space, chunk)) WITHOUT ROWID;
  CREATE TABLE departed (chunk INTEGER PRIMARY KEY);
`;

export interface KnowledgeFiles {
  /** What was told to Hydra: nothing of it may be lost. */
  entries: Database.Database;
  /** What is derived from it. */
  index: Database.Database;
  /** Why the index begins anew, or null. */
  rebuiltBecause: string | null;
}

/** Open `knowledge.db` and `knowledge-index.db` in a folder. A damaged or older index is begun anew; damaged entries are an error. */
export function openKnowledgeFiles(folder: string): KnowledgeFiles {
  const entries = openEntries(`${folder}/knowledge.db`);
  const path = `${folder}/knowledge-index.db`;
  try {
    return { entries, index: openIndex(path), rebuiltBecause: null };
  } catch (error) {
    if (!isUnusable(error)) throw error;
    deleteIndex(path);
    return { entries, index: openIndex(path), rebuiltBecause: error instanceof Error ? error.message : String(error) };
  }
}

export function deleteIndex(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
}

class OtherShape extends Error {}

export function isUnusable(error: unknown): boolean {
  if (error instanceof OtherShape) return true;
  return error instanceof Database.SqliteError && (error.code.startsWith("SQLITE_CORRUPT") || error.code.startsWith("SQLITE_NOTADB"));
}

function openEntries(path: string): Database.Database {
  const file = openPrivately(path);
  // Said on each connection: SQLite reopens a WAL file at NORMAL, which can lose the last commits.
  file.pragma("synchronous = FULL");
  file.pragma("foreign_keys = ON");
  file.pragma("cache_size = -8192");
  if (file.pragma("user_version", { simple: true }) === 0)
    file.transaction(() => {
      file.exec(ENTRY_TABLES);
      file.pragma("user_version = 1");
    })();
  return file;
}

function openIndex(path: string): Database.Database {
  const file = openPrivately(path);
  try {
    file.pragma("synchronous = NORMAL");
    file.pragma("cache_size = -8192");
    const shape = file.pragma("user_version", { simple: true });
    if (shape !== 0 && shape !== INDEX_SHAPE) throw new OtherShape(`its shape is ${String(shape)}, ours ${INDEX_SHAPE}`);
    if (shape === 0)
      file.transaction(() => {
        file.exec(POSTING_TABLES);
        file.exec(LIKENESS_TABLE);
        file.exec(LATENT_TABLES);
        file.pragma(`user_version = ${INDEX_SHAPE}`);
      })();
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Made by us and not by SQLite, which would let everybody on the machine read it. */
function openPrivately(path: string): Database.Database {
  closeSync(openSync(path, "a", 0o600));
  const file = new Database(path, { timeout: 5_000 });
  try {
    file.pragma("journal_mode = WAL");
    file.pragma("journal_size_limit = 16777216");
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}
