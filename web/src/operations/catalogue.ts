import { shapeOf, type Field, type JsonSchema } from "./shapes.ts";

export type Risk = "read" | "undoable" | "lasting" | "destroying";

/** One thing that Hydra can do, as its own document describes it. */
export interface CataloguedOperation {
  /** `containers.restart` */
  name: string;
  feature: string;
  summary: string;
  /** The right that a caller needs; null for none. */
  permission: string | null;
  /** `METHOD /path/{parameter}` */
  route: string;
  risk: Risk;
  isPersonOnly: boolean;
  undo: { none: string } | { operations: readonly string[] } | null;
  /** Sentences that mean it, with `{field}` for inputs. */
  say: readonly string[];
  /** What stands in the path and in the query or body, in the order of the document. */
  fields: readonly Field[];
  answers: "value" | "stream" | "file";
  /** The media types of the file that has to be sent with it; null for none. */
  upload: readonly string[] | null;
}

export interface CataloguedFeature {
  name: string;
  about: string;
  operations: readonly CataloguedOperation[];
}

export interface Catalogue {
  features: readonly CataloguedFeature[];
  byName: ReadonlyMap<string, CataloguedOperation>;
}

interface Content {
  content?: Record<string, { schema?: JsonSchema }>;
}

interface OperationObject {
  operationId: string;
  tags?: string[];
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: JsonSchema; content?: Content["content"] }[];
  requestBody?: Content;
  responses?: Record<string, Content>;
  "x-hydra-risk"?: Risk;
  "x-hydra-permission"?: string | null;
  "x-hydra-person-only"?: boolean;
  "x-hydra-undo"?: { none: string } | { operations: string[] };
  "x-hydra-say"?: string[];
}

/** As much of an OpenAPI document as the catalogue is made of. */
export interface OpenApiDocument {
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, JsonSchema> };
}

/** Read what Hydra can do from its OpenAPI document: features in their order, operations by name. */
export function readCatalogue({ tags, paths, components: { schemas } }: OpenApiDocument): Catalogue {
  const operations = Object.entries(paths)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, op]) => read(op, `${method.toUpperCase()} ${path}`, schemas)))
    .toSorted((one, other) => one.name.localeCompare(other.name));
  return {
    features: tags.map(({ name, description = "" }) => ({
      name,
      about: description,
      operations: operations.filter(({ feature }) => feature === name),
    })),
    byName: new Map(operations.map((op) => [op.name, op])),
  };
}

function read(op: OperationObject, route: string, schemas: Readonly<Record<string, JsonSchema>>): CataloguedOperation {
  const body = op.requestBody?.content ?? {};
  const json = body["application/json"]?.schema;
  const files = Object.keys(body).filter((type) => type !== "application/json");
  return {
    name: op.operationId,
    feature: op.tags?.[0] ?? "",
    summary: op.summary ?? op.operationId,
    permission: op["x-hydra-permission"] ?? null,
    route,
    // What does not say how much it changes is taken for the worst.
    risk: op["x-hydra-risk"] ?? "destroying",
    isPersonOnly: op["x-hydra-person-only"] === true,
    undo: op["x-hydra-undo"] ?? null,
    say: op["x-hydra-say"] ?? [],
    fields: [...parameterFields(op, schemas), ...bodyFields(json, schemas)],
    answers: answerOf(op),
    upload: json === undefined && files.length > 0 ? files : null,
  };
}

function parameterFields({ parameters = [] }: OperationObject, schemas: Readonly<Record<string, JsonSchema>>): Field[] {
  return parameters
    .filter((parameter) => parameter.in !== "header")
    .map(({ name, required = false, description = "", schema, content }) => {
      const type = schema ?? content?.["application/json"]?.schema ?? {};
      return { name, about: description, isRequired: required, defaultValue: type["default"], shape: shapeOf(type, schemas, name) };
    });
}

function bodyFields(schema: JsonSchema | undefined, schemas: Readonly<Record<string, JsonSchema>>): readonly Field[] {
  if (schema === undefined) return [];
  const shape = shapeOf(schema, schemas, "");
  return shape.kind === "group" ? shape.fields : [];
}

function answerOf({ responses = {} }: OperationObject): CataloguedOperation["answers"] {
  const content = responses["200"]?.content ?? {};
  if (Object.values(content).some(({ schema }) => schema?.format === "binary")) return "file";
  return "text/event-stream" in content ? "stream" : "value";
}
