import { briefly, isForPrograms, type Row } from "./brief.ts";
import { colourOfState, paint, type Layout } from "./style.ts";
import { padTo, truncate, widthOf, wrap } from "./text.ts";
import { UNKNOWN, labelOf } from "./units.ts";

interface Column {
  name: string;
  label: string;
  cells: string[];
  width: number;
}

const GAP = "  ";
/** A column that is cut to less says little: rather fewer columns that can be read. */
const LEAST_WIDTH = 20;
/** What a person looks for first. The rest follows in the order of the answer. */
const FIRST = ["sentence", "id", "name", "title", "node", "service", "status", "state", "verdict", "health"];

/**
 * Rows as a table. On a terminal it keeps to the width: the last columns go first, then long cells are cut; a line below
 * says what is left out. In a pipe everything is there.
 */
export function renderTable(rows: readonly Row[], layout: Layout): string {
  const columns = columnsOf(rows, layout);
  const { shown, hidden } = layout.width === null ? { shown: columns, hidden: [] } : fit(columns, layout.width);
  const header = shown
    .map((column) => paint(layout, "bold", padTo(truncate(column.label.toUpperCase(), column.width), column.width)))
    .join(GAP);
  const lines = rows.map((_row, index) => shown.map((column) => cell(column, index, layout)).join(GAP));
  const footer =
    hidden.length === 0
      ? []
      : [
          paint(
            layout,
            "dim",
            wrap(`not shown: ${hidden.map(({ label }) => label).join(", ")} (--json has all)`, layout.width ?? Infinity),
          ),
        ];
  return [header, ...lines, ...footer].map((line) => line.trimEnd()).join("\n");
}

/** Columns of a terminal that the table takes when nothing is cut. */
export function tableWidth(rows: readonly Row[], layout: Layout): number {
  return total(columnsOf(rows, layout).map(({ width }) => width));
}

function cell(column: Column, index: number, layout: Layout): string {
  const text = truncate(column.cells[index] ?? "", column.width);
  return paint(layout, text === UNKNOWN ? "dim" : colourOfState(text), text) + " ".repeat(column.width - widthOf(text));
}

function columnsOf(rows: readonly Row[], layout: Layout): Column[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].toSorted((a, b) => rank(a, rows) - rank(b, rows));
  return names
    .map((name) => {
      const label = labelOf(name);
      const cells = rows.map((row) => briefly(name, row[name], layout.now));
      return { name, label, cells, width: Math.max(widthOf(label), ...cells.map(widthOf)) };
    })
    .filter(({ cells }) => layout.width === null || cells.some((text) => text !== UNKNOWN && text !== ""));
}

function rank(name: string, rows: readonly Row[]): number {
  const first = FIRST.indexOf(name);
  // The id of what has no name is how a person speaks of it.
  const isNamedById = name === "id" && rows.every((row) => !("name" in row));
  const isLast = isForPrograms(name) && !isNamedById;
  if (first !== -1 && !isLast) return first;
  return isLast ? FIRST.length + 1 : FIRST.length;
}

function fit(columns: readonly Column[], width: number): { shown: Column[]; hidden: Column[] } {
  const shown = [...columns];
  const hidden: Column[] = [];
  const least = (): number => total(shown.map((column) => Math.min(column.width, LEAST_WIDTH)));
  while (shown.length > 1 && least() > width) hidden.unshift(shown.pop() as Column);
  const widths = shown.map((column) => column.width);
  // Take from the widest until everything fits.
  for (let excess = total(widths) - width; excess > 0; excess = total(widths) - width) {
    const widest = widths.indexOf(Math.max(...widths));
    const second = Math.max(LEAST_WIDTH, ...widths.filter((_width, index) => index !== widest));
    const current = widths[widest] as number;
    if (current <= 1) break;
    widths[widest] = Math.max(1, current - Math.min(excess, Math.max(1, current - second)));
  }
  return { shown: shown.map((column, index) => ({ ...column, width: widths[index] as number })), hidden };
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * Math.max(0, widths.length - 1);
}
