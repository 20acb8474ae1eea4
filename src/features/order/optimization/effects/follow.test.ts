import { describe, expect, test } from "vitest";
import type { Assessment } from "../suggestions/assessment.ts";
import { NOW } from "../testing/made-up-world.ts";
import { effectOf, follow, type Followed } from "./follow.ts";

const HOUR_MS = 3_600_000;

function seen(changes: Partial<Assessment> & { value?: number | null; isFound?: boolean; expected?: number } = {}): Assessment {
  const { value = 4, isFound = true, expected = -4, ...rest } = changes;
  return {
    id: "kills/web",
    node: "tower",
    resource: "memory",
    subject: "web",
    measure: value === null ? null : { value, unit: "kills a week" },
    setting: null,
    finding: isFound
      ? { priority: "high", title: "t", evidence: [], expected: { value: expected, unit: "kills a week", text: "" }, operation: null }
      : null,
    ...rest,
  };
}

/** One look after another, an hour apart. */
function after(...looks: Assessment[]): Followed | null {
  return looks.reduce<Followed | null>((kept, look, index) => follow(kept, look, NOW + index * HOUR_MS), null);
}

const effect = (followed: Followed | null): number | null =>
  followed === null ? null : (effectOf(followed, NOW + 9 * HOUR_MS)?.value ?? null);

describe("a suggestion over time", () => {
  test("what is well is not followed; what is found is open since it was first found", () => {
    expect(after(seen({ isFound: false }))).toBeNull();
    expect(after(seen(), seen({ value: 5 }))).toMatchObject({
      firstAt: NOW,
      seenAt: NOW + HOUR_MS,
      appliedAt: null,
      baseline: { value: 5 },
    });
    expect(effect(after(seen()))).toBeNull();
  });

  test("the setting changed: done, and the effect is what was measured since, not what was measured then", () => {
    const changed = after(seen({ setting: "2" }), seen({ setting: "4" }));
    expect(changed).toMatchObject({ appliedAt: NOW + HOUR_MS, after: null });
    expect(effect(changed)).toBeNull();
    expect(effect(after(seen({ setting: "2" }), seen({ setting: "4" }), seen({ setting: "4", isFound: false, value: 0 })))).toBe(-4);
  });

  test("where the measure is the setting, its change is the effect at once", () => {
    expect(effect(after(seen({ setting: "4" }), seen({ setting: "1", value: 1, isFound: false, isSettingItself: true })))).toBe(-3);
  });

  test("without a setting, found no more and moved as promised is done", () => {
    expect(effect(after(seen(), seen({ value: 1, isFound: false })))).toBe(-3);
    expect(effect(after(seen({ value: 10, expected: 50 }), seen({ value: 70, isFound: false })))).toBe(60);
  });

  test("what passed without a change is forgotten without praise", () => {
    expect(after(seen({ setting: "2" }), seen({ setting: "2", value: 0, isFound: false }))).toBeNull();
    expect(after(seen(), seen({ value: 4, isFound: false }))).toBeNull();
    expect(after(seen(), seen({ value: 9, isFound: false }))).toBeNull();
  });

  test("what cannot be measured now stays as it was: a node that vanished has not been put right", () => {
    const open = after(seen());
    expect(follow(open, seen({ value: null, isFound: false }), NOW)).toBe(open);
    expect(effect(after(seen(), seen({ value: 1, isFound: false }), seen({ value: null, isFound: false })))).toBe(-3);
  });

  test("what comes back is open again, and its old effect is gone", () => {
    const back = after(seen(), seen({ value: 0, isFound: false }), seen({ value: 6 }));
    expect(back).toMatchObject({ appliedAt: null, firstAt: NOW + 2 * HOUR_MS, baseline: { value: 6 } });
    expect(effect(back)).toBeNull();
  });

  test("a wall clock that jumped back makes no time negative", () => {
    const done = after(seen(), seen({ value: 1, isFound: false })) as Followed;
    expect(effectOf(done, NOW - 99 * HOUR_MS)?.text).toContain("done 1 minute ago");
  });
});
