import { expect, test } from "vitest";
import { isNightAt, nightIn } from "./night.ts";

test.each([
  ["", 22 * 60, 7 * 60],
  ["?dim=23-5", 23 * 60, 5 * 60],
  ["?dim=21:30-6:45", 21 * 60 + 30, 6 * 60 + 45],
  ["?dim=20-24", 20 * 60, 0],
  ["?dim=nonsense", 22 * 60, 7 * 60],
  ["?dim=25-3", 22 * 60, 7 * 60],
  ["?dim=22:75-3", 22 * 60, 7 * 60],
  ["?dim=1-2-3", 22 * 60, 7 * 60],
])("%s is a night from %d to %d", (query, from, to) => {
  expect(nightIn(query)).toEqual({ from, to });
});

test.each([
  [21 * 60 + 59, false],
  [22 * 60, true],
  [0, true],
  [6 * 60 + 59, true],
  [7 * 60, false],
  [12 * 60, false],
])("over midnight: minute %d is night: %s", (minute, isNight) => {
  expect(isNightAt(minute, { from: 22 * 60, to: 7 * 60 })).toBe(isNight);
});

test("within a day, and never", () => {
  expect([59, 60, 119, 120].map((minute) => isNightAt(minute, { from: 60, to: 120 }))).toEqual([false, true, true, false]);
  expect([0, 600].some((minute) => isNightAt(minute, { from: 300, to: 300 }))).toBe(false);
});
