import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Clock } from "./clock.ts";

export interface PauseState {
  paused: boolean;
  until: number | null;
  reason: string | null;
}

/**
 * The stop that stops: while the file exists, Hydra starts nothing by itself. A file, so that it holds over restarts
 * and anybody with the folder can set it: `touch $HYDRA_HOME/pause`.
 */
export class Pause {
  readonly #path: string;
  readonly #clock: Clock;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  state(): PauseState {
    if (!existsSync(this.#path)) return { paused: false, until: null, reason: null };
    const { until, reason } = this.#read();
    if (until !== null && until <= this.#clock.now()) {
      rmSync(this.#path, { force: true, recursive: true });
      return { paused: false, until: null, reason: null };
    }
    return { paused: true, until, reason };
  }

  set(until: number | null, reason: string | null): PauseState {
    writeFileSync(this.#path, `${JSON.stringify({ until, reason })}\n`, { mode: 0o600, flush: true });
    return this.state();
  }

  clear(): PauseState {
    rmSync(this.#path, { force: true, recursive: true });
    return this.state();
  }

  /** An empty or strange file pauses without end: whoever made it wanted a stop. */
  #read(): { until: number | null; reason: string | null } {
    try {
      const parsed: unknown = JSON.parse(readFileSync(this.#path, "utf8"));
      if (parsed === null || typeof parsed !== "object") return { until: null, reason: null };
      const { until, reason } = parsed as { until?: unknown; reason?: unknown };
      return { until: typeof until === "number" ? until : null, reason: typeof reason === "string" ? reason : null };
    } catch {
      return { until: null, reason: null };
    }
  }
}
