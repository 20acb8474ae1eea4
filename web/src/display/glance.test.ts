import { expect, test } from "vitest";
import { glanceOf } from "./glance.ts";

const none = { well: 5, brokenCheck: 0, down: 0, unsure: 0, unchecked: 0, off: 0 };

test.each([
  ["unwell", { ...none, down: 1, brokenCheck: 4 }, "1 is down"],
  ["unwell", { ...none, down: 3 }, "3 are down"],
  ["unsure", { ...none, brokenCheck: 1 }, "Nothing is down; 1 check is broken"],
  ["unsure", { ...none, brokenCheck: 18 }, "Nothing is down; 18 checks are broken"],
  ["well", none, "All is well"],
  // An engine that is silent, or what nobody could ask: few words would say too much.
  ["unsure", { ...none, unsure: 2 }, null],
  ["unsure", none, null],
  ["off", { ...none, well: 0 }, null],
] as const)("%s with %j reads %j", (colour, counts, said) => {
  expect(glanceOf({ colour, counts })).toBe(said);
});
