import { describe, expect, it, test } from "vitest";
import { z } from "zod";
import { operation, type AnyOperation, type Undo } from "../../../kernel/operation.ts";
import { inputInWords, undoInWords, willChange } from "./consequence.ts";

function named(name: string, summary: string, undo?: Undo<never, never>): [string, AnyOperation] {
  const made = operation({
    name,
    summary,
    http: "POST /lamps",
    risk: "lasting",
    ...(undo === undefined ? {} : { undo }),
    input: z.strictObject({}),
    output: z.strictObject({}),
    run: () => ({}),
  });
  return [name, made as AnyOperation];
}

const operations = new Map([
  named("lamps.smash", "Smash a lamp"),
  named("lamps.dim", "Dim a lamp", { none: "how bright it was is not known" }),
  named("lamps.on", "Switch a lamp on", { operation: "lamps.off", input: () => ({}) }),
  named("lamps.off", "Switch a lamp off", { operations: ["lamps.on", "lamps.dim"], step: () => ({ operation: "lamps.on", input: {} }) }),
]);

describe("what an approval would do", () => {
  it.each([
    [{ operation: "lamps.smash", subject: "desk", input: { name: "desk" } }, "Smash a lamp: desk"],
    [
      { operation: "lamps.smash", subject: "desk", input: { name: "desk", force: true, tags: ["a"] } },
      'Smash a lamp: desk (force true, tags ["a"])',
    ],
    [{ operation: "lamps.smash", subject: null, input: {} }, "Smash a lamp"],
    [{ operation: "lamps.smash", subject: null, input: null }, "Smash a lamp"],
    [{ operation: "lamps.gone", subject: "desk", input: { name: "desk" } }, "lamps.gone: desk"],
  ])("%#", (asked, said) => {
    expect(willChange(asked, operations)).toBe(said);
  });

  it.each([
    ["lamps.smash", "It cannot be taken back."],
    ["lamps.dim", "How bright it was is not known."],
    ["lamps.on", "It can be taken back by lamps.off (Switch a lamp off)."],
    ["lamps.off", "It can be taken back by lamps.on (Switch a lamp on) or lamps.dim (Dim a lamp)."],
    ["lamps.gone", "It cannot be taken back."],
  ])("%s: %s", (name, said) => {
    expect(undoInWords({ operation: name }, operations)).toBe(said);
  });
});

test("the exact input is told field by field, with what the operation says of each", () => {
  const op = operation({
    name: "lamps.dim",
    summary: "Dim a lamp",
    http: "POST /lamps/dim",
    risk: "lasting",
    input: z.strictObject({ name: z.string().describe("which lamp"), softly: z.boolean(), levels: z.array(z.int()) }),
    output: z.strictObject({}),
    run: () => ({}),
  });
  const known = new Map([[op.name as string, op as AnyOperation]]);
  const input = { name: "desk", softly: true, levels: [1, 2], unknown: null };
  expect(inputInWords({ operation: "lamps.dim", input }, known)).toEqual([
    { name: "name", about: "which lamp", value: "desk" },
    { name: "softly", about: "", value: "yes" },
    { name: "levels", about: "", value: "[1,2]" },
    { name: "unknown", about: "", value: "null" },
  ]);
  expect(inputInWords({ operation: "gone.since", input: { a: 1 } }, known)).toEqual([{ name: "a", about: "", value: "1" }]);
  expect(inputInWords({ operation: "lamps.dim", input: null }, known)).toEqual([]);
});
