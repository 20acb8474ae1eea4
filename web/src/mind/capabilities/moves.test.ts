import { expect, test } from "vitest";
import { STATUSES as REAL } from "../../../../src/features/mind/capabilities/events.ts";
import { mayBecome } from "../../../../src/features/mind/capabilities/rank.ts";
import { movesFrom, moveTowards, STATUSES } from "./moves.ts";

test("the board offers exactly the moves that Hydra allows", () => {
  expect(STATUSES).toEqual(REAL);
  for (const status of STATUSES) expect(movesFrom(status).toSorted()).toEqual(mayBecome(status).toSorted());
});

test.each([
  ["new", "right", "planned"],
  ["new", "left", null],
  ["in-progress", "left", "planned"],
  ["in-progress", "right", "implemented"],
  ["implemented", "right", null],
  ["wont-fix", "left", "in-progress"],
] as const)("from %s to the %s is %s", (status, side, target) => expect(moveTowards(status, side)).toBe(target));
