import type { ContainerEvent } from "../../../../integrations/docker/facts.ts";
import { isStillToCome, type Stopper } from "./stopped-by.ts";

/** A start or an end to be told; what only comparing found has no event, and so neither time nor exit code of its own. */
export interface Turn {
  what: "start" | "end";
  at: number | null;
  exitCode: number | null;
  by: Stopper | null;
  /** The caller through whom Hydra itself did it, or null. */
  actor: string | null;
}

/** How a container stands by a look at it; times of the engine, epoch ms. */
export interface Stand {
  isRunning: boolean;
  startedAt: number | null;
  finishedAt: number | null;
}

/** The engine writes a start down and tells it a moment apart. */
const SAME_MOMENT_MS = 1_000;

/**
 * The starts and ends of one container, each told once. It knows what was told last, whether it runs and since when: an event
 * that says nothing new against that is dropped, whether it comes late, twice, or after a look was ahead of it. Only what
 * no event told is found by comparing, and only when somebody says that no event is to be waited for.
 */
export class Lives {
  #heard: Turn[] = [];
  /** Null before the first look and the first event. */
  #isRunning: boolean | null = null;
  /** When the run began that was told last, or the last one that is over. */
  #startedAt: number | null = null;
  #endedAt: number | null = null;
  /** What happened up to then is told or past: no event from before it is news. */
  #settledUntil = Number.NEGATIVE_INFINITY;
  #isSeen = false;

  /** @param by who ended it, for an end @param heardAt epoch ms by Hydra's clock */
  hear({ action, at, exitCode }: ContainerEvent, by: Stopper | null, actor: string | null = null, heardAt = at): void {
    if (isStillToCome(this.#settledUntil, heardAt)) this.#settledUntil = Number.NEGATIVE_INFINITY;
    if ((action !== "start" && action !== "die") || at < this.#settledUntil) return;
    const isRunning = action === "start";
    if (this.#isRunning === isRunning) return;
    this.#isRunning = isRunning;
    if (isRunning) this.#startedAt = at;
    else this.#endedAt = at;
    this.#heard.push({ what: isRunning ? "start" : "end", at, exitCode, by, actor });
  }

  /** What was heard and not told yet, in order. */
  take(): Turn[] {
    return this.#heard.splice(0);
  }

  /**
   * The first look at it. That it appeared says its first start already; what had happened before Hydra came is not told.
   * @param isNew it was not there when Hydra came
   */
  see(stand: Stand, isNew: boolean): void {
    this.#isSeen = true;
    if (!isNew) {
      this.#heard = [];
      this.#settle(stand);
      return;
    }
    if (this.#heard[0]?.what === "start") this.#heard.shift();
    if (this.#isRunning !== null) return;
    // The look is ahead of the events, or none will come: it is in its first run, whatever became of that since.
    this.#isRunning = stand.startedAt !== null;
    this.#startedAt = stand.startedAt;
  }

  /** Does a look show something that was not told, although events were to come for it? */
  isBehind({ isRunning, startedAt }: Stand): boolean {
    if (!this.#isSeen || startedAt === null) return false;
    if (isRunning !== this.#isRunning || this.#startedAt === null) return true;
    return startedAt > (isRunning ? this.#startedAt : (this.#endedAt ?? this.#startedAt)) + SAME_MOMENT_MS;
  }

  /** Is a look of the moment that was heard last? Then nothing better is to be waited for. */
  isAsHeard({ isRunning, startedAt, finishedAt }: Stand): boolean {
    const [seen, heard] = isRunning ? [startedAt, this.#startedAt] : [finishedAt, this.#endedAt];
    return isRunning === this.#isRunning && seen !== null && heard !== null && Math.abs(seen - heard) <= SAME_MOMENT_MS;
  }

  get hasNews(): boolean {
    return this.#heard.length > 0;
  }

  /** No event will tell it any more: find by comparing what it must have been. */
  catchUp(stand: Stand): void {
    if (!this.isBehind(stand)) return;
    const isAnotherRun = stand.startedAt !== null && stand.startedAt > (this.#startedAt ?? 0) + SAME_MOMENT_MS;
    const found: Turn["what"][] = [];
    if (this.#isRunning === true && (isAnotherRun || !stand.isRunning)) found.push("end");
    if (isAnotherRun || (stand.isRunning && this.#isRunning !== true)) found.push("start");
    if (isAnotherRun && !stand.isRunning) found.push("end");
    this.#heard.push(...found.map((what) => ({ what, at: null, exitCode: null, by: null, actor: null })));
    this.#settle(stand);
  }

  #settle({ isRunning, startedAt, finishedAt }: Stand): void {
    this.#isRunning = isRunning;
    this.#startedAt = startedAt;
    this.#endedAt = isRunning ? null : finishedAt;
    this.#settledUntil = Math.max(startedAt ?? this.#settledUntil, isRunning ? Number.NEGATIVE_INFINITY : (finishedAt ?? 0));
  }
}
