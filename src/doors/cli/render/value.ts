import { briefly, isForPrograms, isRow, type Row } from "./brief.ts";
import { colourOfState, paint, type Layout } from "./style.ts";
import { renderTable, tableWidth } from "./table.ts";
import { indent, padTo, printable, printableLines, widthOf, wrap } from "./text.ts";
import { asText, formatScalar, labelOf } from "./units.ts";

/** Any answer, for a person: tables for lists of things, `key: value` for one thing. Ends without a line break. */
export function renderValue(value: unknown, layout: Layout): string {
  if (Array.isArray(value)) return renderList(value, layout);
  if (isRow(value)) return renderObject(value, layout);
  return typeof value === "string" ? printableLines(value) : formatScalar("", value, layout.now, false);
}

function renderList(items: readonly unknown[], layout: Layout): string {
  if (items.length === 0) return paint(layout, "dim", "none");
  if (items.every(isRow)) return isBetterAsCards(items, layout) ? renderCards(items, layout) : renderTable(items, layout);
  return items.map((item) => briefly("", item, layout.now)).join("\n");
}

/** Does a table of this width cut what the reader came for: a sentence, or the names of the things that each row holds? */
function isBetterAsCards(rows: readonly Row[], layout: Layout): boolean {
  const holdsNames = rows.some((row) => Object.values(row).some((value) => Array.isArray(value) && value.some(isNamed)));
  return (holdsNames || rows.every(hasSentence)) && layout.width !== null && tableWidth(rows, layout) > layout.width;
}

function isNamed(value: unknown): boolean {
  return isRow(value) && typeof value["name"] === "string";
}

function hasSentence(row: Row): boolean {
  return typeof row["sentence"] === "string" && row["sentence"] !== "";
}

/** What says itself in a sentence: that, and its plain fields in a line below. */
function renderSaid({ sentence, ...rest }: Row, layout: Layout): string {
  const fields = briefly("", Object.fromEntries(fieldsInOrder(rest)), layout.now);
  const said = paint(layout, "bold", wrapTo(printable(sentence as string), 0, layout));
  return `${said}\n${indent(paint(layout, "dim", wrapTo(fields, STEP, layout)), STEP)}`;
}

/** One after the other, each under its title. */
function renderCards(rows: readonly Row[], layout: Layout): string {
  if (rows.every(hasSentence)) return rows.map((row) => renderSaid(row, layout)).join("\n\n");
  return rows
    .map((row) => {
      const heading = ["title", "name"].find((name) => typeof row[name] === "string" && row[name] !== "");
      const fields = fieldsInOrder(row).filter(([name]) => name !== heading);
      if (heading === undefined) return renderFields(fields, layout);
      const title = paint(layout, "bold", wrapTo(printable(row[heading] as string), 0, layout));
      return fields.length === 0 ? title : `${title}\n${indent(renderFields(fields, narrower(layout)), STEP)}`;
    })
    .join("\n\n");
}

function fieldsInOrder(row: Row): [string, unknown][] {
  return Object.entries(row).toSorted(([a], [b]) => Number(isForPrograms(a)) - Number(isForPrograms(b)));
}

function narrower(layout: Layout): Layout {
  return { ...layout, width: layout.width === null ? null : Math.max(LEAST_TEXT_WIDTH, layout.width - STEP) };
}

function renderObject(object: Row, layout: Layout): string {
  const entries = fieldsInOrder(object);
  const single = entries.length === 1 ? entries[0] : undefined;
  // One thing only, such as a link: it stands alone, ready to be copied or piped.
  if (single !== undefined && typeof single[1] === "object" && single[1] !== null) return renderValue(single[1], layout);
  if (single !== undefined) return longText(single[1]) ?? formatScalar(single[0], single[1], layout.now, false);
  return renderEntries(entries, layout);
}

