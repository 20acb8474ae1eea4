import type { Clock } from "../../kernel/clock.ts";

const FAILURES_TO_OPEN = 5;
const OPEN_MS = 30_000;
/** A server that asks for a longer pause is asked again all the same: its word may be wrong. */
const LONGEST_PAUSE_MS = 120_000;

/**
 * Whether a server may be called: after five failures in a row it is left alone for half a minute, then one call goes
 * through to find out; a server that answers 429 gets the pause that it asked for, which is no failure.
 */
export class Circuit {
  readonly #clock: Clock;
  #failures = 0;
  #openUntilMs = 0;
  #pausedUntilMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get state(): "closed" | "open" | "limited" {
    if (this.#failures >= FAILURES_TO_OPEN) return "open";
    return this.#pausedUntilMs > this.#clock.monotonicMs() ? "limited" : "closed";
  }

  /** Milliseconds until a call may go through; 0 when one may now. */
  get retryInMs(): number {
    const now = this.#clock.monotonicMs();
    return Math.max(0, Math.ceil(Math.max(this.#openUntilMs, this.#pausedUntilMs) - now));
  }

  /** Take the right to call. False while the circuit is open or paused, or another call is finding out. */
  enter(): boolean {
    if (this.retryInMs > 0) return false;
    // One call finds out while the others stay away; if it never tells how it ended, the next one may in half a minute.
    if (this.#failures >= FAILURES_TO_OPEN) this.#openUntilMs = this.#clock.monotonicMs() + OPEN_MS;
    return true;
  }

  note({ isWell, pauseMs = 0 }: { isWell: boolean; pauseMs?: number }): void {
    const now = this.#clock.monotonicMs();
    if (pauseMs > 0) this.#pausedUntilMs = now + Math.min(pauseMs, LONGEST_PAUSE_MS);
    if (isWell) {
      this.#failures = 0;
      this.#openUntilMs = 0;
      return;
    }
    this.#failures += 1;
    if (this.#failures >= FAILURES_TO_OPEN) this.#openUntilMs = now + OPEN_MS;
  }
}
