import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HydraError, systemCodeOf } from "./errors.ts";
import { newSecret } from "./ids.ts";

export interface StoredFile {
  /** sha256 of the content, hex: the same bytes are kept once. */
  id: string;
  sizeBytes: number;
}

/** Bytes that are too large for a row: kept once by their content, written aside and renamed, never half there. */
export class Files {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // What a crash left half written. Only one Hydra has this folder, so nobody is still writing it.
    for (const name of readdirSync(folder)) if (name.startsWith(".")) rmSync(join(folder, name), { force: true });
  }

  async save(body: Readable, maxBytes: number): Promise<StoredFile> {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        sizeBytes += chunk.length;
        hash.update(chunk);
        done(sizeBytes > maxBytes ? new HydraError("too_large", `The file is larger than ${maxBytes} bytes.`) : null, chunk);
      },
    });
    const unfinished = join(this.#folder, `.${newSecret()}`);
    try {
      await pipeline(body, measure, createWriteStream(unfinished, { mode: 0o600, flush: true }));
      const id = hash.digest("hex");
      mkdirSync(join(this.#folder, id.slice(0, 2)), { recursive: true, mode: 0o700 });
      await rename(unfinished, this.#pathOf(id));
      return { id, sizeBytes };
    } catch (error) {
      await rm(unfinished, { force: true });
      if (systemCodeOf(error) !== "ENOSPC") throw error;
      throw new HydraError("storage_full", `The disk that holds ${this.#folder} is full. Free some space and send the file again.`, {
        cause: error,
      });
    }
  }

  async open(id: string): Promise<{ body: Readable; sizeBytes: number }> {
    if (!/^[0-9a-f]{64}$/.test(id) || !existsSync(this.#pathOf(id))) throw new HydraError("not_found", `There is no file ${id}.`);
    const { size } = await stat(this.#pathOf(id));
    return { body: createReadStream(this.#pathOf(id)), sizeBytes: size };
  }

  async remove(id: string): Promise<void> {
    if (/^[0-9a-f]{64}$/.test(id)) await rm(this.#pathOf(id), { force: true });
  }

  #pathOf(id: string): string {
    return join(this.#folder, id.slice(0, 2), id);
  }
}
