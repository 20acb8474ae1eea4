import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SEVERITIES } from "../../../self/notifications/events.ts";
import { CATEGORIES } from "../../diagnosis/operations.ts";
import { healthOf, type Trouble } from "./health.ts";
import { patternsIn } from "./patterns.ts";
import { severityOf } from "./severity.ts";
import { firstLine } from "./signature.ts";
import { trendOf } from "./trend.ts";

const MINUTE_MS = 60_000;

describe("trend", () => {
  test.each([
    [0, 0, "unknown"],
    [2, 2, "unknown"],
    [5, 5, "steady"],
    [4, 7, "steady"],
    [0, 5, "rising"],
    [5, 0, "falling"],
    [100, 200, "rising"],
    [1000, 1020, "steady"],
  ])("%i earlier and %i later is %s", (earlier, later, trend) => expect(trendOf(earlier, later)).toBe(trend));
});

const trouble = fc.record<Trouble>({
  what: fc.string(),
  severity: fc.constantFrom(...SEVERITIES),
  kind: fc.constantFrom("incident", "failure", "down"),
});

/** Health with one trouble of each severity. */
const scoresOf = (kind: Trouble["kind"]) => SEVERITIES.map((severity) => healthOf([{ what: "x", severity, kind }], true).score ?? 0);

describe("health", () => {
  test("is not known without evidence, and full when what is watched is well", () => {
    expect(healthOf([], false)).toEqual({ score: null, reasons: [] });
    expect(healthOf([], true)).toEqual({ score: 100, reasons: [] });
  });

  test("falls with severity, and an incident weighs more than a report", () => {
    const scores = scoresOf("incident");
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(new Set(scores).size).toBe(SEVERITIES.length);
    expect(scoresOf("failure").every((score, at) => score > (scores[at] ?? 0))).toBe(true);
  });

  test("falls with each trouble more, and its reasons add up", () => {
    fc.assert(
      fc.property(fc.array(trouble, { maxLength: 30 }), trouble, (troubles, more) => {
        const { score, reasons } = healthOf(troubles, true);
        const after = healthOf([...troubles, more], true).score ?? Number.NaN;
        expect(after).toBeLessThanOrEqual(score ?? 0);
        expect(after).toBeGreaterThanOrEqual(0);
        const missing = reasons.reduce((sum, { points }) => sum + points, 0);
        expect(Math.abs(100 - missing - (score ?? 0))).toBeLessThanOrEqual(0.5 + 0.05 * reasons.length);
      }),
    );
  });
});

test("every category has a severity, and data in danger matters most", () => {
  for (const category of CATEGORIES) expect(SEVERITIES).toContain(severityOf(category));
  expect([severityOf("corrupt_data"), severityOf("rate_limited")]).toEqual(["critical", "low"]);
});

test("patterns count within the time, name the most often hit first, and leave out what was forgotten", () => {
  const known = new Map([["a", { id: "a", signature: "dns: no <*>", category: "dns" as const, firstAt: 0, lastAt: 90, occurrences: 50 }]]);
  const counts = [
    { pattern: "a", service: "x", severity: "low" as const, at: 10 * MINUTE_MS, count: 2 },
    { pattern: "a", service: "y", severity: "high" as const, at: 80 * MINUTE_MS, count: 9 },
    { pattern: "gone", service: "y", severity: "high" as const, at: 80 * MINUTE_MS, count: 9 },
  ];
  expect(patternsIn(counts, known, 0, 100 * MINUTE_MS)).toMatchObject([
    { id: "a", occurrences: 11, occurrencesEver: 50, services: ["y", "x"], severity: "high", trend: "rising" },
  ]);
});

test("the first line that says anything is the message's", () => {
  expect(firstLine("\n  \n it broke \nand more")).toBe("it broke");
  expect(firstLine("")).toBe("");
});
