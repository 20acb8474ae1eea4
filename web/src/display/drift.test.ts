import { expect, test } from "vitest";
import { driftAt, MOST_DRIFT_PX } from "./drift.ts";

const day = Array.from({ length: 1_440 }, (_, minute) => driftAt(minute));

test("it never goes further than it may", () => {
  expect(Math.max(...day.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]))).toBe(MOST_DRIFT_PX);
});

test("it goes by small steps, and is at many places in a day", () => {
  const steps = day.slice(1).map(({ x, y }, at) => Math.max(Math.abs(x - (day[at]?.x ?? 0)), Math.abs(y - (day[at]?.y ?? 0))));
  expect(Math.max(...steps)).toBeLessThanOrEqual(2);
  expect(new Set(day.map(({ x, y }) => `${x} ${y}`)).size).toBeGreaterThan(100);
});
