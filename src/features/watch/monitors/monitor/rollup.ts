import type { Beat } from "./beats.ts";

export const BUCKET_MS = 300_000;

/** What five minutes of looking at one monitor came to. */
export interface Bucket {
  id: string;
  /** Epoch ms, a multiple of five minutes. */
  startsAt: number;
  up: number;
  down: number;
  unknown: number;
  latencySumMs: number;
  latencyCount: number;
}

export function emptyBucket(id: string, at: number): Bucket {
  return { id, startsAt: at - (at % BUCKET_MS), up: 0, down: 0, unknown: 0, latencySumMs: 0, latencyCount: 0 };
}

/** Gathers looks until somebody takes the buckets away to write them down. */
export class Rollup {
  #buckets = new Map<string, Bucket>();

  add(id: string, { at, outcome, latencyMs }: Beat): void {
    const key = `${at - (at % BUCKET_MS)} ${id}`;
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) this.#buckets.set(key, (bucket = emptyBucket(id, at)));
    bucket[outcome] += 1;
    if (latencyMs !== null) {
      bucket.latencySumMs += latencyMs;
      bucket.latencyCount += 1;
    }
  }

  /** Everything gathered; gathering starts again with nothing. */
  take(): Bucket[] {
    const taken = [...this.#buckets.values()];
    this.#buckets = new Map();
    return taken;
  }

  /** Put back what could not be written, so that the next attempt has it. */
  giveBack(buckets: readonly Bucket[]): void {
    for (const { id, startsAt, ...counts } of buckets) {
      const key = `${startsAt} ${id}`;
      const present = this.#buckets.get(key);
      if (present === undefined) this.#buckets.set(key, { id, startsAt, ...counts });
      else for (const name of Object.keys(counts) as (keyof typeof counts)[]) present[name] += counts[name];
    }
  }

  /** What is gathered about one monitor and not written yet. */
  pending(id: string): Bucket[] {
    return [...this.#buckets.values()].filter((bucket) => bucket.id === id);
  }
}
