import { expect, test } from "vitest";
import { flatRowsOf } from "./flat-rows.ts";

test("a list of much the same objects is a table, plain columns first", () => {
  const rows = [
    { deep: { a: 1 }, name: "one", tags: ["x"] },
    { deep: null, name: "two", tags: [] },
  ];
  expect(flatRowsOf(rows)?.columns).toEqual(["name", "tags", "deep"]);
});

test.each([
  ["nothing", []],
  ["texts", ["a"]],
  ["mixed", [{ a: 1 }, "b"]],
  ["no list", { a: 1 }],
  ["empty objects", [{}]],
  ["mostly nested", [{ a: { b: 1 }, c: { d: 1 }, e: 1 }]],
  ["very wide", [Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`c${index}`, 1]))]],
])("%s is none", (_what, value) => expect(flatRowsOf(value)).toBeNull());
