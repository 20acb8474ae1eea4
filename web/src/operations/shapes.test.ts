import { expect, test } from "vitest";
import { shapeOf, type JsonSchema } from "./shapes.ts";

function kindOf(schema: JsonSchema, schemas: Record<string, JsonSchema> = {}): string {
  return shapeOf(schema, schemas, "x").kind;
}

test.each<[string, JsonSchema, string]>([
  ["text", { type: "string" }, "text"],
  ["a number", { type: "integer", minimum: 1 }, "number"],
  ["yes or no", { type: "boolean" }, "yes-no"],
  ["one of a few", { type: "string", enum: ["a", "b"] }, "choice"],
  ["one of a few or nothing", { anyOf: [{ type: "string", enum: ["a"] }, { type: "null" }] }, "choice"],
  ["a text or nothing", { anyOf: [{ type: "string" }, { type: "null" }] }, "either"],
  ["two types at once", { type: ["number", "null"] }, "either"],
  ["texts", { type: "array", items: { type: "string" } }, "lines"],
  ["several of a few", { type: "array", items: { enum: ["a", "b"] } }, "several"],
  ["objects", { type: "array", items: { type: "object", properties: { a: { type: "string" } } } }, "list"],
  ["pairs", { type: "array", prefixItems: [{ type: "string" }, { type: "string" }] }, "json"],
  ["free names", { type: "object", additionalProperties: { type: "number" } }, "record"],
  ["a closed object", { type: "object", properties: { a: { type: "string" } }, additionalProperties: false }, "group"],
  ["anything", {}, "json"],
])("%s", (_what, schema, kind) => expect(kindOf(schema)).toBe(kind));

test("nothing is a choice of its own beside the others", () => {
  expect(shapeOf({ anyOf: [{ enum: ["a", "b"] }, { type: "null" }] }, {}, "x")).toEqual({ kind: "choice", choices: ["a", "b", null] });
});

function asked(name: string, maxLength?: number): unknown {
  return shapeOf({ type: "string", ...(maxLength === undefined ? {} : { maxLength }) }, {}, name);
}

test("a long text is known by its length or its name", () => {
  expect(asked("title", 2_000)).toMatchObject({ isLong: true });
  expect(asked("content")).toMatchObject({ isLong: true });
  expect(asked("title", 80)).toMatchObject({ isLong: false });
});

test("what contains itself, and what is too deep, is written as JSON", () => {
  const schemas = { Branch: { type: "object", properties: { twig: { $ref: "#/components/schemas/Branch" } } } };
  expect(shapeOf({ $ref: "#/components/schemas/Branch" }, schemas, "x")).toMatchObject({
    kind: "group",
    fields: [{ shape: { kind: "json" } }],
  });
  expect(kindOf({ $ref: "#/components/schemas/Nowhere" })).toBe("json");
  const nested = (levels: number): JsonSchema => ({
    type: "object",
    properties: { inner: levels === 0 ? { type: "string" } : nested(levels - 1) },
  });
  expect(JSON.stringify(shapeOf(nested(2), {}, "x"))).not.toContain("json");
  expect(JSON.stringify(shapeOf(nested(5), {}, "x"))).toContain("json");
});
