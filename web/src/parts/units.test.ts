import { expect, test } from "vitest";
import { clockTime, lasting, moment, size } from "./units.ts";

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

test.each([
  [-5, "0 ms"],
  [850, "850 ms"],
  [12_400, "12 s"],
  [180_000, "3 min"],
  [7_200_000, "2 h"],
  [7_500_000, "2 h 5 min"],
  [345_600_000, "4 d"],
])("%d ms last %s", (ms, said) => {
  expect(lasting(ms)).toBe(said);
});
