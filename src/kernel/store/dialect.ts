import { closeSync, openSync, renameSync, rmSync } from "node:fs";
import Database from "better-sqlite3";
import { sql, SqliteDialect, SqliteDriver, type DatabaseConnection, type RawBuilder } from "kysely";
import { HydraError, messageOf, systemCodeOf } from "../errors.ts";

/**
 * The one module with raw SQL of one engine. Everything else stays in the subset of SQL that SQLite and PostgreSQL
 * share: ids and JSON as text, times as epoch milliseconds, booleans as 0 and 1.
 */
export type SqliteDatabase = Database.Database;

/** What tells two rows of any table apart, in the order in which they were written. */
export const ROW_ID: RawBuilder<number> = sql<number>`rowid`;

/** Does the column hold the text, whatever the case of its letters? Every sign stands for itself. */
export function holdsText(column: string, text: string): RawBuilder<boolean> {
  return sql<boolean>`instr(lower(${sql.ref(column)}), ${text.toLowerCase()}) > 0`;
}

/** Open a SQLite file so that what was committed survives a power cut. */
export function openSqlite(path: string): SqliteDatabase {
  let database: SqliteDatabase | undefined;
  try {
    // Made by us and not by SQLite, which would let everybody on the machine read it. Its companions inherit the mode.
    closeSync(openSync(path, "a", 0o600));
    database = new Database(path, { timeout: 5_000 });
    // FULL has to be said on each connection: SQLite reopens a WAL file at NORMAL, which can lose the last commits.
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    database.pragma("foreign_keys = ON");
    database.pragma("cache_size = -4096");
    database.pragma("journal_size_limit = 16777216");
    return database;
  } catch (error) {
    database?.close();
    throw storeError(error, path);
  }
}

/** A commit then writes its log and whoever made it flushes it; checkpoints still flush by themselves, before they overwrite. */
export function leaveFlushing(database: SqliteDatabase): void {
  database.pragma("synchronous = NORMAL");
}

export function sqliteDialect(database: SqliteDatabase): SqliteDialect {
  const dialect = new SqliteDialect({ database });
  dialect.createDriver = () => new CarefulDriver(database);
  return dialect;
}

const MOST_STATEMENTS = 256;
/** Inserts of many rows at once are long, and seldom of the same length twice. */
const LONGEST_KEPT_SQL = 2_000;

/** Compiling a statement costs more than running most of them, so those that were used lately are kept compiled. */
class Statements {
  readonly #database: SqliteDatabase;
  readonly #kept = new Map<string, Database.Statement>();

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  prepare(sql: string): Database.Statement {
    const known = this.#kept.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    // What a compiled `select *` answers with was decided before the table changed.
    if (/^(?:create|alter|drop)\b/i.test(sql)) this.#kept.clear();
    else if (sql.length <= LONGEST_KEPT_SQL) {
      const [oldest] = this.#kept.keys();
      if (this.#kept.size >= MOST_STATEMENTS && oldest !== undefined) this.#kept.delete(oldest);
      this.#kept.set(sql, statement);
    }
    return statement;
  }

  close(): void {
    this.#kept.clear();
    this.#database.close();
  }
}

/**
 * A full disk ends a transaction in SQLite itself; rolling back once more would fail, and that failure would hide the
 * one that says why.
 */
class CarefulDriver extends SqliteDriver {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    super({ database: new Statements(database) });
    this.#database = database;
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** A consistent copy of the whole file while it is in use. It has its name only once it is whole. */
export async function backupSqlite(database: SqliteDatabase, path: string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  try {
    closeSync(openSync(unfinished, "a", 0o600));
    await database.backup(unfinished);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw storeError(error, path);
  }
}

/** Problems that SQLite finds in the file; empty when there are none. */
export function checkSqlite(database: SqliteDatabase): string[] {
  const rows = database.pragma("quick_check(20)") as { quick_check: string }[];
  return rows.map((row) => row.quick_check).filter((line) => line !== "ok");
}

export function sizeOfSqlite(database: SqliteDatabase): number {
  return (database.pragma("page_count", { simple: true }) as number) * (database.pragma("page_size", { simple: true }) as number);
}

/** No room for a page, for the shared index of the log, or for the file itself. */
const FULL_CODES: ReadonlySet<string> = new Set(["SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "ENOSPC", "EDQUOT"]);

/** Our words for what the engine says. Anything unknown stays as it is. */
export function storeError(error: unknown, path: string): unknown {
  const code = error instanceof Database.SqliteError ? error.code : systemCodeOf(error);
  if (code === undefined || error instanceof HydraError) return error;
  if (FULL_CODES.has(code)) {
    return new HydraError("storage_full", `The disk that holds ${path} is full. Nothing was lost; free some space and repeat the call.`, {
      cause: error,
    });
  }
  if (code.startsWith("SQLITE_NOTADB") || code.startsWith("SQLITE_CORRUPT")) {
    return new HydraError(
      "internal",
      `${path} is damaged (${messageOf(error)}). Move it aside and copy the newest file from the folder backups/ beside it in its place.`,
      { cause: error },
    );
  }
  if (code.startsWith("SQLITE_CANTOPEN") || code.startsWith("SQLITE_READONLY") || code === "EACCES" || code === "EROFS") {
    return new HydraError("internal", `${path} cannot be written: ${messageOf(error)}. Check that this user owns the folder.`, {
      cause: error,
    });
  }
  return error;
}
