import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEED_OUTCOMES } from "../events.ts";
import { endsRow, type Deed } from "./deed.ts";
import { commonScope, doesActAlready, earnedBy, type Track } from "./promotion.ts";
import { DAY_MS, deed, grant, NOW } from "./testing.ts";

const RULE = { rightInARow: 5, overDays: 7 };

function track(deeds: Deed[], given: Partial<Track> = {}): Track {
  return { deeds, grants: [], countedUpTo: 0, isProtected: () => false, ...given };
}

function rights(number: number, given: Partial<Deed> = {}): Deed[] {
  return Array.from({ length: number }, (_, index) => deed(index + 1, given));
}

function about(name: string, project: string | null = "media", node: string | null = "tower"): Partial<Deed> {
  return { subject: { kind: "container", node, project, name } };
}

describe("what Hydra has earned", () => {
  it.each<[string, Track, number | null]>([
    ["five right ones over nine days", track(rights(5)), 5],
    ["six, of which all speak for it", track(rights(6)), 6],
    ["asked ones as well", track([...rights(3), deed(4, { level: "asked" }), deed(5, { level: "asked" })]), 5],
    ["four are too few", track(rights(4)), null],
    ["nothing at all", track([]), null],
    ["five within six days", track(rights(5, { at: NOW - 7 * DAY_MS + 1 })), null],
    ["five over exactly seven days", track(rights(5, { at: NOW - 7 * DAY_MS })), 5],
    ["a clock put back: deeds that lie ahead", track(rights(5, { at: NOW + DAY_MS })), null],
    ["a failed one last", track([...rights(5), deed(6, { outcome: "failed" })]), null],
    ["a needless one in between", track([...rights(4), deed(5, { outcome: "needless" }), deed(6)]), null],
    ["an undone one before five right ones", track([deed(0, { outcome: "undone" }), ...rights(5)]), 5],
    ["a wrong act breaks the row as well", track([...rights(4), deed(5, { level: "acted", outcome: "failed" }), deed(6)]), null],
    ["a person said no in between", track([...rights(4), deed(5, { level: "asked", outcome: "declined" }), deed(6)]), null],
    ["a person said no before five right ones", track([deed(0, { level: "asked", outcome: "declined" }), ...rights(5)]), 5],
    ["one that nobody knows of adds nothing", track([...rights(4), deed(5, { outcome: "unknown" })]), null],
    ["one that nobody knows of breaks nothing", track([...rights(4), deed(5, { outcome: "unknown" }), deed(6)]), 5],
    ["a right act adds nothing", track([...rights(4), deed(5, { level: "acted" })]), null],
    ["a right act breaks nothing", track([...rights(4), deed(5, { level: "acted" }), deed(6)]), 5],
    ["declined after the fifth", track(rights(9), { countedUpTo: 5 }), null],
    ["declined after the fifth, five more", track(rights(10), { countedUpTo: 5 }), 10],
    ["it acts already", track(rights(5), { grants: [grant()] }), null],
    ["it acts already for this cause", track(rights(5), { grants: [grant({ cause: "crashed" })] }), null],
    ["it acts for another cause", track(rights(5), { grants: [grant({ cause: "hung" })] }), 5],
    ["it asks", track(rights(5), { grants: [grant({ level: "ask" })] }), 5],
    ["what acted has ended", track(rights(5), { grants: [grant({ expiresAt: NOW })] }), 5],
    ["somebody said watch", track(rights(5), { grants: [grant({ level: "watch", grantee: "hydra:*" })] }), null],
    [
      "somebody said never for this one",
      track(rights(5), { grants: [grant({ level: "watch", scope: { kind: "one", name: "web" } })] }),
      null,
    ],
    ["protected ones", track(rights(5), { isProtected: () => true }), null],
  ])("%s", (_name, given, times) => {
    expect(earnedBy(given, RULE, NOW)?.evidence.length ?? null).toBe(times);
  });

  it("says in how many days", () => {
    expect(earnedBy(track(rights(5)), RULE, NOW)).toMatchObject({ days: 9, unknown: 0, scope: { kind: "one", name: "tower/web" } });
    expect(earnedBy(track(rights(1, { at: NOW })), { rightInARow: 1, overDays: 0 }, NOW)).toMatchObject({ days: 1 });
  });

  it("says of how many nobody knows whether they were right", () => {
    const before = deed(0, { outcome: "unknown", at: NOW - 20 * DAY_MS });
    expect(earnedBy(track([before, ...rights(4), deed(5, { outcome: "unknown" }), deed(6)]), RULE, NOW)).toMatchObject({ unknown: 1 });
  });

  const anyDeed = fc.record({
    outcome: fc.constantFrom(...DEED_OUTCOMES, "right" as const, "right" as const),
    level: fc.constantFrom("would" as const, "asked" as const, "acted" as const),
    daysAgo: fc.integer({ min: -2, max: 30 }),
  });

  it("is never offered on less than the rule asks for", () => {
    fc.assert(
      fc.property(fc.array(anyDeed, { maxLength: 30 }), fc.nat({ max: 30 }), (given, countedUpTo) => {
        const deeds = given.map(({ daysAgo, ...rest }, index) => deed(index + 1, { ...rest, at: NOW - daysAgo * DAY_MS }));
        const earned = earnedBy(track(deeds, { countedUpTo }), RULE, NOW);
        if (earned === null) return;
        const lastBad = deeds.findLast(endsRow)?.seq ?? 0;
        expect(earned.evidence.every((each) => each.outcome === "right" && each.level !== "acted" && each.seq > lastBad)).toBe(true);
        expect(earned.evidence.filter(({ seq }) => seq > countedUpTo).length).toBeGreaterThanOrEqual(RULE.rightInARow);
        expect(NOW - (earned.evidence[0] as Deed).at).toBeGreaterThanOrEqual(RULE.overDays * DAY_MS);
      }),
    );
  });

  it("is never offered after one more mistake, whatever came before", () => {
    fc.assert(
      fc.property(fc.array(anyDeed, { maxLength: 30 }), fc.constantFrom("failed", "undone", "needless", "declined"), (given, outcome) => {
        const deeds = given.map(({ daysAgo, ...rest }, index) => deed(index + 1, { ...rest, at: NOW - daysAgo * DAY_MS }));
        expect(earnedBy(track([...deeds, deed(99, { outcome: outcome as Deed["outcome"] })]), RULE, NOW)).toBeNull();
      }),
    );
  });
});

