import { Kysely, type Transaction } from "kysely";
import {
  backupSqlite,
  checkSqlite,
  leaveFlushing,
  openSqlite,
  sizeOfSqlite,
  sqliteDialect,
  storeError,
  type SqliteDatabase,
} from "./dialect.ts";
import { LogFlush } from "./log-flush.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- each owner types its own tables when it asks for them
type AnyTables = any;

interface Waiting {
  work(trx: Transaction<AnyTables>): Promise<unknown>;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

/**
 * Where Hydra keeps its state. Reads go through `tables()`, writes through `commit()`: works that arrive together
 * share one transaction and one flush, and each caller hears only after the flush that its work is safe.
 */
export class Store {
  readonly path: string;
  readonly #database: SqliteDatabase;
  readonly #kysely: Kysely<AnyTables>;
  readonly #log: Pick<LogFlush, "flush" | "close">;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | null = null;

  constructor(path: string, log: Pick<LogFlush, "flush" | "close"> = new LogFlush(path)) {
    this.path = path;
    this.#log = log;
    this.#database = openSqlite(path);
    leaveFlushing(this.#database);
    this.#kysely = new Kysely<AnyTables>({ dialect: sqliteDialect(this.#database) });
  }

  tables<Tables>(): Kysely<Tables> {
    return this.#kysely;
  }

  /** Run `work` in a transaction and resolve when it is on disk. It may run twice, so it must only touch the store. */
  commit<Tables, Result>(work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#flushing ??= new Promise<void>((started) => setImmediate(started)).then(() => this.#flush());
    });
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      const done = await this.#write(batch);
      try {
        if (done.length > 0) await this.#log.flush();
        for (const { entry, result } of done) entry.resolve(result);
      } catch (error) {
        for (const { entry } of done) entry.reject(error);
      }
    }
    this.#flushing = null;
  }

  /**
   * One bad work must not take its neighbours down: after a failed batch each gets a transaction of its own.
   * @returns those that were written; the others have heard why not
   */
  async #write(batch: Waiting[]): Promise<{ entry: Waiting; result: unknown }[]> {
    try {
      const results = await this.#transact(batch);
      return batch.map((entry, index) => ({ entry, result: results[index] }));
    } catch (error) {
      if (batch.length > 1) {
        const done: { entry: Waiting; result: unknown }[] = [];
        for (const entry of batch) done.push(...(await this.#write([entry])));
        return done;
      }
      batch[0]?.reject(storeError(error, this.path));
      return [];
    }
  }

  #transact(batch: Waiting[]): Promise<unknown[]> {
    return this.#kysely.transaction().execute(async (trx) => {
      const results: unknown[] = [];
      for (const entry of batch) results.push(await entry.work(trx));
      return results;
    });
  }

  backup(path: string): Promise<void> {
    return backupSqlite(this.#database, path);
  }

  /** What is wrong with the file; empty when nothing is. */
  check(): string[] {
    return checkSqlite(this.#database);
  }

  sizeBytes(): number {
    return sizeOfSqlite(this.#database);
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#log.close();
    await this.#kysely.destroy();
  }
}
