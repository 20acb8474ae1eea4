import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Grant } from "../../../../kernel/grants.ts";
import { DEED_OUTCOMES } from "../events.ts";
import { recordsOf, type Deed } from "./deed.ts";
import { isUnused, lostBy } from "./demotion.ts";
import { DAY_MS, deed, grant, NOW } from "./testing.ts";

const acted = (given: Partial<Deed> = {}): Deed => deed(1, { level: "acted", outcome: "needless", ...given });
const idsOf = (grants: readonly Grant[]): string[] => grants.map(({ id }) => id);

describe("what a deed costs", () => {
  const wide = grant({ id: "wide" });
  const forCause = grant({ id: "for-cause", cause: "crashed" });
  const forOne = grant({ id: "for-one", scope: { kind: "one", name: "tower/web" } });

  it.each<[string, Deed, Grant[], string[]]>([
    ["needless", acted(), [wide], ["wide"]],
    ["failed", acted({ outcome: "failed" }), [wide], ["wide"]],
    ["undone", acted({ outcome: "undone" }), [wide], ["wide"]],
    ["right", acted({ outcome: "right" }), [wide], []],
    ["nobody knows", acted({ outcome: "unknown" }), [wide], []],
    ["asked for, and a person said no", acted({ level: "asked", outcome: "declined" }), [wide], []],
    ["asked for, then needless", acted({ level: "asked" }), [wide], []],
    ["only noted, needless", acted({ level: "would" }), [wide], []],
    ["the narrowest", acted(), [wide, forCause, forOne], ["for-one"]],
    ["the one for the cause before the wide one", acted(), [wide, forCause], ["for-cause"]],
    ["the wide one for another cause", acted({ cause: "hung" }), [wide, forCause], ["wide"]],
    ["both that are equally narrow", acted(), [wide, grant({ id: "everyone", grantee: "hydra:*" })], ["wide", "everyone"]],
    ["what was given again after the deed", acted(), [grant({ since: NOW })], []],
    ["what was narrowed after the deed", acted(), [wide, grant({ ...forOne, level: "watch", since: NOW })], ["wide"]],
    ["what asks already", acted(), [grant({ level: "ask" })], []],
    ["what had ended before the deed", acted(), [grant({ expiresAt: NOW - 10 * DAY_MS })], []],
    ["another operation's", acted(), [grant({ operation: "containers.recreate" })], []],
    ["another one's", acted(), [grant({ grantee: "hydra:crews" })], []],
  ])("%s", (_name, given, grants, lost) => {
    expect(idsOf(lostBy(given, grants))).toEqual(lost);
  });
});

describe("disuse", () => {
  const given = NOW - 181 * DAY_MS;

  it.each<[string, Grant, number | null, boolean]>([
    ["never used for 181 days", grant({ since: given }), null, true],
    ["used half a year ago, to the day", grant({ since: given }), NOW - 180 * DAY_MS, false],
    ["used yesterday", grant({ since: given }), NOW - DAY_MS, false],
    ["given yesterday", grant({ since: NOW - DAY_MS }), null, false],
    ["given again yesterday, used long before", grant({ since: NOW - DAY_MS }), given, false],
    ["asks anyway", grant({ since: given, level: "ask" }), null, false],
    ["has ended by itself", grant({ since: given, expiresAt: NOW }), null, false],
    ["given in the future: the clock was put back years", grant({ since: NOW + 4_000 * DAY_MS }), null, false],
    ["used in the future: the clock was put back years", grant({ since: given }), NOW + 4_000 * DAY_MS, false],
  ])("%s", (_name, known, lastUsedAt, expected) => {
    expect(isUnused(known, lastUsedAt, 180, NOW)).toBe(expected);
  });
});

describe("the record", () => {
  it("counts under each grant what fell under it, since it was given", () => {
    const wide = grant({ id: "wide" });
    const narrow = grant({ id: "narrow", scope: { kind: "one", name: "db" }, since: NOW - 5 * DAY_MS });
    const db = { subject: { kind: "container", node: "tower", project: "media", name: "db" } };
    const records = recordsOf(
      [wide, narrow],
      [
        deed(1, { level: "acted", at: NOW - 8 * DAY_MS }),
        deed(2, { ...db, outcome: "failed", at: NOW - 8 * DAY_MS }),
        deed(3, { ...db, outcome: "undone", at: NOW - DAY_MS }),
        deed(4, { outcome: "needless", at: NOW - DAY_MS }),
        deed(5, { outcome: "declined", level: "asked", at: NOW - DAY_MS }),
        deed(6, { outcome: "unknown", at: NOW - DAY_MS }),
        deed(5, { at: NOW - 20 * DAY_MS }),
      ],
    );
    expect(records.get("wide")).toEqual({ right: 1, wrong: 1, needless: 1, declined: 1, unknown: 1, lastUsedAt: NOW - 8 * DAY_MS });
    expect(records.get("narrow")).toEqual({ right: 0, wrong: 1, needless: 0, declined: 0, unknown: 0, lastUsedAt: null });
  });

  it("counts each deed once where no two grants are equally narrow", () => {
    const anyDeed = fc.record({
      outcome: fc.constantFrom(...DEED_OUTCOMES),
      name: fc.constantFrom("web", "db"),
      daysAgo: fc.nat({ max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(anyDeed), (given) => {
        const grants = [grant({ id: "wide" }), grant({ id: "one", scope: { kind: "one", name: "db" } })];
        const deeds = given.map(({ outcome, name, daysAgo }, index) =>
          deed(index, { outcome, at: NOW - daysAgo * DAY_MS, subject: { kind: "container", node: null, project: null, name } }),
        );
        const counted = [...recordsOf(grants, deeds).values()].reduce(
          (sum, { right, wrong, needless, declined, unknown }) => sum + right + wrong + needless + declined + unknown,
          0,
        );
        expect(counted).toBe(deeds.filter(({ at }) => at >= NOW - 10 * DAY_MS).length);
      }),
    );
  });
});
