import type { Clock } from "./clock.ts";

interface Bucket {
  tokens: number;
  at: number;
}

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
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    if (this.#buckets.size > 10_000) this.#forgetFull(perSecond, burst, now);
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return 0;
  }

  #forgetFull(perSecond: number, burst: number, now: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (bucket.tokens + ((now - bucket.at) / 1_000) * perSecond >= burst) this.#buckets.delete(key);
    }
  }
}
