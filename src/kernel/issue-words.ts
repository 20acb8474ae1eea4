import type { z } from "zod";

/** The parts of a JSON Schema that say which numbers are taken. */
interface NumberSchema {
  type?: string | string[];
  minimum?: number;
  maximum?: number;
  properties?: Record<string, NumberSchema>;
  items?: NumberSchema;
  anyOf?: NumberSchema[];
}

/**
 * What is wrong with a value, as a person says it. Reads on after the name of the field: "is missing", "must be a whole
 * number from 1 to 500"; what a schema says in its own words stays as it is.
 *
 * @param fields the fields of the schema that was asked, as JSON Schema
 * @param values what was checked
 */
export function wordsOf(issue: z.core.$ZodIssue, fields: Record<string, NumberSchema>, values: unknown): string {
  const isOwnWord = !/^(Invalid|Too (small|big))/.test(issue.message);
  if (isOwnWord) return issue.message;
  const isAboutKind = issue.code === "invalid_type" || issue.code === "invalid_value" || issue.code === "invalid_union";
  if (isAboutKind && issue.path.length > 0 && valueAt(values, issue.path) === undefined) return "is missing";
  if (issue.code === "invalid_format" && issue.format === "datetime") return "must be a time such as 2026-01-31T08:00:00Z";
  const wanted =
    issue.code === "invalid_type" || issue.code === "too_small" || issue.code === "too_big" ? numberAt(fields, issue.path) : null;
  return wanted === null ? issue.message : numberWords(wanted);
}

/** A mistake as one sentence: words that say what the field is or must be follow its name without a colon. */
export function sayMistake(place: string, message: string): string {
  return /^(is|must) /.test(message) ? `${place} ${message}` : `${place}: ${message}`;
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value !== null && typeof value === "object" && Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined),
    values,
  );
}

function numberAt(fields: Record<string, NumberSchema>, path: readonly PropertyKey[]): NumberSchema | null {
  let options: NumberSchema[] = [{ properties: fields }];
  for (const part of path)
    options = options
      .flatMap((option) => option.anyOf ?? [option])
      .flatMap(
        ({ properties, items }) =>
          (typeof part === "number" ? items : Object.hasOwn(properties ?? {}, part) ? properties?.[String(part)] : undefined) ?? [],
      );
  const found = options.flatMap((option) => option.anyOf ?? [option]);
  // A choice of several kinds is more than a number: the schema's own words name them all.
  return found.length === 1 && found[0] !== undefined && (found[0].type === "integer" || found[0].type === "number") ? found[0] : null;
}

function numberWords({ type, minimum, maximum }: NumberSchema): string {
  const kind = type === "integer" ? "a whole number" : "a number";
  const least = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? null : minimum;
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum;
  if (least !== null && most !== null) return `must be ${kind} from ${least} to ${most}`;
  if (least !== null) return `must be ${kind}, ${least} or more`;
  return most === null ? `must be ${kind}` : `must be ${kind}, ${most} or less`;
}
