/** A list that reads well as a table. */
export interface FlatRows {
  columns: readonly string[];
  rows: readonly Readonly<Record<string, unknown>>[];
}

const MOST_COLUMNS = 30;

/** The rows of a list of much the same objects, most of whose values are plain; null for anything else. */
export function flatRowsOf(value: unknown): FlatRows | null {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) return null;
  const columns = [...new Set(value.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0 || columns.length > MOST_COLUMNS) return null;
  const plain = columns.filter((column) => value.every((row) => isPlain(row[column])));
  return plain.length * 2 >= columns.length
    ? { columns: [...plain, ...columns.filter((column) => !plain.includes(column))], rows: value }
    : null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPlain(value: unknown): boolean {
  return !isObject(value) && !(Array.isArray(value) && value.some((each) => typeof each === "object" && each !== null));
}
