import { z } from "zod";
import type { AnyOperation } from "../../kernel/operation.ts";

/** One input of an operation as the shell offers it. */
export interface Field {
  /** As the schema names it: `timeoutMs`. */
  name: string;
  /** As the shell names it: `timeout-ms`. */
  flag: string;
  kind: "text" | "number" | "boolean" | "json";
  isList: boolean;
  isRequired: boolean;
  /** The only values it takes; empty when it takes any. */
  choices: readonly string[];
  about: string;
  /** JSON of the default; null when there is none. */
  defaultText: string | null;
}

interface JsonSchema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  description?: string;
  default?: unknown;
}

/** `timeoutMs` → `timeout-ms` */
export function toKebab(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
}

/** The inputs of an operation in the order of its schema; none when its schema is no plain object. */
export function fieldsOfOperation(op: Pick<AnyOperation, "input">): Field[] {
  const schema = z.toJSONSchema(op.input, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => toField(name, property, required.has(name)));
}

function toField(name: string, schema: JsonSchema, isRequired: boolean): Field {
  const options = alternatives(schema).filter(({ type }) => type !== "null");
  const list = options.find(({ type }) => type === "array");
  const single = list === undefined ? options : alternatives(list.items ?? {});
  return {
    name,
    flag: toKebab(name),
    kind: kindOf(single),
    isList: list !== undefined,
    isRequired,
    choices: choicesOf(single),
    about: schema.description ?? "",
    defaultText: schema.default === undefined || schema.default === null ? null : JSON.stringify(schema.default),
  };
}

/** The kinds of value that a schema takes, each as a schema of its own. */
function alternatives(schema: JsonSchema): JsonSchema[] {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(alternatives);
  return Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : [schema];
}

function kindOf(options: readonly JsonSchema[]): Field["kind"] {
  const types = new Set(options.map(({ type }) => type));
  const only = (...wanted: string[]): boolean => [...types].every((type) => typeof type === "string" && wanted.includes(type));
  if (only("boolean")) return "boolean";
  if (only("integer", "number")) return "number";
  if (only("object", "array")) return "json";
  return "text";
}

function choicesOf(options: readonly JsonSchema[]): string[] {
  const literals = options.map((option) => option.enum ?? (option.const === undefined ? null : [option.const]));
  return literals.includes(null) ? [] : literals.flatMap((values) => values ?? []).map(String);
}
