import type { Clock } from "./clock.ts";

interface Bucket {
  tokens: number;
  at: number;
  perSecond: number;
  burst: number;
}

const MOST_BUCKETS = 10_000;

/** Token buckets by key. Memory is bounded: full buckets say nothing and are forgotten. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Take one token; 0 when there was one, else the seconds to wait. */
  take(key: string, perSecond: number, burst: number): number {
    const now = this.#clock.monotonicMs();
    const known = this.#buckets.get(key);
    if (known === undefined && this.#buckets.size >= MOST_BUCKETS) this.#forgetFull(now);
    const bucket = known ?? { tokens: burst, at: now, perSecond, burst };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    Object.assign(bucket, { at: now, perSecond, burst });
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  #forgetFull(now: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (bucket.tokens + ((now - bucket.at) / 1_000) * bucket.perSecond >= bucket.burst) this.#buckets.delete(key);
    }
    // All of them are in use: the one that was first seen longest ago starts afresh.
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined && this.#buckets.size >= MOST_BUCKETS) this.#buckets.delete(oldest);
  }
}
