import { expect, test } from "vitest";
import { answerOfKey, stepOfKey } from "./waiting-keys.ts";

test("arrows choose", () => {
  expect(["ArrowDown", "j", "ArrowUp", "k", "a", "Tab"].map(stepOfKey)).toEqual([1, 1, -1, -1, 0, 0]);
});

test("a approves, x rejects, and Enter opens unless it is a button's", () => {
  expect(["a", "x", "Enter", "A", "y", " "].map((key) => answerOfKey(key, true))).toEqual(["approve", "reject", "open", null, null, null]);
  expect(answerOfKey("Enter", false)).toBeNull();
});
