import { routeOf, type Registry } from "../../kernel/registry.ts";
import { operationObject } from "./operations.ts";
import { problemResponses, problemsOf, PROBLEM_SCHEMA } from "./problems.ts";
import { pascal, Schemas, type JsonSchema } from "./schemas.ts";

const documents = new WeakMap<Registry, JsonSchema>();

/** OpenAPI 3.1 of every operation. Made on first use, frozen: the registry never changes. */
export function openApiDocument(registry: Registry, version: string): JsonSchema {
  let document = documents.get(registry);
  if (document === undefined) {
    document = Object.freeze(write(registry, version));
    documents.set(registry, document);
  }
  return document;
}

function write(registry: Registry, version: string): JsonSchema {
  const schemas = new Schemas();
  const problem = schemas.add("Problem", PROBLEM_SCHEMA);
  const operations = [...registry.operations.values()];
  const paths: Record<string, JsonSchema> = {};
  for (const op of operations) {
    const { method, path } = routeOf(op);
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationObject(op, schemas) };
  }
  const met = new Set(operations.flatMap(problemsOf).map(pascal));
  const responses = Object.entries(problemResponses(problem)).filter(([name]) => met.has(name));
  return {
    openapi: "3.1.1",
    info: {
      title: "Hydra",
      version,
      summary: "Watches and steers a home cluster.",
      description:
        "Every operation of this Hydra. The same operations are tools of MCP at `/mcp` and commands of `hydra`. Give `Authorization: Bearer $(hydra token)`.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "This Hydra." }],
    security: [{ token: [] }],
    tags: registry.features.filter(({ operations: own }) => own.length > 0).map(({ name, about }) => ({ name, description: about })),
    paths: Object.fromEntries(Object.entries(paths).toSorted(([one], [other]) => one.localeCompare(other))),
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "`hydra token` prints the owner's; programs get named ones of their own." },
      },
      responses: Object.fromEntries(responses),
      schemas: schemas.all(),
    },
  };
}
