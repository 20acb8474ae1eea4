import { expect, test } from "vitest";
import { troubleOfCause } from "./category.ts";

test("a verdict's word becomes the trouble that a remedy depends on", () => {
  expect(["crashed", "hung", "not_answering", "says_unwell", "check_fails", "cannot_start"].map(troubleOfCause)).toEqual([
    "crashed",
    "hung",
    "hung",
    "unhealthy",
    "unhealthy",
    "cannot_start",
  ]);
});
