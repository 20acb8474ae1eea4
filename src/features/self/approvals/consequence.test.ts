import { describe, expect, it } from "vitest";
import { z } from "zod";
import { operation, type AnyOperation, type Undo } from "../../../kernel/operation.ts";
import { undoInWords, willChange } from "./consequence.ts";

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
