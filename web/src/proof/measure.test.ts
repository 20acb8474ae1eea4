import { expect, test } from "vitest";
import { sharesOf, standingOf, totalsOf } from "./measure.ts";

function week(opened: number, isFalse: number, person: number): Parameters<typeof totalsOf>[0][number] {
  return { opened, false: isFalse, byPerson: person, healedBy: { hydra: opened - person, docker: 0, person, itself: 0 } };
}

test("what was not measured is neither met nor missed", () => {
  expect(standingOf(null, 1)).toBe("unknown");
  expect(standingOf(3, null)).toBe("unknown");
  expect(standingOf(1, 1)).toBe("met");
  expect(standingOf(1.01, 1)).toBe("unmet");
});

test("the mean is of the weeks that were measured, and a part of a week is none of its own", () => {
  const weeks = [week(4, 2, 1), week(2, 0, 0), week(0, 0, 0), week(0, 0, 0)];
  expect(totalsOf(weeks, 2)).toEqual({ opened: 6, falsePerWeek: 1, byPersonPerWeek: 0.5, healedAlone: 5 / 6 });
  expect(totalsOf(weeks, 0.1)).toMatchObject({ falsePerWeek: 2 });
  expect(totalsOf(weeks, 30)).toMatchObject({ falsePerWeek: 0.5 });
});

test("without a time of measuring there is no mean, and without anything healed no share", () => {
  expect(totalsOf([week(0, 0, 0)], null)).toEqual({ opened: 0, falsePerWeek: null, byPersonPerWeek: null, healedAlone: null });
});

test("bars are parts of the highest", () => {
  expect(sharesOf([1, 4, 2])).toEqual([0.25, 1, 0.5]);
  expect(sharesOf([0, 0])).toEqual([0, 0]);
  expect(sharesOf([])).toEqual([]);
});
