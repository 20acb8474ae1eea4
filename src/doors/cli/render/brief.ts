import { printable } from "./text.ts";
import { UNKNOWN, formatScalar, labelOf } from "./units.ts";

/** A thing with named fields. */
export type Row = Readonly<Record<string, unknown>>;

export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One value in one line: lists by their items, their names or their number, things by their plain fields. */
export function briefly(name: string, value: unknown, now: number, isBrief = true): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return "none";
    if (!value.some((item) => item !== null && typeof item === "object"))
      return value.map((item) => formatScalar(name, item, now, true)).join(", ");
    const names = value.map((item) => (isRow(item) && typeof item["name"] === "string" ? printable(item["name"]) : null));
    return names.includes(null) ? String(value.length) : names.join(", ");
  }
  if (!isRow(value)) return formatScalar(name, value, now, isBrief);
  // In a cell the name says which thing it is; what else there is to it has a command of its own.
  if (typeof value["name"] === "string" && value["name"] !== "") return printable(value["name"]);
  const parts = Object.entries(value)
    .filter(([, inner]) => inner !== null && typeof inner !== "object")
    .map(([key, inner]) => `${labelOf(key)} ${formatScalar(key, inner, now, true)}`);
  return parts.length === 0 ? UNKNOWN : parts.join(", ");
}

const PROGRAM_FIELD = /^(id|key|cursor|digest|previous)$|(Id|Key|Cursor|Digest)$/;

/** Is the field of use to programs only? Such fields come last, and leave a narrow table first. */
export function isForPrograms(name: string): boolean {
  return PROGRAM_FIELD.test(name);
}
