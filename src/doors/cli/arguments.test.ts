import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { operation } from "../../kernel/operation.ts";
import { validate } from "../../kernel/text-values.ts";
import { missingInputs, readArguments } from "./arguments.ts";
import { commandsOf, findCommand, type Command } from "./commands.ts";
import { fieldsOfOperation, toKebab } from "./fields.ts";
import { toHttpCall } from "./request.ts";

const plant = operation({
  name: "garden.plant",
  summary: "Plant",
  http: "POST /garden/beds/{bed}",
  risk: "lasting",
  input: z.strictObject({
    bed: z.string(),
    plantCount: z.int(),
    kinds: z.array(z.string()).optional(),
    isWet: z.boolean().default(false),
    depthMm: z.number().nullable().optional(),
    season: z.enum(["spring", "autumn"]).optional(),
    input: z.string().optional(),
  }),
  output: z.strictObject({}),
  run: () => ({}),
});
const find = operation({
  name: "garden.find",
  summary: "Find",
  http: "GET /garden/beds",
  shell: "find {words}",
  risk: "read",
  input: z.strictObject({ words: z.array(z.string()), limit: z.int().default(10) }),
  output: z.strictObject({}),
  run: () => ({}),
});
const findBed = operation({ ...find, name: "garden.findBed", shell: "find bed {words}", http: "GET /garden/bed" });
const commands = commandsOf({ operations: new Map([plant, find, findBed].map((op) => [op.name, op])) });
const planting: Command = { words: ["garden", "plant"], op: plant, isShort: false };

function valuesOf(typed: readonly string[]): unknown {
  return readArguments(planting, typed).values;
}

describe("commandsOf", () => {
  it("gives each operation its full form and its short one", () => {
    expect(commands.map(({ words }) => words.join(" "))).toEqual(["find", "find bed", "garden plant", "garden find", "garden find-bed"]);
  });

  it("finds the longest, and reads verbs as they are named or in kebab-case", () => {
    expect(findCommand(commands, ["find", "roses"])?.op).toBe(find);
    expect(findCommand(commands, ["find", "bed", "roses"])?.op).toBe(findBed);
    expect(findCommand(commands, ["garden", "findBed"])?.op).toBe(findBed);
    expect(findCommand(commands, ["garden"])).toBeNull();
  });
});

describe("fieldsOfOperation", () => {
  it("knows what each field takes", () => {
    expect(fieldsOfOperation(plant)).toMatchObject([
      { name: "bed", flag: "bed", kind: "text", isRequired: true, isList: false },
      { name: "plantCount", flag: "plant-count", kind: "number", isRequired: true },
      { name: "kinds", kind: "text", isList: true, isRequired: false },
      { name: "isWet", flag: "is-wet", kind: "boolean", isRequired: false, defaultText: "false" },
      { name: "depthMm", kind: "number" },
      { name: "season", kind: "text", choices: ["spring", "autumn"] },
      { name: "input" },
    ]);
  });

  it("has one flag for one name", () => {
    expect(["timeoutMs", "maxAgeDays", "url", "p95Ms"].map(toKebab)).toEqual(["timeout-ms", "max-age-days", "url", "p95-ms"]);
  });
});

describe("readArguments", () => {
  it("places words into what is needed, in order", () => {
    expect(valuesOf(["north", "3"])).toEqual({ bed: "north", plantCount: 3 });
    expect(valuesOf(["--bed", "north", "3"])).toEqual({ bed: "north", plantCount: 3 });
    expect(valuesOf(["--plant-count=-3", "north"])).toEqual({ bed: "north", plantCount: -3 });
    expect(readArguments({ words: ["find"], op: find, isShort: true }, ["red", "roses"]).values).toEqual({ words: ["red", "roses"] });
  });

  it("reads lists, switches, nothing and choices", () => {
    expect(valuesOf(["--kinds", "rose", "--kinds", "tulip", "--is-wet", "--depth-mm", "null"])).toEqual({
      kinds: ["rose", "tulip"],
      isWet: true,
      depthMm: null,
    });
    expect(valuesOf(["--no-is-wet"])).toEqual({ isWet: false });
    expect(valuesOf(["--is-wet=no"])).toEqual({ isWet: false });
  });

  it("keeps its own flags for itself: an input of that name comes by --input", () => {
    const { values, options } = readArguments(planting, ["--input", '{"input":"x"}']);
    expect(values).toEqual({});
    expect(options.input).toBe('{"input":"x"}');
  });

  it("says what is missing", () => {
    expect(missingInputs(plant, { bed: "north" })).toEqual(["PLANT-COUNT"]);
  });

  it("reads back whatever was typed as a flag", () => {
    const input = fc.record(
      {
        bed: fc.string({ minLength: 1 }),
        plantCount: fc.integer(),
        kinds: fc.array(fc.string(), { minLength: 2 }),
        isWet: fc.boolean(),
        season: fc.constantFrom("spring", "autumn"),
      },
      { requiredKeys: ["bed", "plantCount"] },
    );
    fc.assert(
      fc.property(input, (values) => {
        const typed = Object.entries(values).flatMap(([name, value]) =>
          (Array.isArray(value) ? value : [value]).map((one) => `--${toKebab(name)}=${String(one)}`),
        );
        expect(valuesOf(typed)).toEqual(values);
      }),
    );
  });
});

describe("toHttpCall", () => {
  it("fills the path, and puts the rest into the body or the query", () => {
    expect(toHttpCall(plant, { bed: "a/b ?", plantCount: 1 })).toEqual({
      method: "POST",
      path: "/garden/beds/a%2Fb%20%3F",
      body: '{"plantCount":1}',
    });
    expect(toHttpCall(find, { words: ["a b", "c&d"], limit: 2 })).toEqual({
      method: "GET",
      path: "/garden/beds?words=a+b&words=c%26d&limit=2",
      body: null,
    });
  });

  it("never leaves its path, whatever the input", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1, unit: "grapheme" }), fc.constantFrom(".a", "../x", "%2e%2e")), (bed) => {
        fc.pre(bed !== "." && bed !== "..");
        const { pathname, search } = new URL(toHttpCall(plant, { bed }).path, "http://127.0.0.1");
        expect(pathname.startsWith("/garden/beds/")).toBe(true);
        expect(pathname.split("/")).toHaveLength(4);
        expect(search).toBe("");
      }),
    );
  });

  it.each(["", ".", ".."])("refuses %j, which no path can carry", (bed) => {
    expect(() => toHttpCall(plant, { bed })).toThrow(/must not be/);
  });
});

describe("the same input", () => {
  it("is valid for the operation when typed", () => {
    expect(validate(plant.input, valuesOf(["north", "3", "--season", "spring"]))).toMatchObject({ bed: "north", season: "spring" });
  });
});
