import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openGate, pass, type Reading } from "./gate.ts";
import { MeasuredLimits } from "./limits.ts";
import { readCertificate, readDisk, readErrors, readMemory, readTarget } from "./thresholds.ts";

const GIB = 1_073_741_824;
const DAY = 86_400_000;
const LIMITS = MeasuredLimits.parse({});

describe("a disk", () => {
  test.each([
    ["good", "half empty", 50, 50],
    ["bad", "a tenth of a small one left", 91, 9],
    ["good", "a tenth of a large one left", 9_000, 1_000],
    ["bad", "nothing left to tidy up with", 8.5, 1.5],
    ["good", "a boot partition, half empty", 0.5, 0.5],
    ["between", "just better than what was told", 89, 11],
    ["unknown", "of no size", 0, 0],
  ] as const)("is %s: %s", (reading, _name, used, available) => {
    expect(readDisk({ usedBytes: used * GIB, availableBytes: available * GIB }, LIMITS)).toBe(reading);
  });

  test("gets no better by being filled", () => {
    const rank: Readonly<Record<Reading, number>> = { good: 0, between: 1, bad: 2, unknown: 3 };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (size, a, b) => {
          const [less, more] = a < b ? [a, b] : [b, a];
          const read = (share: number): number =>
            rank[readDisk({ usedBytes: size * share * GIB, availableBytes: size * (1 - share) * GIB }, LIMITS)];
          expect(read(more)).toBeGreaterThanOrEqual(read(less));
        },
      ),
    );
  });
});

test.each([
  ["good", 50, 100],
  ["good", 94, 100],
  ["between", 95, 100],
  ["bad", 98, 100],
  ["unknown", 0, 0],
] as const)("memory is %s with %i of %i used", (reading, usedBytes, totalBytes) => {
  expect(readMemory({ usedBytes, totalBytes }, LIMITS)).toBe(reading);
});

test.each([
  ["good", "low", 60],
  ["between", "low", 14.5],
  ["bad", "low", 14],
  ["bad", "high", 3],
  ["bad", "critical", 0],
  ["bad", "critical", -3],
] as const)("a certificate is %s and %s with %d days left", (reading, severity, days) => {
  expect(readCertificate(days * DAY, 0, LIMITS)).toEqual({ reading, severity });
});

test("a certificate that nobody saw, and a target that was never up, say nothing", () => {
  expect(readCertificate(null, 0, LIMITS).reading).toBe("unknown");
  expect(readTarget("down", false)).toBe("unknown");
  expect(readTarget("gone", true)).toBe("bad");
  expect(readTarget("unknown", true)).toBe("unknown");
  expect(readTarget("up", true)).toBe("good");
});

function run(lines: number, lastsSeconds: number, quietSeconds: number) {
  return { ...minutes(), run: { lines, lastsSeconds, quietSeconds } };
}

function minutes(...figures: [errors: number, fresh: number][]) {
  return { usualPerMinute: 2, minutes: figures.map(([errors, fresh]) => ({ errors, fresh })), run: null };
}

describe("error lines", () => {
  test.each([
    ["bad", "two minutes of a burst", minutes([40, 40], [30, 30]), 2],
    ["between", "one minute of a burst", minutes([40, 40], [2, 2]), 2],
    ["between", "what is said every night", minutes([400, 0], [400, 0]), 2],
    ["good", "many, and usually nearly as many", minutes([40, 40], [40, 40]), 20],
    ["good", "calm", minutes([2, 0], [1, 0]), 2],
    ["unknown", "nobody knows what is usual", minutes([40, 40], [30, 30]), null],
    ["bad", "dense and new for three quarters of a minute, where nobody knows what is usual", run(450, 45, 15), null],
    ["between", "dense, and only just begun", run(300, 30, 15), null],
    ["between", "new lines now and then", run(20, 60, 15), null],
    ["unknown", "what it says while it starts", run(900, 90, 2), null],
    ["good", "calm, whatever is usual", minutes([1, 1], [0, 0]), null],
    [
      "between",
      "a run, where two minutes are waited for",
      { ...minutes([40, 40], [2, 2]), ...run(450, 45, 15), minutes: minutes([40, 40], [2, 2]).minutes },
      2,
    ],
    ["unknown", "one minute seen", minutes([40, 40]), 2],
  ] as const)("are %s: %s", (reading, _name, figures, usual) => {
    expect(readErrors(figures, usual, LIMITS)).toBe(reading);
  });
});

describe("a gate", () => {
  const HOLD = { badMs: 1_000, goodMs: 2_000 };
  const told = (...readings: Reading[]): (boolean | null)[] => {
    let state = openGate();
    return readings.map((reading, index) => {
      const step = pass(state, reading, index * 500, HOLD);
      state = step.state;
      return step.tell;
    });
  };

  test("tells once, after it has held, and when it is over", () => {
    expect(told("good", "bad", "bad", "bad", "bad")).toEqual([false, null, null, true, null]);
    expect(told("bad", "bad", "bad", "good", "good", "good", "good", "good")).toEqual([null, null, true, null, null, null, null, false]);
  });

  test("is not moved by what flutters, or by a look that saw nothing", () => {
    expect(told("good", "bad", "good", "bad", "good")).toEqual([false, null, null, null, null]);
    expect(told("bad", "unknown", "bad", "between", "bad", "bad")).toEqual([null, null, true, null, null, null]);
  });

  test("knows what was so from the start", () => {
    let state = openGate();
    for (const now of [0, 1_000]) state = pass(state, "bad", now, HOLD).state;
    expect(state).toMatchObject({ told: true, isBadFromTheStart: true });
    let later = pass(openGate(), "good", 0, HOLD).state;
    for (const now of [1, 2_000]) later = pass(later, "bad", now, HOLD).state;
    expect(later).toMatchObject({ told: true, isBadFromTheStart: false });
  });

  test("never tells the same twice in a row", () => {
    const readings = fc.array(fc.constantFrom<Reading>("bad", "between", "good", "unknown"), { maxLength: 100 });
    fc.assert(
      fc.property(readings, (given) => {
        const said = told(...given).filter((each) => each !== null);
        for (const [index, each] of said.entries()) expect(each).not.toBe(said[index - 1]);
      }),
    );
  });
});
