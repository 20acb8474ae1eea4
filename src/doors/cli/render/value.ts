import { briefly, isRow, type Row } from "./brief.ts";
import { colourOfState, paint, type Layout } from "./style.ts";
import { renderTable } from "./table.ts";
import { printable, printableLines, padTo, widthOf } from "./text.ts";
import { formatScalar, labelOf } from "./units.ts";

/** Any answer, for a person: tables for lists of things, `key: value` for one thing. Ends without a line break. */
export function renderValue(value: unknown, layout: Layout): string {
  if (Array.isArray(value)) return renderList(value, layout);
  if (isRow(value)) return renderObject(value, layout);
  return typeof value === "string" ? printableLines(value) : formatScalar("", value, layout.now, false);
}

function renderList(items: readonly unknown[], layout: Layout): string {
  if (items.length === 0) return paint(layout, "dim", "none");
  if (items.every(isRow)) return renderTable(items, layout);
  return items.map((item) => briefly("", item, layout.now)).join("\n");
}

function renderObject(object: Row, layout: Layout): string {
  const entries = Object.entries(object);
  const single = entries.length === 1 ? entries[0] : undefined;
  // One thing only, such as a link: it stands alone, ready to be copied or piped.
  if (single !== undefined && Array.isArray(single[1])) return renderList(single[1], layout);
  if (single !== undefined && !isRow(single[1])) return longText(single[1]) ?? formatScalar(single[0], single[1], layout.now, false);

  const sections: string[] = [];
  const plain = entries.filter(([, value]) => !isSection(value));
  const lists = entries.filter(([, value]) => isSection(value));
  // Beside a list, what is null (`nextCursor`) says nothing.
  const told = lists.length > 0 ? plain.filter(([, value]) => value !== null) : plain;
  if (told.length > 0) sections.push(renderPairs(told, layout));
  for (const [name, value] of lists) {
    const heading = lists.length > 1 || told.length > 0 ? `${paint(layout, "bold", labelOf(name))}\n` : "";
    sections.push(heading + renderValue(value, layout));
  }
  return sections.join("\n\n");
}

/** `key: value` lines. */
export function renderPairs(entries: readonly (readonly [string, unknown])[], layout: Layout): string {
  const labels = entries.map(([name]) => `${labelOf(name)}:`);
  const width = Math.max(...labels.map(widthOf));
  return entries
    .map(([name, value], index) => {
      const text = longText(value) ?? briefly(name, value, layout.now, false);
      const label = paint(layout, "dim", padTo(labels[index] as string, width));
      return `${label}  ${paint(layout, colourOfState(text), text).replaceAll("\n", `\n${" ".repeat(width + 2)}`)}`;
    })
    .join("\n");
}

function longText(value: unknown): string | null {
  return typeof value === "string" && value.includes("\n") ? printableLines(value.trimEnd()) : null;
}

/** Does it need lines of its own: a list of things, or a thing that holds things? */
function isSection(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isRow) || value.length === 0;
  return isRow(value) && Object.values(value).some((inner) => isRow(inner) || (Array.isArray(inner) && inner.some(isRow)));
}

const STREAM_TIMES = ["at", "time", "timestamp"];
const STREAM_TEXTS = ["line", "text", "message", "content"];

/** One item of a stream, in one line: time, plain fields, then its text. */
export function renderStreamItem(item: unknown, layout: Layout): string {
  if (!isRow(item)) return typeof item === "string" ? printable(item) : formatScalar("", item, layout.now, true);
  const timeName = STREAM_TIMES.find((name) => name in item);
  const textName = STREAM_TEXTS.find((name) => typeof item[name] === "string");
  const parts: string[] = [];
  if (timeName !== undefined) parts.push(paint(layout, "dim", clockTime(item[timeName])));
  for (const [name, value] of Object.entries(item)) {
    if (name === timeName || name === textName || name === "id" || value === null) continue;
    const text = briefly(name, value, layout.now);
    parts.push(paint(layout, colourOfState(text), text));
  }
  if (textName !== undefined) parts.push(printable(item[textName] as string));
  return parts.join("  ");
}

/** Local time of day: what a person compares with the clock on the wall. */
function clockTime(value: unknown): string {
  const ms = typeof value === "number" ? value : Date.parse(String(value));
  return Number.isFinite(ms) ? new Date(ms).toTimeString().slice(0, 8) : printable(String(value));
}