function renderEntries(entries: readonly (readonly [string, unknown])[], layout: Layout): string {
  const lists = entries.filter(([, value]) => isListOfThings(value));
  const rest = entries.filter(([, value]) => !isListOfThings(value));
  // Beside a list, what is null (`nextCursor`) says nothing.
  const told = lists.length > 0 || rest.some(([, value]) => isEmptyList(value)) ? rest.filter(([, value]) => value !== null) : rest;
  const only = told.length === 1 && lists.length === 0 ? told[0] : undefined;
  if (only !== undefined && isEmptyList(only[1])) return renderList([], layout);
  const sections = told.length === 0 ? [] : [renderFields(told, layout)];
  for (const [name, value] of lists) {
    const heading = lists.length > 1 || told.length > 0 ? `${paint(layout, "bold", labelOf(name))}\n` : "";
    sections.push(heading + renderValue(value, layout));
  }
  return sections.join("\n\n");
}

const STEP = 2;
const LEAST_TEXT_WIDTH = 20;

/** `key: value` lines; what has parts of its own follows its name as an indented block. */
export function renderFields(entries: readonly (readonly [string, unknown])[], layout: Layout): string {
  const short = entries.filter(([, value]) => !isBlock(value));
  const labelWidth = Math.max(0, ...short.map(([name]) => widthOf(labelOf(name)) + 1));
  return entries
    .map(([name, value]) => (isBlock(value) ? renderBlock(name, value, layout) : renderPair(name, value, labelWidth, layout)))
    .join("\n");
}

function renderPair(name: string, value: unknown, labelWidth: number, layout: Layout): string {
  const label = paint(layout, "dim", padTo(`${labelOf(name)}:`, labelWidth));
  const said = value === "" ? "none" : (longText(value) ?? briefly(name, value, layout.now, false));
  const text = wrapTo(said, labelWidth + STEP, layout);
  return `${label}  ${paint(layout, colourOfState(text), text).replaceAll("\n", `\n${" ".repeat(labelWidth + STEP)}`)}`;
}

function renderBlock(name: string, value: unknown, layout: Layout): string {
  const heading = paint(layout, "dim", `${labelOf(name)}:`);
  const inner = narrower(layout);
  const body = Array.isArray(value)
    ? value.map((item) => bullet(formatScalar(name, item, layout.now, true), inner)).join("\n")
    : renderEntries(fieldsInOrder(value as Row), inner);
  return `${heading}\n${indent(body, STEP)}`;
}

function bullet(text: string, layout: Layout): string {
  return `- ${wrapTo(text, STEP, layout).replaceAll("\n", `\n${" ".repeat(STEP)}`)}`;
}

function wrapTo(text: string, usedColumns: number, layout: Layout): string {
  return layout.width === null ? text : wrap(text, Math.max(LEAST_TEXT_WIDTH, layout.width - usedColumns));
}

function longText(value: unknown): string | null {
  return typeof value === "string" && value.includes("\n") ? printableLines(value.trimEnd()) : null;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isListOfThings(value: unknown): boolean {
  return Array.isArray(value) && value.some(isRow);
}

/** Does it need lines of its own? Sentences do, and things; a few measures (`used 5 %, cores 8`) read well in one line. */
function isBlock(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => typeof item === "string" && item.trim().includes(" "));
  return isRow(value) && Object.values(value).some((inner) => inner !== null && typeof inner !== "number" && typeof inner !== "boolean");
}

const STREAM_TIMES = ["at", "time", "timestamp"];
const STREAM_TEXTS = ["line", "text", "message", "content"];

/** One item of a stream, in one line: time, plain fields, then its text. What says itself in a sentence says only that. */
export function renderStreamItem(item: unknown, layout: Layout): string {
  if (isRow(item) && hasSentence(item)) return printableLines(item["sentence"] as string);
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
  const ms = typeof value === "number" ? value : Date.parse(asText(value));
  return Number.isFinite(ms) ? new Date(ms).toTimeString().slice(0, 8) : printable(asText(value));
}
