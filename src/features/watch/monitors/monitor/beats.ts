import { MONITOR_STATES, type Outcome } from "./judge.ts";

export interface Beat {
  /** Epoch ms. */
  at: number;
  outcome: Outcome;
  latencyMs: number | null;
}

/** The last looks of one monitor, in flat arrays: five hundred monitors fit into a megabyte. */
export class Beats {
  readonly #at: Float64Array;
  readonly #latency: Float32Array;
  readonly #outcome: Uint8Array;
  #next = 0;
  #count = 0;

  constructor(capacity = 120) {
    this.#at = new Float64Array(capacity);
    this.#latency = new Float32Array(capacity);
    this.#outcome = new Uint8Array(capacity);
  }

  push({ at, outcome, latencyMs }: Beat): void {
    this.#at[this.#next] = at;
    this.#latency[this.#next] = latencyMs ?? Number.NaN;
    this.#outcome[this.#next] = MONITOR_STATES.indexOf(outcome);
    this.#next = (this.#next + 1) % this.#at.length;
    this.#count = Math.min(this.#count + 1, this.#at.length);
  }

  /** The newest `most`, oldest of them first. */
  last(most: number): Beat[] {
    const wanted = Math.min(most, this.#count);
    return Array.from({ length: wanted }, (_, index) => {
      const slot = (this.#next - wanted + index + this.#at.length) % this.#at.length;
      const latency = this.#latency[slot] ?? Number.NaN;
      return {
        at: this.#at[slot] ?? 0,
        outcome: MONITOR_STATES[this.#outcome[slot] ?? 2] ?? "unknown",
        latencyMs: Number.isNaN(latency) ? null : Math.round(latency * 10) / 10,
      };
    });
  }
}
