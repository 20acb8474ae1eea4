import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Clock } from "./clock.ts";
import { systemCodeOf } from "./errors.ts";

export interface PauseState {
  paused: boolean;
  until: number | null;
  reason: string | null;
  /** False while a pause could not be written down: it ends with this process. */
  survivesRestart: boolean;
}

const NOT_PAUSED: PauseState = { paused: false, until: null, reason: null, survivesRestart: true };

/**
 * The stop that stops: while the file exists, Hydra starts nothing by itself. A file, so that it holds over restarts
 * and anybody with the folder can set it: `touch $HYDRA_HOME/pause`.
 */
export class Pause {
  readonly #path: string;
  readonly #clock: Clock;
  /** A pause that the disk did not take; it counts before whatever the file says. */
  #unwritten: Pick<PauseState, "until" | "reason"> | null = null;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  state(): PauseState {
    const hasFile = existsSync(this.#path);
    if (this.#unwritten === null && !hasFile) return NOT_PAUSED;
    const { until, reason } = this.#unwritten ?? this.#read();
    if (until !== null && until <= this.#clock.now()) {
      return this.clear();
    }
    return { paused: true, until, reason, survivesRestart: hasFile };
  }

  /** Takes hold at once, also where the disk takes no file: then it ends with this process, and says so. */
  set(until: number | null, reason: string | null): PauseState {
    this.#unwritten = { until, reason };
    try {
      writeFileSync(this.#path, `${JSON.stringify({ until, reason })}\n`, { mode: 0o600, flush: true });
      this.#unwritten = null;
    } catch (error) {
      if (systemCodeOf(error) === undefined) throw error;
    }
    return this.state();
  }

  clear(): PauseState {
    rmSync(this.#path, { force: true, recursive: true });
    this.#unwritten = null;
    return NOT_PAUSED;
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
