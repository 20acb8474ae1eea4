import { expect, test } from "vitest";
import { knownOnlySince } from "./known-since.ts";

test("since when it is known is said only where that is less than a day before", () => {
  const happenedAt = "2026-11-23T21:00:20.000Z";
  expect(knownOnlySince("2026-11-23T21:00:00.000Z", happenedAt)).toBe("2026-11-23T21:00:00.000Z");
  expect(knownOnlySince("2026-11-22T20:59:00.000Z", happenedAt)).toBeNull();
  // It was ill when Hydra came.
  expect(knownOnlySince("2026-11-23T21:01:00.000Z", happenedAt)).toBe("2026-11-23T21:01:00.000Z");
  expect(knownOnlySince(null, happenedAt)).toBeNull();
});
