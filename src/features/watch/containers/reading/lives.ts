import type { ContainerEvent } from "../../../../integrations/docker/facts.ts";
import type { Stopper } from "./stopped-by.ts";

/** A start or an end to be told; what only comparing found has no event, and so neither time nor exit code of its own. */
export interface Turn {
  what: "start" | "end";
  at: number | null;
  exitCode: number | null;
  by: Stopper | null;
  /** The caller through whom Hydra itself did it, or null. */
  actor: string | null;
}

/** How a container stood when it was looked at last, and how it stands now. */
export interface Difference {
  wasRunning: boolean;
  isRunning: boolean;
  /** It was started in between. */
  isAnotherRun: boolean;
}

/** A container as it was looked at for the first time; times of the engine, epoch ms. */
export interface FirstLook {
  isRunning: boolean;
  startedAt: number | null;
}

/** The engine writes a start down and tells it a moment apart. */
const SAME_MOMENT_MS = 1_000;

/**
 * The starts and ends of one container, each told once. The engine's events name every one of them, also those that
 * follow each other quicker than anybody can look; comparing finds what no event told.
 */
export class Lives {
  #heard: Turn[] = [];
  /** Found by comparing before their event came: that event, when it comes, is nothing new. */
  #ahead = { start: 0, end: 0 };

  /** When the run began that the first look saw before its event came; the engine's time. */
  #firstStartToCome: number | null = null;
  /** The first look saw a run that was over, and its end has not been heard yet. */
  #isFirstEndToCome = false;

  /** @param by who ended it, for an end */
  hear({ action, at, exitCode }: ContainerEvent, by: Stopper | null, actor: string | null = null): void {
    const what = action === "die" ? "end" : action === "start" ? "start" : null;
    if (what === null) return;
    const isFirstStart = what === "start" && this.#firstStartToCome !== null && Math.abs(this.#firstStartToCome - at) < SAME_MOMENT_MS;
    if (isFirstStart) this.#firstStartToCome = null;
    else if (this.#ahead[what] > 0) this.#ahead[what] -= 1;
    else this.#heard.push({ what, at, exitCode, by, actor });
  }

  /** Events may have been missed: those that were expected are not waited for any longer. */
  loseSight(): void {
    this.#ahead = { start: 0, end: 0 };
    this.#firstStartToCome = null;
    this.#isFirstEndToCome = false;
  }

  /** What has to be told after a look, in order. */
  take({ wasRunning, isRunning, isAnotherRun }: Difference): Turn[] {
    const turns = this.#heard;
    this.#heard = [];
    const [first] = turns;
    if (first === undefined) {
      if (wasRunning && (isAnotherRun || !isRunning)) turns.push(this.#found("end"));
      if (isAnotherRun || (isRunning && !wasRunning)) turns.push(this.#found("start"));
      if (isAnotherRun && !isRunning) turns.push(this.#found("end"));
      return turns;
    }
    // Events come in order: what is missing before the first was missed for good, what is missing after the last will come.
    if (wasRunning && first.what === "start") turns.unshift(turn("end"));
    if (!wasRunning && first.what === "end" && !this.#isFirstEndToCome) turns.unshift(turn("start"));
    this.#isFirstEndToCome = false;
    const last = turns.at(-1)?.what;
    if (isRunning && last === "end") turns.push(this.#found("start"));
    if (!isRunning && last === "start") turns.push(this.#found("end"));
    return turns;
  }

  #found(what: Turn["what"]): Turn {
    this.#ahead[what] += 1;
    return turn(what);
  }

  /**
   * The same for the first look: that it appeared says its first start already. What had happened before Hydra came is
   * not told. Of a new one the look may be ahead of the events: its start is then not told again when it is heard, and
   * its end is left to the event, which knows who ended it.
   */
  takeFirst(isNew: boolean, { isRunning, startedAt }: FirstLook): Turn[] {
    const heard = this.#heard;
    this.#heard = [];
    if (!isNew || startedAt === null) return [];
    const turns = heard[0]?.what === "start" ? heard.slice(1) : heard;
    if (heard[0]?.what !== "start") this.#firstStartToCome = startedAt;
    this.#isFirstEndToCome = !isRunning && turns.at(-1)?.what !== "end";
    return turns;
  }
}

function turn(what: Turn["what"]): Turn {
  return { what, at: null, exitCode: null, by: null, actor: null };
}
