import { isFile, isStream, permissionOf, undoOperations, type AnyOperation } from "../../kernel/operation.ts";
import { readsQuery, routeOf, type Route } from "../../kernel/registry.ts";
import { responsesOf } from "./problems.ts";
import { pascal, type JsonSchema, type Schemas } from "./schemas.ts";

interface ObjectSchema extends JsonSchema {
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/** One operation as an OpenAPI operation object. */
export function operationObject(op: AnyOperation, schemas: Schemas): JsonSchema {
  const route = routeOf(op);
  const name = pascal(op.name);
  const input = schemas.inline(`${name}Input`, op.input, "input") as ObjectSchema;
  return {
    operationId: op.name,
    tags: [op.name.slice(0, op.name.indexOf("."))],
    summary: op.summary,
    description: descriptionOf(op),
    "x-hydra-risk": op.risk,
    "x-hydra-permission": op.open === true ? null : permissionOf(op),
    ...(op.personOnly === true ? { "x-hydra-person-only": true } : {}),
    ...(op.undo === undefined ? {} : { "x-hydra-undo": "none" in op.undo ? { none: op.undo.none } : { operations: undoOperations(op) } }),
    ...(op.say === undefined ? {} : { "x-hydra-say": op.say }),
    ...(op.shell === undefined ? {} : { "x-hydra-shell": op.shell }),
    ...(op.open === true ? { security: [] } : {}),
    ...parametersOf(op, route, input),
    ...bodyOf(op, route, input, schemas),
    responses: responsesOf(op, { content: contentOf(op, name, schemas) }),
  };
}

const RISK_TEXT = {
  read: "Reads only.",
  undoable: "Changes something that can be changed back.",
  lasting: "Changes something for good.",
  destroying: "Destroys something: a person has to confirm it.",
} as const;

function descriptionOf(op: AnyOperation): string {
  const required = Object.entries(op.uses ?? {})
    .filter(([, need]) => need === "required")
    .map(([name]) => name);
  return [
    RISK_TEXT[op.risk],
    op.open === true ? "Needs no token." : `Needs the permission \`${permissionOf(op)}\`.`,
    op.personOnly === true ? "Only a person may call it." : "",
    required.length > 0 ? `Needs ${required.join(" and ")}.` : "",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function parametersOf(op: AnyOperation, route: Route, input: ObjectSchema): JsonSchema {
  const fields = Object.entries(input.properties ?? {});
  const required = input.required ?? [];
  const inPath = fields.filter(([name]) => route.parameters.includes(name)).map(([name, schema]) => parameter(name, "path", schema, true));
  const inQuery =
    readsQuery(route.method) || op.upload !== undefined
      ? fields
          .filter(([name]) => !route.parameters.includes(name))
          .map(([name, schema]) => parameter(name, "query", schema, required.includes(name)))
      : [];
  const resumes =
    isStream(op.output) && op.output.resumeField !== undefined
      ? [
          parameter(
            "Last-Event-ID",
            "header",
            { type: "string", description: `the same as \`${op.output.resumeField}\`; browsers send it when they connect again` },
            false,
          ),
        ]
      : [];
  const parameters = [...inPath, ...inQuery, ...resumes];
  return parameters.length === 0 ? {} : { parameters };
}

function parameter(name: string, place: "path" | "query" | "header", schema: JsonSchema, isRequired: boolean): JsonSchema {
  const { description, ...type } = schema;
  const about = { name, in: place, required: isRequired, ...(description === undefined ? {} : { description }) };
  // An object in a query is read as JSON text.
  return type["type"] === "object" ? { ...about, content: { "application/json": { schema: type } } } : { ...about, schema: type };
}

function bodyOf(op: AnyOperation, route: Route, input: ObjectSchema, schemas: Schemas): JsonSchema {
  if (op.upload !== undefined) {
    const content = Object.fromEntries(op.upload.mediaTypes.map((type) => [type, { schema: { type: "string", format: "binary" } }]));
    return { requestBody: { required: true, description: "The file.", content } };
  }
  if (readsQuery(route.method)) return {};
  const body = withoutFields(input, route.parameters);
  if (body.properties !== undefined && Object.keys(body.properties).length === 0) return {};
  const schema = schemas.add(`${pascal(op.name)}Input`, body);
  const isRequired = body.properties === undefined || (body.required ?? []).length > 0;
  return { requestBody: { required: isRequired, content: { "application/json": { schema } } } };
}

/** What stands in the path need not stand in the body. */
function withoutFields(input: ObjectSchema, names: readonly string[]): ObjectSchema {
  if (input.properties === undefined || names.length === 0) return input;
  const { required = [], ...rest } = input;
  const left = required.filter((name) => !names.includes(name));
  return {
    ...rest,
    properties: Object.fromEntries(Object.entries(input.properties).filter(([name]) => !names.includes(name))),
    ...(left.length > 0 ? { required: left } : {}),
  };
}

function contentOf(op: AnyOperation, name: string, schemas: Schemas): JsonSchema {
  const { output } = op;
  if (isStream(output)) {
    const item = schemas.named(`${name}Item`, output.item, "output");
    return {
      "text/event-stream": {
        schema: {
          type: "string",
          description: "each `data:` line holds one item",
          contentMediaType: "application/json",
          contentSchema: item,
        },
      },
    };
  }
  if (isFile(output)) return Object.fromEntries(output.mediaTypes.map((type) => [type, { schema: { type: "string", format: "binary" } }]));
  return { "application/json": { schema: schemas.named(`${name}Result`, output, "output") } };
}
