import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fieldsOf, isDeeperThan, readTextFields, validate, type TextFields } from "./text-values.ts";

const Everything = z.strictObject({
  text: z.string().optional(),
  whole: z.int().optional(),
  number: z.number().optional(),
  flag: z.boolean().optional(),
  level: z.enum(["low", "1", "true"]).optional(),
  maybe: z.number().nullable().optional(),
  tags: z.array(z.string()).optional(),
  counts: z.array(z.int()).optional(),
  scope: z.strictObject({ kind: z.string(), depth: z.int() }).optional(),
  anything: z.unknown().optional(),
});

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** As a door writes a value down: text as it is, a list as one text for each item, the rest as JSON. */
function render(values: Record<string, unknown>): TextFields {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) && name !== "anything" ? value.map(asText) : asText(value)]),
  );
}

const plainNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value));
const values = fc.record(
  {
    text: fc.string({ unit: "binary" }),
    whole: fc.maxSafeInteger(),
    number: plainNumber,
    flag: fc.boolean(),
    level: fc.constantFrom("low", "1", "true"),
    maybe: fc.option(plainNumber),
    tags: fc.array(fc.string(), { minLength: 1 }),
    counts: fc.array(fc.maxSafeInteger(), { minLength: 1 }),
    scope: fc.record({ kind: fc.string(), depth: fc.integer() }),
  },
  { requiredKeys: [] },
);

describe("text read as values", () => {
  it("gives back every value that was written down", () => {
    fc.assert(
      fc.property(values, (given) => {
        expect(validate(Everything, readTextFields(Everything, render(given)))).toEqual({ ...given });
      }),
      { numRuns: 500 },
    );
  });

  it("gives back any JSON where the schema takes anything", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(readTextFields(Everything, { anything: text })["anything"]).toEqual(JSON.parse(text));
      }),
    );
  });

  it("never throws, and keeps every name, whatever comes", () => {
    const names = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "text", "tags", "scope"));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(names, fc.oneof(fc.string(), fc.array(fc.string()), fc.constantFrom("{", "[", "[1", '{"__proto__":{"a":1}}')))),
        (pairs) => {
          const text = Object.fromEntries(pairs);
          const read = readTextFields(Everything, text);
          expect(Object.keys(read).toSorted()).toEqual(Object.keys(text).toSorted());
          expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ["flag", "yes", true],
    ["flag", "0", false],
    ["flag", "maybe", "maybe"],
    ["whole", "007", 7],
    ["whole", "7.5", "7.5"],
    ["whole", "9007199254740993", "9007199254740993"],
    ["whole", "", ""],
    ["number", "1e3", 1_000],
    ["number", "Infinity", "Infinity"],
    ["number", "0x10", "0x10"],
    ["maybe", "null", null],
    ["text", "null", "null"],
    ["text", "12", "12"],
    ["tags", "a", ["a"]],
    ["tags", '["a","b"]', ["a", "b"]],
    ["tags", "[a", ["[a"]],
    ["scope", '{"kind":"x"}', { kind: "x" }],
    ["scope", "{broken", "{broken"],
    ["anything", "null", null],
    ["anything", "plain", "plain"],
  ])("reads %s=%s", (name, text, value) => {
    expect(readTextFields(Everything, { [name]: text })).toEqual({ [name]: value });
  });

  it("finds the type of a field whose schema has a name of its own, also in lists and choices", () => {
    const Name = z.string().meta({ id: "TestNodeName" });
    const Kind = z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("a") }),
      z.strictObject({ kind: z.literal("b"), n: z.int() }),
    ]);
    const schema = z.strictObject({ name: Name, names: z.array(Name), either: z.union([z.int(), Name]), choice: Kind });
    expect(readTextFields(schema, { name: "123", names: ["1", "true"], either: "x1", choice: '{"kind":"b","n":1}' })).toEqual({
      name: "123",
      names: ["1", "true"],
      either: "x1",
      choice: { kind: "b", n: 1 },
    });
  });

  it("survives a schema that contains itself", () => {
    type Tree = { children?: Tree[] | undefined };
    const Tree: z.ZodType<Tree> = z.lazy(() => z.strictObject({ children: z.array(Tree).optional() }));
    const schema = z.strictObject({ tree: Tree });
    expect(Object.keys(fieldsOf(schema))).toEqual(["tree"]);
    expect(validate(schema, readTextFields(schema, { tree: '{"children":[{}]}' }))).toEqual({ tree: { children: [{}] } });
  });
});

describe("validation", () => {
  it("names each field and what it should be", () => {
    const schema = z.strictObject({ hosts: z.array(z.strictObject({ url: z.string() })), limit: z.int() });
    expect(() => validate(schema, { hosts: [{ url: "a" }, { url: 3 }], limit: "x", extra: 1 })).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        detail: {
          errors: expect.arrayContaining([
            { path: "hosts[1].url", message: expect.stringContaining("string") },
            { path: "limit", message: expect.any(String) },
            { path: "", message: expect.stringContaining("extra") },
          ]),
        },
      }) as Error,
    );
  });

  it.each(["__proto__", "constructor", "prototype"])("refuses an unknown field named %s, from JSON and from text", (name) => {
    const schema = z.strictObject({ a: z.string().optional() });
    expect(() => validate(schema, JSON.parse(`{"${name}": {"a": "x"}}`))).toThrow(
      expect.objectContaining({ code: "invalid_input" }) as Error,
    );
    expect(() => validate(schema, readTextFields(schema, Object.fromEntries([[name, "x"]])))).toThrow(
      expect.objectContaining({ code: "invalid_input" }) as Error,
    );
  });

  it("refuses what is nested endlessly instead of falling over it", () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`);
    expect(() => validate(z.unknown(), deep)).toThrow(/nested more than 100 levels/);
    expect(isDeeperThan([[1]], 2)).toBe(false);
    expect(isDeeperThan([[[1]]], 2)).toBe(true);
    expect(isDeeperThan("flat", 0)).toBe(false);
  });
});
