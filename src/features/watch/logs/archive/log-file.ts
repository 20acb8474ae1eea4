import { closeSync, openSync, rmSync } from "node:fs";
import Database from "better-sqlite3";
import { systemCodeOf } from "../../../../kernel/errors.ts";

/** Another number: a file of an earlier shape is deleted and rebuilt. */
const SHAPE = 1;

const TABLES = `
  CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL, node TEXT NOT NULL, project TEXT, service TEXT, name TEXT NOT NULL, container_id TEXT NOT NULL,
    UNIQUE (node, container_id)
  );
  CREATE INDEX sources_by_key ON sources (key);
  CREATE TABLE blocks (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL, first_seq INTEGER NOT NULL, line_count INTEGER NOT NULL,
    first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, levels INTEGER NOT NULL, body BLOB NOT NULL
  );
  CREATE INDEX blocks_by_source ON blocks (source_id, first_seq, line_count);
  CREATE INDEX blocks_by_time ON blocks (last_at, first_at, levels, source_id);
`;

export type LogFile = Database.Database;

/**
 * Open logs.db. It holds nothing that the engines do not have: a damaged file is deleted and begun anew, and its pages
 * need not reach the disk before an answer (`synchronous=NORMAL`: a power cut costs the last seconds, never the file).
 */
export function openLogFile(path: string, mostPages?: number): { file: LogFile; rebuiltBecause: string | null } {
  try {
    return { file: open(path, mostPages), rebuiltBecause: null };
  } catch (error) {
    if (!isDamaged(error)) throw error;
    deleteLogFile(path);
    return { file: open(path, mostPages), rebuiltBecause: error instanceof Error ? error.message : String(error) };
  }
}

export function deleteLogFile(path: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${path}${suffix}`, { force: true });
}

class OtherShape extends Error {}

function open(path: string, mostPages: number | undefined): LogFile {
  closeSync(openSync(path, "a", 0o600));
  const file = new Database(path);
  try {
    file.pragma("journal_mode = WAL");
    file.pragma("synchronous = NORMAL");
    file.pragma("cache_size = -1024");
    file.pragma("temp_store = MEMORY");
    file.pragma("journal_size_limit = 4194304");
    if (mostPages !== undefined) file.pragma(`max_page_count = ${mostPages}`);
    const shape = file.pragma("user_version", { simple: true });
    if (shape === 0) {
      file.transaction(() => {
        file.exec(TABLES);
        file.pragma(`user_version = ${SHAPE}`);
      })();
    } else if (shape !== SHAPE) {
      throw new OtherShape(`it has shape ${String(shape)}, this Hydra writes ${SHAPE}`);
    }
    const problem = file.pragma("quick_check(1)", { simple: true });
    if (problem !== "ok") throw new OtherShape(String(problem));
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** The file itself is wrong, in whatever way (`Z_`: a block cannot be unpacked): a new one helps. */
export function isDamaged(error: unknown): boolean {
  if (error instanceof OtherShape) return true;
  const code = systemCodeOf(error) ?? "";
  return code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB") || code.startsWith("Z_");
}

/** There is no room, or the disk refuses: a new file would not help, waiting may. */
export function isNoRoom(error: unknown): boolean {
  const code = systemCodeOf(error) ?? "";
  return code === "SQLITE_FULL" || code.startsWith("SQLITE_IOERR") || code.startsWith("SQLITE_READONLY") || code === "ENOSPC";
}

export function usedBytes(file: LogFile): number {
  const pragma = (name: string): number => file.pragma(name, { simple: true }) as number;
  return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
}
