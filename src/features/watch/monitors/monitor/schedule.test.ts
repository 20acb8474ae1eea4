import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Beats } from "./beats.ts";
import { Rollup } from "./rollup.ts";
import { delayMs, LONGEST_BACK_OFF_MS, nextMoment, phaseOf, RECHECK_MS, type Rhythm } from "./schedule.ts";

const steady: Rhythm = { intervalMs: 60_000, isQuick: false, isContradicted: false, neverAnswered: false, failuresInARow: 0 };

describe("when to look again", () => {
  test("what answers is asked at its interval", () => {
    expect(delayMs(steady)).toBe(60_000);
  });
  test("after a change it is asked every twenty seconds", () => {
    expect(delayMs({ ...steady, isQuick: true })).toBe(20_000);
  });
  test("a look that contradicts the state is soon followed by another", () => {
    expect(delayMs({ ...steady, isContradicted: true, isQuick: true })).toBe(RECHECK_MS);
  });
  test("what answered before is not forgotten, however long it has been down", () => {
    expect(delayMs({ ...steady, failuresInARow: 1_000 })).toBe(60_000);
  });
  test("what never answered is asked ever more seldom, up to a limit", () => {
    const never = { ...steady, neverAnswered: true };
    expect([10, 11, 12, 13, 2_000].map((failuresInARow) => delayMs({ ...never, failuresInARow }))).toEqual([
      60_000,
      120_000,
      240_000,
      LONGEST_BACK_OFF_MS,
      LONGEST_BACK_OFF_MS,
    ]);
  });
  test("a person's long interval is not shortened by the limit of backing off", () => {
    expect(delayMs({ ...steady, intervalMs: 3_600_000, neverAnswered: true, failuresInARow: 20 })).toBe(3_600_000);
  });
  test("the grid moves a look by no more than half its delay", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.integer({ min: 1_000, max: 3_600_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (now, delay, phase) => {
          const wait = nextMoment(now, delay, phase) - now;
          expect(wait).toBeGreaterThanOrEqual(delay / 2 - 1);
          expect(wait).toBeLessThanOrEqual(delay * 1.5 + 1);
        },
      ),
    );
  });
  test("a hundred monitors that are added together spread over the interval", () => {
    const seconds = Array.from({ length: 100 }, (_, index) => Math.floor(phaseOf(`home:stack:service-${index}`) * 20));
    const counts = seconds.map((second) => seconds.filter((other) => other === second).length);
    expect(Math.max(...counts)).toBeLessThanOrEqual(15);
  });
});

describe("what is kept of looks", () => {
  test("the last looks come back oldest first, the ones before are gone", () => {
    const beats = new Beats(3);
    for (let at = 1; at <= 5; at += 1) beats.push({ at, outcome: at % 2 === 0 ? "up" : "down", latencyMs: at % 2 === 0 ? at : null });
    expect(beats.last(10)).toEqual([
      { at: 3, outcome: "down", latencyMs: null },
      { at: 4, outcome: "up", latencyMs: 4 },
      { at: 5, outcome: "down", latencyMs: null },
    ]);
    expect(beats.last(1)).toEqual([{ at: 5, outcome: "down", latencyMs: null }]);
  });
  test("looks are counted in the five minutes that they belong to", () => {
    const rollup = new Rollup();
    rollup.add("a", { at: 300_001, outcome: "up", latencyMs: 4 });
    rollup.add("a", { at: 599_999, outcome: "down", latencyMs: null });
    rollup.add("a", { at: 600_000, outcome: "up", latencyMs: 6 });
    expect(rollup.take().map(({ startsAt, up, down }) => [startsAt, up, down])).toEqual([
      [300_000, 1, 1],
      [600_000, 1, 0],
    ]);
    expect(rollup.take()).toEqual([]);
  });
  test("what could not be written is added to what came since", () => {
    const rollup = new Rollup();
    rollup.add("a", { at: 1, outcome: "up", latencyMs: 4 });
    const taken = rollup.take();
    rollup.add("a", { at: 2, outcome: "up", latencyMs: 6 });
    rollup.giveBack(taken);
    expect(rollup.take()).toMatchObject([{ id: "a", startsAt: 0, up: 2, latencySumMs: 10, latencyCount: 2 }]);
  });
});
