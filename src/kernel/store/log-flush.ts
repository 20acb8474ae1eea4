import { open, type FileHandle } from "node:fs/promises";
import { HydraError, messageOf } from "../errors.ts";

/**
 * Puts SQLite's write-ahead log on the disk without holding up the main thread: a flush takes milliseconds, in which
 * SQLite itself would let nobody else run. The log is written in one direction, so a commit that is on the disk has all
 * before it there too, and what a power cut takes is only what nobody was told is safe.
 */
export class LogFlush {
  readonly #path: string;
  #file: FileHandle | null = null;
  #failure: HydraError | null = null;

  /** @param path of the database; its log lies beside it for as long as the database is open */
  constructor(path: string) {
    this.#path = `${path}-wal`;
  }

  /**
   * Resolves when everything written so far is on the disk. After one failure it fails for good: the system forgets which
   * pages it could not write, and a later flush that succeeds would say nothing about them.
   * @throws HydraError internal
   */
  async flush(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    try {
      this.#file ??= await open(this.#path, "r+");
      await this.#file.datasync();
    } catch (error) {
      this.#failure = new HydraError(
        "internal",
        `The disk did not take what was written to ${this.#path}: ${messageOf(error)}. Nothing more is kept until Hydra is restarted; check the disk first.`,
        { cause: error },
      );
      throw this.#failure;
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }
}
