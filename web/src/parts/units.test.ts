import { expect, test } from "vitest";
import { clockTime, moment, size } from "./units.ts";

test.each([
  [0, "0 B"],
  [1_023, "1023 B"],
  [1_024, "1.0 KiB"],
  [150 * 1_024 ** 2, "150 MiB"],
  [25_276_502_016, "23.5 GiB"],
  [3_000 * 1_024 ** 4, "3000 TiB"],
])("%d bytes are %s", (bytes, said) => expect(size(bytes)).toBe(said));

test("a time of today is a clock's, another one has its day", () => {
  const now = new Date();
  expect(moment(now.toISOString())).toBe(clockTime(now));
  expect(moment("2020-02-29T12:00:00.000Z")).toContain("2020");
});
