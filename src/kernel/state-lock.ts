import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { HydraError, messageOf } from "./errors.ts";
import { LISTEN_ADDRESS, readRunFile, type RunFile } from "./run-file.ts";

/**
 * One Hydra for one state folder. The lock is the operating system's, held through an open SQLite transaction, so that
 * it ends with the process however that ends; a pid file alone would lie after a crash.
 */
export class StateLock {
  readonly #home: string;
  readonly #lock: Database.Database;

  constructor(home: string) {
    this.#home = home;
    const path = join(home, "lock.db");
    let lock: Database.Database | undefined;
    try {
      closeSync(openSync(path, "a", 0o600));
      lock = new Database(path, { timeout: 0 });
      lock.exec("BEGIN EXCLUSIVE");
      this.#lock = lock;
    } catch (error) {
      lock?.close();
      if (!(error instanceof Database.SqliteError) || !error.code.startsWith("SQLITE_BUSY")) {
        throw new HydraError(
          "internal",
          `${path} cannot be locked (${messageOf(error)}). Check that this user owns the folder and that there is space.`,
          {
            cause: error,
          },
        );
      }
      const running = readRunFile(home);
      throw new HydraError(
        "conflict",
        `Another Hydra${running === null ? "" : ` (pid ${running.pid}, http://${LISTEN_ADDRESS}:${running.controlPort})`} already runs on ${home}. Stop it first, or give this one its own folder with HYDRA_HOME.`,
      );
    }
  }

  announce(run: RunFile): void {
    writeFileSync(join(this.#home, "run.json"), `${JSON.stringify(run)}\n`, { mode: 0o600 });
  }

  release(): void {
    rmSync(join(this.#home, "run.json"), { force: true });
    this.#lock.close();
  }
}
