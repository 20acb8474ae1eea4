import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { personCaller } from "../../src/kernel/caller.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { openTestKernel } from "../../src/kernel/testing.ts";
import { knowledge } from "../../src/features/mind/knowledge/index.ts";

const BATCH = 500;
const ASKER = personCaller("bench");

export interface ShelfEntry {
  content: string;
  source: string;
  title?: string;
  collection: string;
}

export interface ShelfSearch {
  q: string;
  collection: string;
  limit: number;
  mode: "lexical" | "hybrid";
}

/** A knowledge store of its own, filled and asked by the operations that everybody uses, in its thread. */
export class Shelf implements AsyncDisposable {
  readonly #test: Awaited<ReturnType<typeof openTestKernel>>;

  private constructor(test: Awaited<ReturnType<typeof openTestKernel>>) {
    this.#test = test;
  }

  static async open(): Promise<Shelf> {
    return new Shelf(await openTestKernel({ features: [knowledge], clock: systemClock }));
  }

  async fill(entries: readonly ShelfEntry[]): Promise<void> {
    for (let from = 0; from < entries.length; from += BATCH)
      await this.#call("knowledge.add", { entries: entries.slice(from, from + BATCH) });
  }

  /** Let it learn the likeness of meanings now, instead of when nothing else happens. */
  async learn(): Promise<void> {
    await this.#call("knowledge.learn", {});
  }

  /** Sources of what is found, best first. */
  async find(search: ShelfSearch): Promise<string[]> {
    const { results } = (await this.#call("knowledge.search", search)) as { results: { source: string }[] };
    return results.map(({ source }) => source);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#test.end();
  }

  #call(operation: string, input: unknown): Promise<unknown> {
    return this.#test.kernel.services.call({ operation, input, caller: ASKER, door: "rest" });
  }
}

/** Every line of the files of a folder whose names begin so, as JSON. */
export function linesOf<Line>(folder: string, beginning: string): Line[] {
  const files = readdirSync(folder).filter((name) => name.startsWith(beginning) && name.endsWith(".jsonl"));
  if (files.length === 0) throw new Error(`${folder} has no ${beginning}*.jsonl: give the folder of the data with --data`);
  return files
    .toSorted()
    .flatMap((name) => readFileSync(join(folder, name), "utf8").trim().split("\n"))
    .map((line) => JSON.parse(line) as Line);
}
