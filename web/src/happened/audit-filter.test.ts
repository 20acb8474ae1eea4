import { expect, test } from "vitest";
import { ALL, asInput, readAddress, writeAddress } from "./audit-filter.ts";

test("what is wanted stands in the address, and is read from it again", () => {
  const filter = { ...ALL, text: "a/b&c=ä", outcome: "refused", actor: "model:claude" };
  expect(readAddress(writeAddress(filter))).toEqual(filter);
  expect(writeAddress(ALL)).toBe("/happened");
  expect(readAddress("/happened")).toEqual(ALL);
  expect(readAddress("/happened/colour=red&door=page")).toEqual({ ...ALL, door: "page" });
});

test("what a person only looked at is left out until it is wanted, and nonsense is not asked for", () => {
  expect(asInput(ALL)).toEqual({ looks: false });
  expect(asInput({ ...ALL, looks: "yes", outcome: "red" })).toEqual({ looks: true });
});
