import { expect, test } from "vitest";
import { lookAt, readLook } from "./last-look.ts";

const MINUTE_MS = 60_000;

test("the first look ever has nothing before it, and neither has it when it is loaded anew", () => {
  const first = lookAt(1_000, null);
  expect(first).toEqual({ since: null, seenAt: 1_000 });
  expect(lookAt(31_000, first)).toEqual({ since: 1_000, seenAt: 31_000 });
});

test("what is news stays news while one goes on looking", () => {
  const seenAt = 100 * MINUTE_MS;
  const kept = { since: 0, seenAt };
  expect(lookAt(seenAt + 4 * MINUTE_MS, kept)).toEqual({ since: 0, seenAt: seenAt + 4 * MINUTE_MS });
});

test("who comes back later sees what happened since the page was last seen", () => {
  const seenAt = 100 * MINUTE_MS;
  expect(lookAt(seenAt + 6 * MINUTE_MS, { since: 0, seenAt })).toEqual({ since: seenAt, seenAt: seenAt + 6 * MINUTE_MS });
});

test("a clock that was put back does not ask for what is still to come", () => {
  expect(lookAt(500, { since: 8_000, seenAt: 9_000 }).since).toBe(500);
});

test.each([null, "", "{}", "nonsense", '{"since":"x","seenAt":1}', '{"since":1}', "null"])("%j is no look", (kept) => {
  expect(readLook(kept)).toBeNull();
});

test("what was kept comes back", () => {
  expect(readLook('{"since":null,"seenAt":5}')).toEqual({ since: null, seenAt: 5 });
});
