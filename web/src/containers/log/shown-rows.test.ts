import { expect, test } from "vitest";
import type { LogLine, LogRow } from "./log-book.ts";
import { shownRows, type ShownRow } from "./shown-rows.ts";

function at(minute: number): string {
  return new Date(Date.UTC(2026, 10, 23, 10, minute)).toISOString();
}
function row(key: number, level: LogLine["level"] = "info"): LogRow {
  const line: LogLine = { id: null, at: at(key), node: "", project: null, container: "", stream: "stdout", level, text: "" };
  return { kind: "line", key, line };
}
const keys = (rows: readonly ShownRow[]): (string | number)[] => rows.map(({ key }) => key);
const incident = (id: string, minute: number) => ({ id, sentence: id, openedAt: at(minute) });

test("an incident stands before the first line after it began; one from before is not here", () => {
  const rows = [row(10), row(20), row(30)];
  expect(keys(shownRows(rows, "all", [incident("late", 40), incident("old", 5), incident("b", 25), incident("a", 22)]))).toEqual([
    10,
    20,
    "a",
    "b",
    30,
    "late",
  ]);
  expect(shownRows([], "all", [incident("a", 1)])).toEqual([]);
});

test("of a level only its lines are shown, and what is missing", () => {
  const rows: LogRow[] = [row(1), row(2, "error"), { kind: "gap", key: 3, dropped: 5 }, row(4, "warn")];
  expect(keys(shownRows(rows, "error", []))).toEqual([2, 3]);
});
