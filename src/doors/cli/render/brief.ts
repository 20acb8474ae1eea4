import { UNKNOWN, formatScalar, labelOf } from "./units.ts";

/** A thing with named fields. */
export type Row = Readonly<Record<string, unknown>>;

export function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One value in one line: lists by their items or their number, things by their plain fields. */
export function briefly(name: string, value: unknown, now: number, isBrief = true): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return "none";
    return value.some((item) => item !== null && typeof item === "object")
      ? String(value.length)
      : value.map((item) => formatScalar(name, item, now, true)).join(", ");
  }
  if (!isRow(value)) return formatScalar(name, value, now, isBrief);
  const parts = Object.entries(value)
    .filter(([, inner]) => inner !== null && typeof inner !== "object")
    .map(([key, inner]) => `${labelOf(key)} ${formatScalar(key, inner, now, true)}`);
  return parts.length === 0 ? UNKNOWN : parts.join(", ");
}
