import type { AuditEntry } from "./sentence.ts";

const COLUMNS = [
  "seq",
  "at",
  "actor",
  "caller",
  "door",
  "operation",
  "subject",
  "outcome",
  "detail",
  "input",
  "digest",
  "previous",
] as const;

/** The audit as a table for other programs, as RFC 4180 has it: lines end with CR LF. */
export function csvOf(entries: readonly AuditEntry[]): string {
  const rows = entries.map((entry) => COLUMNS.map((column) => cell(entry[column])));
  return [COLUMNS.join(","), ...rows.map((row) => row.join(","))].map((line) => `${line}\r\n`).join("");
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  // A table program would calculate what begins like this, and what stands here comes from outside.
  const harmless = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
