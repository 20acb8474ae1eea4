import type { AnswerOf } from "../../api/operations.ts";

export type Gap = AnswerOf<"GET /capabilities/backlog">["gaps"][number];
export type Status = Gap["status"];

/** The columns of the board, from left to right. */
export const STATUSES: readonly Status[] = ["new", "planned", "in-progress", "implemented", "wont-fix"];

/** Where a gap may go, as Hydra allows it: forwards step by step, back to any earlier one. A test holds the two together. */
const NEXT: Readonly<Record<Status, readonly Status[]>> = {
  new: ["planned", "wont-fix"],
  planned: ["in-progress", "new", "wont-fix"],
  "in-progress": ["implemented", "planned", "new", "wont-fix"],
  implemented: ["in-progress", "planned", "new"],
  "wont-fix": ["new", "planned", "in-progress"],
};

export function movesFrom(status: Status): readonly Status[] {
  return NEXT[status];
}

/** The nearest column on a side that a gap may go to; null where there is none. */
export function moveTowards(status: Status, side: "left" | "right"): Status | null {
  const here = STATUSES.indexOf(status);
  const ways = NEXT[status].filter((each) => (STATUSES.indexOf(each) < here ? "left" : "right") === side);
  return ways.toSorted((a, b) => Math.abs(STATUSES.indexOf(a) - here) - Math.abs(STATUSES.indexOf(b) - here))[0] ?? null;
}
