import fc from "fast-check";
import { expect, test } from "vitest";
import { madeAt, newId } from "./ids.ts";

test("ids sort as they were made, also when the clock is put back, and say when that was", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4_000_000_000_000 }), { minLength: 2 }), (times) => {
      const ids = times.map((time) => newId("int", time));
      expect(ids.toSorted()).toEqual(ids);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [index, id] of ids.entries()) expect(madeAt(id)).toBeGreaterThanOrEqual(times[index] ?? 0);
    }),
  );
  const later = 5_000_000_000_000;
  expect(madeAt(newId("interaction", later))).toBe(later);
});

test.each(["", "nope", "int_", "int_01kb3v5a9m", "int_01kb3v5a9m00q7d2xi", "INT_01kb3v5a9m00q7d2xk"])("%j is no id of ours", (text) => {
  expect(madeAt(text)).toBeNull();
});
