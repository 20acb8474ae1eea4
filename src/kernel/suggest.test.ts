import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closest, didYouMean, editDistance } from "./suggest.ts";

const word = fc.string({ maxLength: 12 });

describe("edit distance", () => {
  it.each([
    ["", "", 0],
    ["kitten", "sitting", 3],
    ["restrat", "restart", 1],
    ["a", "", 1],
  ])("from %s to %s is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it("is symmetric, zero only for equals, and at most the longer length", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});

describe("what was meant", () => {
  const known = ["containers.restart", "containers.list", "logs.follow"];

  it.each([
    ["containers.restrat", "containers.restart"],
    ["Containers.List", "containers.list"],
    ["log.follow", "logs.follow"],
    ["weather.today", null],
    ["", null],
  ])("by %s is %s", (typed, meant) => {
    expect(closest(typed, known)).toBe(meant);
  });

  it("says nothing when nothing is near, also for an endless word", () => {
    expect(didYouMean("xyz", known)).toBe("");
    expect(didYouMean("logs.folow", known)).toBe(' Did you mean "logs.follow"?');
    expect(closest("x".repeat(10_000_000), known)).toBeNull();
  });

  it("finds every known word itself", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,10}$/), { minLength: 1 }), (words) => {
        for (const one of words) expect(closest(one, words)).toBe(one);
      }),
    );
  });
});
