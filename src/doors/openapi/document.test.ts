import { z } from "zod";
import { describe, expect, it } from "vitest";
import { operation } from "../../kernel/operation.ts";
import { Registry } from "../../kernel/registry.ts";
import { testFeature } from "../../kernel/testing.ts";
import { lampsFeature } from "../testing/lamps.ts";
import { faultsOf } from "./faults.ts";
import { openApiDocument } from "./index.ts";

type Json = Record<string, never>;

const Branch: z.ZodType = z.strictObject({
  name: z.string().describe("name of the branch"),
  get twigs() {
    return z.array(Branch).describe("branches that grow from it");
  },
});

const trees = testFeature({
  name: "trees",
  about: "Trees of a test.",
  operations: [
    operation({
      name: "trees.grow",
      summary: "Grow a tree",
      http: "POST /trees/{id}/grow",
      risk: "lasting",
      personOnly: true,
      undo: { none: "a tree does not shrink" },
      say: ["let {id} grow"],
      shell: "grow {id}",
      input: z.strictObject({
        id: z.string().describe("which tree"),
        to: z.strictObject({ metres: z.number().describe("height") }).describe("how far"),
      }),
      output: z.strictObject({ root: Branch.describe("the tree") }),
      run: () => ({ root: { name: "trunk", twigs: [] } }),
    }),
  ],
});

const registry = new Registry([{ name: "tested", features: [lampsFeature(), trees] }], []);
const document = openApiDocument(registry, "1.2.3") as Json;
const at = (...path: string[]): unknown => path.reduce<unknown>((value, key) => (value as Json | undefined)?.[key], document);

describe("the OpenAPI document", () => {
  it("holds together: references, parameters, names, answers", () => {
    expect(faultsOf(document)).toEqual([]);
  });

  it("has every operation under its name and path", () => {
    const paths = at("paths") as Record<string, Record<string, { operationId: string }>>;
    const names = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(names.toSorted()).toEqual([...registry.operations.keys()].toSorted());
    expect(at("paths", "/lamps/{name}/on", "post", "operationId")).toBe("lamps.switchOn");
  });

  it("reads queries where the request has no body, and leaves the path out of the body", () => {
    expect(at("paths", "/lamps", "get", "parameters")).toEqual([
      {
        name: "isOn",
        in: "query",
        required: false,
        description: "only those that shine, or only the dark ones",
        schema: { type: "boolean" },
      },
      {
        name: "tags",
        in: "query",
        required: false,
        description: "only with one of these tags",
        schema: { type: "array", items: { type: "string" } },
      },
    ]);
    expect(at("paths", "/trees/{id}/grow", "post", "parameters")).toMatchObject([{ name: "id", in: "path", required: true }]);
    expect(at("components", "schemas", "TreesGrowInput", "required")).toEqual(["to"]);
    expect(at("paths", "/lamps/{name}/on", "post", "requestBody")).toBeUndefined();
  });

  it("says what streams, files and uploads are", () => {
    expect(at("paths", "/lamps/watch", "get", "responses", "200", "content", "text/event-stream", "schema", "contentSchema")).toEqual({
      $ref: "#/components/schemas/LampsWatchItem",
    });
    expect(at("paths", "/lamps/watch", "get", "parameters")).toContainEqual(
      expect.objectContaining({ name: "Last-Event-ID", in: "header" }),
    );
    expect(Object.keys(at("paths", "/lamps/manual", "get", "responses", "200", "content") as Json)).toEqual([
      "text/markdown",
      "application/pdf",
    ]);
    expect(Object.keys(at("paths", "/lamps/{name}/picture", "post", "requestBody", "content") as Json)).toEqual(["image/png"]);
  });

  it("says how each operation can fail and which need no token", () => {
    const statuses = (path: string, method: string): string[] => Object.keys(at("paths", path, method, "responses") as Json);
    expect(statuses("/lamps/{name}", "delete")).toEqual(["200", "401", "403", "404", "409", "422", "428", "429", "500", "507"]);
    expect(statuses("/lamps/health", "get")).toEqual(["200", "403", "500"]);
    expect(at("paths", "/lamps/health", "get", "security")).toEqual([]);
    expect(at("components", "responses", "ApprovalRequired", "content")).toHaveProperty(["application/problem+json"]);
  });

  it("says how an operation is said and typed, who may call it, and how it is taken back", () => {
    expect(at("paths", "/trees/{id}/grow", "post")).toMatchObject({
      "x-hydra-person-only": true,
      "x-hydra-undo": { none: "a tree does not shrink" },
      "x-hydra-say": ["let {id} grow"],
      "x-hydra-shell": "grow {id}",
    });
    expect(at("paths", "/lamps", "get")).not.toHaveProperty("x-hydra-person-only");
    expect(at("paths", "/lamps", "get")).not.toHaveProperty("x-hydra-undo");
  });

  it("keeps schemas that contain themselves", () => {
    const text = JSON.stringify(at("components", "schemas"));
    expect(text).not.toContain("#/$defs");
    expect(at("components", "schemas", "TreesGrowResult", "properties", "root")).toBeDefined();
  });

  it("is made once for a registry", () => {
    expect(openApiDocument(registry, "1.2.3")).toBe(document);
    expect(Object.isFrozen(document)).toBe(true);
  });
});

describe("the check of a document", () => {
  it("finds what is broken", () => {
    const broken = structuredClone(document) as unknown as { paths: Record<string, Record<string, Record<string, unknown>>> };
    const get = broken.paths["/lamps"]?.["get"] ?? {};
    get["operationId"] = "lamps.watch";
    get["responses"] = { "200": { $ref: "#/components/responses/Nowhere" } };
    const smash = broken.paths["/lamps/{name}"]?.["delete"] ?? {};
    smash["parameters"] = [];
    const faults = faultsOf(broken as unknown as Json);
    expect(faults).toContain("lamps.watch: the operationId is used 2 times");
    expect(faults).toContain("#/components/responses/Nowhere leads nowhere");
    expect(faults).toContain("lamps.smash: {name} of its path is not described");
    expect(faults).toContain("lamps.watch: names no way to fail");
  });
});
