import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allowanceFor, backOffMs, HOUR_MS, TEN_MINUTES_MS, type CountedAct } from "./limits.ts";
import { untilWindowMs } from "./windows.ts";

const LIMITS = { perContainerPerHour: 3, backOffMs: 30_000, perTenMinutes: 10 };
const ages = fc.array(fc.record({ key: fc.constantFrom("a", "b", "c"), agoMs: fc.integer({ min: -HOUR_MS, max: 2 * HOUR_MS }) }), {
  maxLength: 40,
});

test("pauses grow: none, 30 s, 2 min, 8 min, and end at an hour", () => {
  expect([0, 1, 2, 3, 4, 20].map((acts) => backOffMs(acts, 30_000))).toEqual([0, 30_000, 120_000, 480_000, 1_920_000, HOUR_MS]);
});

describe("an allowance", () => {
  test("keeps every limit, whatever happened before", () => {
    fc.assert(
      fc.property(ages, (acts) => {
        const { waitMs } = allowanceFor("a", acts, LIMITS);
        const own = acts.filter(({ key, agoMs }) => key === "a" && Math.max(0, agoMs) < HOUR_MS);
        const all = acts.filter(({ agoMs }) => Math.max(0, agoMs) < TEN_MINUTES_MS);
        const isUsedUp = own.length >= 3 || all.length >= 10;
        const isFree = own.length === 0 && all.length < 10;
        expect(isUsedUp && waitMs === null).toBe(false);
        expect(isFree && waitMs !== null).toBe(false);
      }),
    );
  });

  test("after the wait it is free, unless another limit holds: at last it always ends", () => {
    fc.assert(
      fc.property(ages, (acts) => {
        let now: CountedAct[] = acts.map(({ key, agoMs }) => ({ key, agoMs: Math.max(0, agoMs) }));
        let total = 0;
        for (let turns = 0; turns < 60; turns += 1) {
          const { waitMs } = allowanceFor("a", now, LIMITS);
          if (waitMs === null) break;
          expect(waitMs).toBeGreaterThan(0);
          total += waitMs;
          now = now.map(({ key, agoMs }) => ({ key, agoMs: agoMs + waitMs }));
        }
        expect(allowanceFor("a", now, LIMITS).waitMs).toBeNull();
        expect(total).toBeLessThanOrEqual(HOUR_MS + TEN_MINUTES_MS);
      }),
    );
  });

  test("an act of the future, after the clock was put back, counts as one of now", () => {
    const ahead = [1, 2, 3].map(() => ({ key: "a", agoMs: -86_400_000 }));
    expect(allowanceFor("a", ahead, LIMITS)).toMatchObject({ waitMs: HOUR_MS, isBackOff: false });
  });

  test("says which limit it is", () => {
    expect(allowanceFor("a", [{ key: "a", agoMs: 1_000 }], LIMITS)).toMatchObject({ waitMs: 29_000, isBackOff: true });
    const others = Array.from({ length: 10 }, () => ({ key: "b", agoMs: 60_000 }));
    expect(allowanceFor("a", others, LIMITS)).toMatchObject({
      waitMs: 540_000,
      isBackOff: false,
      reason: expect.stringContaining("10 times in ten minutes"),
    });
  });
});

describe("hours of the day", () => {
  test.each<[string[], number, number]>([
    [[], 0, 0],
    [["09:00-17:00"], 12 * 60, 0],
    [["09:00-17:00"], 17 * 60, 16 * 60],
    [["22:00-06:00"], 23 * 60, 0],
    [["22:00-06:00"], 5 * 60 + 59, 0],
    [["22:00-06:00"], 6 * 60, 16 * 60],
    [["08:00-08:00"], 7 * 60, 0],
    [["01:00-02:00", "13:00-14:00"], 12 * 60, 60],
  ])("%j at minute %i: wait %i minutes", (windows, minute, wait) => {
    expect(untilWindowMs(windows, minute)).toBe(wait * 60_000);
  });
});
