import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Feature } from "./feature.ts";
import type { Integration } from "./integration.ts";
import { settings } from "./keys.ts";
import { operation, permissionOf, undoOperations, undoStepOf, type AnyOperation } from "./operation.ts";
import { Registry, routeOf } from "./registry.ts";
import { testFeature } from "./testing.ts";

const GOOD = operation({
  name: "lamps.dim",
  summary: "Dim a lamp",
  http: "POST /lamps/{name}/dim",
  shell: "dim {name}",
  risk: "undoable",
  undo: { none: "only a test" },
  input: z.strictObject({ name: z.string() }),
  output: z.strictObject({}),
  run: () => ({}),
});

function registryOf(features: readonly Feature[], integrations: readonly Integration[] = []): Registry {
  return new Registry([{ name: "test", features }], integrations);
}

/** A registry with one operation that differs from a good one. */
function withOperation(change: Partial<AnyOperation>, feature: Partial<Feature> = {}): () => Registry {
  const { undo, ...rest } = { ...GOOD, ...change } as AnyOperation;
  const op = undo === undefined ? rest : { ...rest, undo };
  return () => registryOf([testFeature({ name: "lamps", operations: [op], ...feature })]);
}

/** A good operation and one beside it. */
const withAnother = (change: Partial<AnyOperation>): Feature =>
  testFeature({
    name: "lamps",
    operations: [GOOD, { ...GOOD, name: "lamps.other", http: "POST /lamps/other", shell: "other", ...change } as AnyOperation],
  });

describe("the registry", () => {
  it("takes what follows the rules", () => {
    const registry = withOperation({})();
    expect([...registry.operations.keys()]).toEqual(["lamps.dim"]);
    expect(registry.featureOf(GOOD).name).toBe("lamps");
    expect(routeOf(GOOD)).toEqual({ method: "POST", path: "/lamps/{name}/dim", parameters: ["name"] });
  });

  const breaks: [string, Partial<AnyOperation>, RegExp][] = [
    ["a name of another feature", { name: "doors.dim" }, /the name must be "lamps\."/],
    ["a name that is no verb", { name: "lamps.Dim-it" }, /the name must be/],
    ["a route that is none", { http: "lamps" }, /is not "METHOD \/path"/],
    ["an unknown method", { http: "BREW /lamps/{name}" }, /is not "METHOD \/path"/],
    ["a path of somebody else", { http: "POST /doors/{name}" }, /must begin with one of \/lamps/],
    ["a parameter that is no field", { http: "POST /lamps/{colour}/dim" }, /no field for \{colour\}/],
    ["a parameter named like a part of every object", { http: "POST /lamps/{constructor}/dim" }, /no field for \{constructor\}/],
    ["shell words with a field that is none", { shell: "dim {colour}" }, /no field for \{colour\} of its shell words/],
    ["a mutation by GET", { http: "GET /lamps/{name}" }, /must not be GET/],
    ["a read by DELETE", { risk: "read", http: "DELETE /lamps/{name}" }, /a read is GET or POST/],
    ["no word on undoing", { undo: undefined as never }, /says how it is undone/],
    ["an undo that does not exist", { undo: { operation: "lamps.brighten", input: () => ({}) } }, /"lamps\.brighten" does not exist/],
    [
      "an undo by several of which one does not exist",
      { undo: { operations: ["lamps.dim", "lamps.brighten"], step: () => ({ operation: "lamps.dim", input: {} }) } },
      /"lamps\.brighten" does not exist/,
    ],
    ["an integration that is none", { uses: { teapot: "required" } }, /"teapot", which is no integration/],
  ];
  it.each(breaks)("refuses %s", (_what, change, complaint) => {
    expect(withOperation(change)).toThrow(complaint);
  });

  it("refuses names, routes, shell words and paths that are taken", () => {
    expect(() => registryOf([withAnother({})])).not.toThrow();
    expect(() => registryOf([withAnother({ name: "lamps.dim" })])).toThrow(/already belongs to "lamps\.dim"/);
    expect(() => registryOf([withAnother({ http: "POST /lamps/{name}/dim" })])).toThrow(/POST \/lamps\/\{\}\/dim already belongs/);
    expect(() => registryOf([withAnother({ shell: "dim" })])).toThrow(/hydra dim already belongs/);
    expect(() => registryOf([testFeature({ name: "lamps" }), testFeature({ name: "doors", ownsPaths: ["lamps"] })])).toThrow(
      /\/lamps already belongs to "lamps"/,
    );
    expect(() => registryOf([testFeature({ name: "Lamps-2" })])).toThrow(/one word in lower case/);
  });

  it("refuses settings that need a file, and a section with two owners", () => {
    const needy = settings("lamps", z.strictObject({ room: z.string() }));
    expect(() => registryOf([testFeature({ name: "lamps", settings: needy })])).toThrow(/every setting needs a default/);
    const good = settings("lamps", z.strictObject({}));
    expect(() => registryOf([testFeature({ name: "lamps", settings: good }), testFeature({ name: "doors", settings: good })])).toThrow(
      /already has an owner/,
    );
    expect(() => registryOf([testFeature({ name: "lamps", settings: settings("server", z.strictObject({})) })])).toThrow(
      /already has an owner/,
    );
  });

  it("says everything that is wrong at once", () => {
    expect(withOperation({ name: "doors.dim", http: "GET /doors", shell: "x {y}" })).toThrow(
      /name must be[\s\S]*must begin with[\s\S]*must not be GET[\s\S]*shell words/,
    );
  });
});

describe("a permission", () => {
  it.each([
    ["read", "lamps.read"],
    ["undoable", "lamps.operate"],
    ["lasting", "lamps.operate"],
    ["destroying", "lamps.admin"],
  ] as const)("for %s is %s", (risk, permission) => {
    expect(permissionOf({ name: "lamps.dim", risk })).toBe(permission);
    expect(permissionOf({ name: "lamps.dim", risk, permission: "house.keys" })).toBe("house.keys");
  });
});

describe("an undo", () => {
  const none = { undo: { none: "it is gone" } };
  const one = { undo: { operation: "lamps.on", input: (_input: unknown, output: unknown, before: unknown) => [output, before] } };
  const several = {
    undo: {
      operations: ["lamps.on", "lamps.off"],
      step: (_input: unknown, _output: unknown, before: unknown) => ({
        operation: before === null ? "lamps.off" : "lamps.on",
        input: before,
      }),
    },
  };

  it("is no step, always the same one, or the one that the case asks for", () => {
    expect([undoStepOf({}, 1, 2, 3), undoStepOf(none, 1, 2, 3)]).toEqual([null, null]);
    expect(undoStepOf(one, 1, 2, 3)).toEqual({ operation: "lamps.on", input: [2, 3] });
    expect(undoStepOf(several, 1, 2, null)).toEqual({ operation: "lamps.off", input: null });
    expect(undoStepOf(several, 1, 2, "bright")).toEqual({ operation: "lamps.on", input: "bright" });
    expect([{}, none, one, several].map(undoOperations)).toEqual([[], [], ["lamps.on"], ["lamps.on", "lamps.off"]]);
  });
});
