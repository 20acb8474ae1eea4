import type { LogLine } from "../../../integrations/docker/facts.ts";
import type { LineListener } from "./collector.ts";

/** A line that somebody follows, or how many were left out because they read too slowly. */
export type LiveItem = { line: LogLine } | { dropped: number };

const MOST_WAITING = 1_000;

/** What a listener hears, as something to read at one's own pace: a slow reader misses the oldest lines and is told how many. */
export class LiveLines {
  #lines: LogLine[] = [];
  #dropped = 0;
  #wake: () => void = () => undefined;

  readonly hear: LineListener = (line) => {
    if (this.#lines.length >= MOST_WAITING) {
      this.#lines = this.#lines.slice(MOST_WAITING / 10);
      this.#dropped += MOST_WAITING / 10;
    }
    this.#lines.push(line);
    this.#wake();
  };

  /** Until the signal fires. */
  async *read(signal: AbortSignal): AsyncGenerator<LiveItem> {
    const end = (): void => this.#wake();
    signal.addEventListener("abort", end);
    try {
      while (!signal.aborted) {
        if (this.#dropped > 0) {
          const dropped = this.#dropped;
          this.#dropped = 0;
          yield { dropped };
        }
        const lines = this.#lines;
        this.#lines = [];
        for (const line of lines) yield { line };
        if (lines.length === 0 && !signal.aborted) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener("abort", end);
    }
  }
}
