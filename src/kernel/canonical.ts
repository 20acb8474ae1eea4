import { hash } from "node:crypto";

/** JSON with sorted keys: the same value always gives the same text, so that it can be hashed and compared. */
export function canonicalJson(value: unknown): string {
  if (value === undefined) return "null";
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`;
}

export function sha256(text: string): string {
  return hash("sha256", text, "hex");
}

export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}
