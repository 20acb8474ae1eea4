import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { HydraError } from "./errors.ts";

/** How the shell and `hydra mcp` find the running Hydra. */
export interface RunFile {
  pid: number;
  version: string;
  toolsPort: number;
  controlPort: number;
}

export function readRunFile(home: string): RunFile | null {
  try {
    return JSON.parse(readFileSync(join(home, "run.json"), "utf8")) as RunFile;
  } catch {
    return null;
  }
}

/**
 * One Hydra for one state folder. The lock is the operating system's, held through an open SQLite transaction, so that
 * it ends with the process however that ends; a pid file alone would lie after a crash.
 */
export class StateLock {
  readonly #home: string;
  readonly #lock: Database.Database;

  constructor(home: string) {
    this.#home = home;
    this.#lock = new Database(join(home, "lock.db"), { timeout: 0 });
    try {
      this.#lock.exec("BEGIN EXCLUSIVE");
    } catch {
      this.#lock.close();
      const running = readRunFile(home);
      throw new HydraError(
        "conflict",
        `Another Hydra${running === null ? "" : ` (pid ${running.pid}, http://127.0.0.1:${running.controlPort})`} already runs on ${home}. Stop it first, or give this one its own folder with HYDRA_HOME.`,
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
