import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deviation, median, quantile, shareAtLeast } from "./statistics.ts";
import { sinceCleanUp, trendOf, type TimedValue } from "./trend.ts";
import { FEWEST_SAMPLES, PATTERN_KINDS, patternOf, type PatternKind } from "./usage.ts";

/** The same numbers each time: a test decides by them. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function kindOf(averages: (number | null)[], capacity: number | null = 100): PatternKind {
  return patternOf({ averages, maxima: averages, capacity, idleBelow: 5 }).kind;
}

const times = (count: number, value: (index: number) => number): number[] => Array.from({ length: count }, (_, index) => value(index));
const anything = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity), fc.constant(null));

function line(count: number, value: (at: number) => number): TimedValue[] {
  return times(count, (at) => at).map((at) => ({ at, value: value(at) }));
}

describe("a pattern", () => {
  const random = dice(7);
  test.each<[string, PatternKind, number[]]>([
    ["nothing to do", "idle", times(288, () => random() * 2)],
    ["nothing to do, and one wild moment", "idle", times(288, (at) => (at === 100 ? 100 : 1))],
    ["the same all day", "consistent", times(288, () => 45 + random() * 10)],
    ["little, all day", "consistent", times(288, () => 12 + random() * 4)],
    ["a job of a quarter of an hour, eight times a day", "bursty", times(288, (at) => (at % 36 < 3 ? 85 : 2))],
    ["half of the time busy, the other half not", "bursty", times(288, (at) => (at % 2 === 0 ? 70 : 3))],
    ["always full", "overloaded", times(288, () => 96 + random() * 4)],
    ["full in a third of the time", "overloaded", times(288, (at) => (at % 3 === 0 ? 99 : 20))],
    ["too little of it", "unknown", times(FEWEST_SAMPLES - 1, () => 99)],
    ["nothing measured", "unknown", []],
  ])("%s is %s", (_, kind, values) => {
    expect(kindOf(values)).toBe(kind);
  });

  test("without a capacity nothing is overloaded, and nothing else changes", () => {
    expect(
      kindOf(
        times(100, () => 1e9),
        null,
      ),
    ).toBe("consistent");
    expect(
      kindOf(
        times(100, () => 0),
        null,
      ),
    ).toBe("idle");
    expect(
      kindOf(
        times(100, (at) => (at % 10 === 0 ? 1e6 : 10)),
        null,
      ),
    ).toBe("bursty");
  });

  test("whatever comes, it is a kind, and null only of nothing", () => {
    fc.assert(
      fc.property(fc.array(anything), anything, (averages, capacity) => {
        const pattern = patternOf({ averages, maxima: averages, capacity, idleBelow: 5 });
        const known = averages.filter((value) => value !== null && Number.isFinite(value)) as number[];
        expect(PATTERN_KINDS).toContain(pattern.kind);
        expect(pattern.samples).toBe(known.length);
        expect(pattern.kind === "unknown").toBe(known.length < FEWEST_SAMPLES);
        expect([pattern.average === null, pattern.peak === null]).toEqual([known.length === 0, known.length === 0]);
      }),
    );
  });

  test("average and peak lie within what was measured", () => {
    const measured = fc.array(fc.double({ min: -1e300, max: 1e300, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(measured, (values) => {
        const { average, peak } = patternOf({ averages: values, maxima: values, capacity: null, idleBelow: 5 });
        const [least, most] = [Math.min(...values), Math.max(...values)];
        expect(peak).toBe(most);
        const rounding = (Math.abs(least) + Math.abs(most)) * 1e-9 + 1e-300;
        expect(average).toBeGreaterThanOrEqual(least - rounding);
        expect(average).toBeLessThanOrEqual(most + rounding);
      }),
    );
  });

  test("neither the order of the samples nor gaps between them matter, nor the unit", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 12, maxLength: 80 }), (values) => {
        const kind = kindOf(values);
        expect(kindOf(values.toReversed())).toBe(kind);
        expect(kindOf(values.flatMap((value) => [null, value, Number.NaN]))).toBe(kind);
        const doubled = values.map((value) => value * 1_024);
        expect(patternOf({ averages: doubled, maxima: doubled, capacity: 102_400, idleBelow: 5_120 }).kind).toBe(kind);
      }),
    );
  });

  test("what never moves is never bursty", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.integer({ min: 12, max: 300 }), (value, count) => {
        expect(kindOf(times(count, () => value))).not.toBe("bursty");
      }),
    );
  });
});

describe("robust statistics", () => {
  test("the usual examples", () => {
    expect(median([3, 1, null, 2])).toBe(2);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(median([])).toBeNaN();
    expect(deviation([1, 2, 3, 4, 1_000])).toBeCloseTo(1.4826);
    expect(shareAtLeast([1, 2, 3, 4], 3)).toBe(0.5);
  });

  test("a quantile lies between the extremes and grows with its share", () => {
    const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (list, a, b) => {
        const [low, high] = [quantile(list, Math.min(a, b)), quantile(list, Math.max(a, b))];
        expect(low).toBeGreaterThanOrEqual(Math.min(...list));
        expect(high).toBeLessThanOrEqual(Math.max(...list));
        expect(low).toBeLessThanOrEqual(high + 1e-6);
      }),
    );
  });
});

describe("a trend", () => {
  test("a straight line is found exactly, and surely", () => {
    const trend = trendOf(line(50, (at) => 3 * at + 7));
    for (const found of [trend?.slope, trend?.low, trend?.high]) expect(found).toBeCloseTo(3);
  });

  test("a fifth of wild values does not turn it", () => {
    expect(trendOf(line(100, (at) => (at % 5 === 0 ? 1e6 : 2 * at)))?.slope).toBeCloseTo(2, 0);
  });

  test.each([
    ["independent noise", 0],
    ["noise that resembles the moment before", 0.6],
  ])("with %s the interval holds the truth about nine times of ten", (_, likeness) => {
    const random = dice(11);
    let held = 0;
    for (let run = 0; run < 200; run += 1) {
      let noise = 0;
      const trend = trendOf(
        line(168, (at) => {
          noise = likeness * noise + random() + random() + random() - 1.5;
          return 0.01 * at + noise;
        }),
      );
      if (trend !== null && trend.low <= 0.01 && trend.high >= 0.01) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(160);
    expect(held).toBeLessThan(200);
  });

  test("too few points, or all at one moment, are no trend; wild ones are none either", () => {
    expect(trendOf(line(7, (at) => at))).toBeNull();
    expect(trendOf(times(20, (value) => value).map((value) => ({ at: 5, value })))).toBeNull();
    expect(trendOf(line(20, () => Number.NaN))).toBeNull();
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.integer({ min: 0, max: 1e6 }), value: fc.double({ min: -1e9, max: 1e9, noNaN: true }) })),
        (points) => {
          const trend = trendOf(points) ?? { low: 0, slope: 0, high: 0 };
          expect(trend.low).toBeLessThanOrEqual(trend.slope);
          expect(trend.high).toBeGreaterThanOrEqual(trend.slope);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("after one clean-up the past does not count; where cleaning is the habit it does", () => {
    const once = line(40, (at) => (at < 20 ? at : at - 20));
    expect(sinceCleanUp(once, 10)).toHaveLength(20);
    expect(trendOf(sinceCleanUp(once, 10))?.slope).toBeCloseTo(1);
    const sawtooth = line(40, (at) => at % 10);
    expect(sinceCleanUp(sawtooth, 5)).toHaveLength(40);
    expect(trendOf(sawtooth)?.low).toBeLessThan(0);
  });
});
