import type { ContainerEvent } from "../../../../integrations/docker/facts.ts";
import type { Stopper } from "./stopped-by.ts";

/** A start or an end to be told; what only comparing found has no event, and so neither time nor exit code of its own. */
export interface Turn {
  what: "start" | "end";
  at: number | null;
  exitCode: number | null;
  by: Stopper | null;
}

/** How a container stood when it was looked at last, and how it stands now. */
export interface Difference {
  wasRunning: boolean;
  isRunning: boolean;
  /** It was started in between. */
  isAnotherRun: boolean;
}

/**
 * The starts and ends of one container, each told once. The engine's events name every one of them, also those that
 * follow each other quicker than anybody can look; comparing finds what no event told.
 */
export class Lives {
  #heard: Turn[] = [];
  /** Found by comparing before their event came: that event, when it comes, is nothing new. */
  #ahead = { start: 0, end: 0 };

  /** @param by who ended it, for an end */
  hear({ action, at, exitCode }: ContainerEvent, by: Stopper | null): void {
    const what = action === "die" ? "end" : action === "start" ? "start" : null;
    if (what === null) return;
    if (this.#ahead[what] > 0) this.#ahead[what] -= 1;
    else this.#heard.push({ what, at, exitCode, by });
  }

  /** Events may have been missed: those that were expected are not waited for any longer. */
  loseSight(): void {
    this.#ahead = { start: 0, end: 0 };
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
    if (!wasRunning && first.what === "end") turns.unshift(turn("start"));
    const last = turns.at(-1)?.what;
    if (isRunning && last === "end") turns.push(this.#found("start"));
    if (!isRunning && last === "start") turns.push(this.#found("end"));
    return turns;
  }

  #found(what: Turn["what"]): Turn {
    this.#ahead[what] += 1;
    return turn(what);
  }

  /** The same for the first look: that it appeared says its first start already, and what was before is not told. */
  takeFirst(isNew: boolean): Turn[] {
    const turns = this.#heard;
    this.#heard = [];
    if (!isNew) return [];
    return turns[0]?.what === "start" ? turns.slice(1) : turns;
  }
}

function turn(what: Turn["what"]): Turn {
  return { what, at: null, exitCode: null, by: null };
}
