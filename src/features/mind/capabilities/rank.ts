import { PRIORITIES, type Priority, type Status } from "./events.ts";

/** After so long, a wish counts half. */
export const HALF_LIFE_MS = 30 * 86_400_000;

/** Demand as of `now`, from what it was as of `at`. */
export function fadedDemand(demand: number, at: number, now: number): number {
  return demand * 0.5 ** (Math.max(0, now - at) / HALF_LIFE_MS);
}

export interface Ranked {
  priority: Priority;
  /** Wishes as far as they still count. */
  demand: number;
  /** How often work could not go on without it. */
  blocked: number;
}

/** How much it would change to have it: demand, and more where work waits for it. */
export function impactOf({ demand, blocked }: Pick<Ranked, "demand" | "blocked">): number {
  return Math.round(demand * (1 + Math.log2(1 + blocked)) * 100) / 100;
}

/** The critical first, then by impact. */
export function byRank(one: Ranked, other: Ranked): number {
  return PRIORITIES.indexOf(other.priority) - PRIORITIES.indexOf(one.priority) || impactOf(other) - impactOf(one);
}

export function higher(one: Priority, other: Priority): Priority {
  return PRIORITIES.indexOf(one) >= PRIORITIES.indexOf(other) ? one : other;
}

export const OPEN: readonly Status[] = ["new", "planned", "in-progress"];

/** Forwards step by step, back to any earlier one; what will not be done can be decided at any time, and undone. */
const NEXT: Readonly<Record<Status, readonly Status[]>> = {
  new: ["planned", "wont-fix"],
  planned: ["new", "in-progress", "wont-fix"],
  "in-progress": ["new", "planned", "implemented", "wont-fix"],
  implemented: ["new", "planned", "in-progress"],
  "wont-fix": ["new", "planned", "in-progress"],
};

export function mayBecome(from: Status): readonly Status[] {
  return NEXT[from];
}

/** Asked for again, what was said to be implemented is not; what will not be done stays so. */
export function statusAfterWish(status: Status): Status {
  return status === "implemented" ? "new" : status;
}