describe("the scope of an offer", () => {
  it.each([
    [[about("web"), about("web")], { kind: "one", name: "tower/web" }],
    [[about("web", "media", null), about("web", "media", null)], { kind: "one", name: "web" }],
    [[about("web"), about("db")], { kind: "project", name: "media" }],
    [[about("web"), about("web", "media", "shed")], { kind: "project", name: "media" }],
    [[about("web"), about("db", "photos")], { kind: "all" }],
    [[about("web", null), about("db", null)], { kind: "all" }],
  ])("%#", (deeds, scope) => {
    expect(commonScope(deeds.map((given, index) => deed(index, given)))).toEqual(scope);
  });

  it("that is wider than what acts is still an offer", () => {
    const offered = { grantee: "hydra:healing", operation: "containers.restart", cause: "crashed", scope: { kind: "all" } } as const;
    expect(doesActAlready([grant({ scope: { kind: "project", name: "media" } })], offered, NOW)).toBe(false);
    expect(doesActAlready([grant({ grantee: "hydra:crews" })], offered, NOW)).toBe(false);
    expect(doesActAlready([grant({ grantee: "hydra:*" })], offered, NOW)).toBe(true);
    expect(doesActAlready([grant({ cause: "crashed" })], { ...offered, cause: null }, NOW)).toBe(false);
  });
});
