import { z } from "zod";
import { undoOperations, type AnyOperation } from "../../../kernel/operation.ts";

type Operations = ReadonlyMap<string, AnyOperation>;

/** What an approval is about, as much as its words need. */
interface Asked {
  operation: string;
  subject: string | null;
  /** Without what is secret in it. */
  input: unknown;
}

/** What will be done, in one line: the operation, its subject, and what else was asked for. */
export function willChange({ operation, subject, input }: Asked, operations: Operations): string {
  const what = operations.get(operation)?.summary ?? operation;
  const details = Object.entries(typeof input === "object" && input !== null ? input : {})
    .filter(([, value]) => value !== subject)
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return `${what}${subject === null ? "" : `: ${subject}`}${details.length === 0 ? "" : ` (${details.join(", ")})`}`;
}

/** How it can be taken back afterwards, or that it cannot. */
export function undoInWords({ operation }: Pick<Asked, "operation">, operations: Operations): string {
  const op = operations.get(operation);
  if (op?.undo !== undefined && "none" in op.undo) return sentence(op.undo.none);
  const ways = (op === undefined ? [] : undoOperations(op)).map((name) => `${name} (${operations.get(name)?.summary ?? name})`);
  return ways.length === 0 ? "It cannot be taken back." : `It can be taken back by ${ways.join(" or ")}.`;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}

/** One thing of what was asked for, as a person reads it. */
export interface Detail {
  name: string;
  /** What the operation says of it; empty when it says nothing. */
  about: string;
  value: string;
}

/** The exact input, field by field, with what the operation says of each. */
export function inputInWords({ operation, input }: Pick<Asked, "operation" | "input">, operations: Operations): Detail[] {
  if (typeof input !== "object" || input === null) return [];
  const op = operations.get(operation);
  const fields = op === undefined ? {} : (z.toJSONSchema(op.input, { io: "input", unrepresentable: "any" }).properties ?? {});
  return Object.entries(input).map(([name, value]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return { name, about: typeof field === "object" ? (field.description ?? "") : "", value: valueInWords(value) };
  });
}

function valueInWords(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? value : JSON.stringify(value);
}
