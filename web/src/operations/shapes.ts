/** A JSON Schema, in the parts that a form is made of. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  items?: JsonSchema | boolean;
  prefixItems?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  required?: string[];
  description?: string;
  default?: unknown;
  format?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  minItems?: number;
}

export type Literal = string | number | boolean | null;

/** How a value is asked for. */
export type Shape =
  | { kind: "text"; isLong: boolean; isTime: boolean }
  | { kind: "number"; isWhole: boolean; minimum: number | null; maximum: number | null }
  | { kind: "yes-no" }
  | { kind: "choice"; choices: readonly Literal[] }
  /** Several of a few. */
  | { kind: "several"; choices: readonly Literal[] }
  /** A list of texts or numbers: one a line. */
  | { kind: "lines"; of: "text" | "number" }
  | { kind: "list"; item: Shape }
  | { kind: "group"; fields: readonly Field[] }
  /** An object whose names are free. */
  | { kind: "record"; value: Shape }
  | { kind: "either"; options: readonly Shape[] }
  | { kind: "nothing" }
  /** Too deep or too free for a form: written as JSON. */
  | { kind: "json" };

export interface Field {
  name: string;
  about: string;
  isRequired: boolean;
  /** Undefined: it has none. */
  defaultValue: unknown;
  shape: Shape;
}

/** Groups in lists in groups are as much as anybody fills in by hand. */
const DEEPEST = 3;
const LONG_CHARS = 400;
const LONG_NAMES = /^(content|text|prompt|message|description|notes?|context|system|reason|evidence)$/i;

type Schemas = Readonly<Record<string, JsonSchema>>;

/** How a schema is asked for; what a form cannot hold is JSON. @param name of its field: long texts are known by it */
export function shapeOf(schema: JsonSchema, schemas: Schemas, name: string, depth = 0, seen: readonly string[] = []): Shape {
  if (schema.$ref !== undefined) {
    const key = schema.$ref.slice("#/components/schemas/".length);
    const target = schemas[key];
    // What contains itself has no end.
    if (target === undefined || seen.includes(key)) return { kind: "json" };
    return shapeOf(target, schemas, name, depth, [...seen, key]);
  }
  const inner = (of: JsonSchema, its: string, deeper = 1): Shape => shapeOf(of, schemas, its, depth + deeper, seen);
  const literals = literalsOf(schema);
  if (literals !== null) return { kind: "choice", choices: literals };
  const options = schema.anyOf ?? schema.oneOf ?? typesApart(schema);
  if (options !== undefined)
    return eitherOf(
      options.map((option) => inner(option, name, 0)),
      depth,
    );
  switch (schema.type) {
    case "string":
      return { kind: "text", isLong: (schema.maxLength ?? 0) > LONG_CHARS || LONG_NAMES.test(name), isTime: schema.format === "date-time" };
    case "integer":
    case "number":
      return { kind: "number", isWhole: schema.type === "integer", minimum: schema.minimum ?? null, maximum: schema.maximum ?? null };
    case "boolean":
      return { kind: "yes-no" };
    case "null":
      return { kind: "nothing" };
    case "array":
      return typeof schema.items === "object" && schema.prefixItems === undefined
        ? listOf(inner(schema.items, name, 1), depth)
        : { kind: "json" };
    case "object":
      return objectOf(schema, depth, inner);
    default:
      return { kind: "json" };
  }
}

function literalsOf({ enum: values, const: only }: JsonSchema): Literal[] | null {
  const all = values ?? (only === undefined ? null : [only]);
  return all !== null && all.every(isLiteral) ? all : null;
}

function isLiteral(value: unknown): value is Literal {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** `type: ["number", "null"]` is a choice of two. */
function typesApart(schema: JsonSchema): JsonSchema[] | undefined {
  return Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : undefined;
}

function eitherOf(options: readonly Shape[], depth: number): Shape {
  const choices = options.flatMap((option) => (option.kind === "choice" ? option.choices : option.kind === "nothing" ? [null] : []));
  if (options.every(({ kind }) => kind === "choice" || kind === "nothing")) return { kind: "choice", choices };
  const [only] = options;
  if (options.length === 1 && only !== undefined) return only;
  return depth >= DEEPEST || options.some(({ kind }) => kind === "json") ? { kind: "json" } : { kind: "either", options };
}

function listOf(item: Shape, depth: number): Shape {
  if (item.kind === "choice") return { kind: "several", choices: item.choices };
  if (item.kind === "text") return { kind: "lines", of: "text" };
  if (item.kind === "number") return { kind: "lines", of: "number" };
  return item.kind === "json" || depth >= DEEPEST ? { kind: "json" } : { kind: "list", item };
}

function objectOf(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  depth: number,
  inner: (of: JsonSchema, name: string) => Shape,
): Shape {
  if (depth >= DEEPEST) return { kind: "json" };
  const fields = Object.entries(properties).map(([name, schema]) => ({
    name,
    about: schema.description ?? "",
    isRequired: required.includes(name),
    defaultValue: schema.default,
    shape: inner(schema, name),
  }));
  const isFree = additionalProperties !== undefined && additionalProperties !== false;
  if (fields.length === 0) {
    if (!isFree) return { kind: "group", fields };
    const value = typeof additionalProperties === "object" ? inner(additionalProperties, "") : { kind: "json" as const };
    return { kind: "record", value };
  }
  // What may hold more than it names has to be written down as a whole, but for the outermost, whose rest is seldom wanted.
  return isFree && depth > 0 ? { kind: "json" } : { kind: "group", fields };
}
