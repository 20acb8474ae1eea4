import { z } from "zod";
import { HydraError, type InputIssue } from "./errors.ts";
import { sayMistake, wordsOf } from "./issue-words.ts";

/** Text as doors receive it: one value, or several under the same name (`?tag=a&tag=b`, `--tag a --tag b`). */
export type TextFields = Readonly<Record<string, string | readonly string[]>>;

/** The JSON Schema of one field, in the parts that matter for reading text. */
interface FieldSchema {
  $ref?: string;
  $defs?: Record<string, FieldSchema>;
  oneOf?: FieldSchema[];
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  items?: FieldSchema;
  anyOf?: FieldSchema[];
  properties?: Record<string, FieldSchema>;
  minimum?: number;
  maximum?: number;
}

const schemas = new WeakMap<z.ZodType, Record<string, FieldSchema>>();

/** The fields of an object schema, as JSON Schema. */
export function fieldsOf(input: z.ZodType): Record<string, FieldSchema> {
  let fields = schemas.get(input);
  if (fields === undefined) {
    const schema = z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) as FieldSchema;
    const named = schema.$defs ?? {};
    fields = Object.fromEntries(
      Object.entries(resolveName(schema, schema, named).properties ?? {}).map(([name, field]) => [name, resolveName(field, schema, named)]),
    );
    schemas.set(input, fields);
  }
  return fields;
}

/** A schema that got a name (`.meta({ id })`) stands elsewhere in the document: what stands there, also in a choice or a list. */
function resolveName(schema: FieldSchema, whole: FieldSchema, named: Record<string, FieldSchema>, depth = 0): FieldSchema {
  if (depth > 8) return {};
  if (schema.$ref !== undefined) {
    const target = schema.$ref === "#" ? whole : named[schema.$ref.slice("#/$defs/".length)];
    return target === undefined ? {} : resolveName(target, whole, named, depth + 1);
  }
  const inner = (other: FieldSchema): FieldSchema => resolveName(other, whole, named, depth + 1);
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice !== undefined) return { ...schema, anyOf: choice.map(inner) };
  return schema.items === undefined ? schema : { ...schema, items: inner(schema.items) };
}

/**
 * Turn text into values as the schema wants them: the one reader behind query strings, path parameters, command lines
 * and spoken slots. What does not look like the wanted type stays text, so that validation says so in its own words.
 * Unknown names are kept for the same reason.
 */
export function readTextFields(input: z.ZodType, text: TextFields): Record<string, unknown> {
  const fields = fieldsOf(input);
  return Object.fromEntries(
    Object.entries(text).map(([name, value]) => [name, readField(Object.hasOwn(fields, name) ? fields[name] : undefined, value)]),
  );
}

function readField(schema: FieldSchema | undefined, value: string | readonly string[]): unknown {
  const wantsList = schema !== undefined && alternatives(schema).some((option) => option.type === "array");
  if (typeof value !== "string") {
    if (!wantsList) return value.length === 1 ? readOne(schema, value[0] ?? "") : value;
    return value.map((item) => readOne(listItem(schema), item));
  }
  if (!wantsList) return readOne(schema, value);
  const json = value.startsWith("[") ? parseJson(value) : undefined;
  return Array.isArray(json) ? json : [readOne(listItem(schema), value)];
}

function alternatives(schema: FieldSchema): FieldSchema[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(alternatives);
  // A nullable number has one type that is a list: ["number", "null"].
  return Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : [schema];
}

function listItem(schema: FieldSchema): FieldSchema | undefined {
  return alternatives(schema).find((option) => option.type === "array")?.items;
}

function readOne(schema: FieldSchema | undefined, text: string): unknown {
  if (schema === undefined) return text;
  const options = alternatives(schema);
  for (const option of options) {
    const value = readAs(option, text);
    if (value !== undefined) return value;
  }
  return text;
}

/** The text read as this type, or undefined when it does not look like one. */
function readAs(schema: FieldSchema, text: string): unknown {
  const literals = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  if (literals.length > 0) return literals.find((literal) => String(literal) === text);
  switch (schema.type) {
    case "string":
      return text;
    case "integer":
      return /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
    case "number":
      return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : undefined;
    case "boolean":
      return text === "true" || text === "1" || text === "yes"
        ? true
        : text === "false" || text === "0" || text === "no"
          ? false
          : undefined;
    case "null":
      return text === "null" ? null : undefined;
    case "object":
      return text.startsWith("{") ? parseJson(text) : undefined;
    case "array":
      return text.startsWith("[") ? parseJson(text) : undefined;
    default:
      // A schema that takes anything: JSON when it is JSON, else the text.
      return schema.type === undefined ? readJson(text) : undefined;
  }
}

function readJson(text: string): unknown {
  const value = parseJson(text);
  return value === undefined ? text : value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const DEEPEST_INPUT = 100;

/** Asked without recursion: what is nested a hundred thousand levels deep would overflow the stack of whoever walks it later. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  let layer: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth += 1) {
    layer = layer.flatMap((item) => (item !== null && typeof item === "object" ? Object.values(item) : []));
    if (layer.length === 0) return false;
  }
  return true;
}

/** Check values against a schema. @throws HydraError invalid_input that names each field and what it should be. */
export function validate<S extends z.ZodType>(schema: S, values: unknown, what = "input"): z.output<S> {
  if (isDeeperThan(values, DEEPEST_INPUT))
    throw new HydraError("invalid_input", `${what}: is nested more than ${DEEPEST_INPUT} levels deep`, {
      errors: [{ path: "", message: `is nested more than ${DEEPEST_INPUT} levels deep` }],
    });
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => toIssue(issue, fieldsOf(schema), values));
  const first = errors[0];
  const place = first === undefined || first.path === "" ? what : first.path;
  throw new HydraError(
    "invalid_input",
    `${sayMistake(place, first?.message ?? "is not valid")}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ""}`,
    { errors },
  );
}

function toIssue(issue: z.core.$ZodIssue, fields: Record<string, FieldSchema>, values: unknown): InputIssue {
  const path = issue.path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`))
    .join("");
  return { path, message: wordsOf(issue, fields, values) };
}
