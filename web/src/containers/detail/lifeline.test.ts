import { expect, test } from "vitest";
import { lifeline, phaseOf, spanOf, type Change } from "./lifeline.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 23, 10);

function change(hours: number, state: Change["state"], health: Change["health"] = "unchecked", exitCode: number | null = null): Change {
  return { at: new Date(START + hours * HOUR).toISOString(), containerId: "a", state, health, exitCode };
}

test("each change begins a stretch; before the first nothing is known", () => {
  const changes = [change(3, "running", "healthy"), change(1, "running", "starting"), change(2, "exited", "unchecked", 3)];
  expect(lifeline(changes, START, START + 4 * HOUR)).toEqual([
    { phase: "unknown", from: 0, to: 0.25 },
    { phase: "starting", from: 0.25, to: 0.5 },
    { phase: "failed", from: 0.5, to: 0.75 },
    { phase: "well", from: 0.75, to: 1 },
  ]);
});

test("what lies before the time that is shown still says how it was then", () => {
  expect(lifeline([change(-5, "running"), change(-4, "running")], START, START + HOUR)).toEqual([{ phase: "running", from: 0, to: 1 }]);
  expect(lifeline([], START, START + HOUR)).toEqual([{ phase: "unknown", from: 0, to: 1 }]);
});

test("a phase is what Docker says, an end without a code is none that went well", () => {
  expect(phaseOf({ state: "exited", health: "unchecked", exitCode: 0 })).toBe("ended");
  expect(phaseOf({ state: "exited", health: "unchecked", exitCode: null })).toBe("failed");
  expect(phaseOf({ state: "running", health: "unhealthy", exitCode: null })).toBe("ill");
  expect(phaseOf({ state: "paused", health: "unchecked", exitCode: null })).toBe("off");
});

test("the span reaches back to what is known, and a week at most", () => {
  expect(spanOf([], START)).toBe(1);
  expect(spanOf([change(-5, "running")], START)).toBe(6);
  expect(spanOf([change(-5_000, "running")], START)).toBe(168);
});
