import { stripVTControlCharacters } from "node:util";

/** C0 and C1 controls, and the marks that turn the direction of writing: none of them may reach a terminal from outside. */
// oxlint-disable-next-line no-control-regex -- control characters are the subject
const HOSTILE = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;

/** Text from outside as it may stand on a terminal, in one line. */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\s*[\r\n\t]+\s*/g, " ")
    .replaceAll(HOSTILE, "");
}

/** The same, keeping its lines. */
export function printableLines(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => printable(line.replaceAll("\t", "    ")))
    .join("\n");
}

/** JSON that is still the same JSON, and that a terminal shows as text: what `JSON.stringify` leaves raw is escaped. */
export function terminalJson(value: unknown, space?: number): string {
  const text = JSON.stringify(value, null, space) ?? "null";
  return text.replaceAll(HOSTILE, (character) =>
    character === "\n" ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;
const PLAIN = /^[\u0020-\u007E]*$/;

/** Columns of a terminal that the text takes: East Asian letters and emoji take two. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Cut to a width, with an ellipsis in the last column. */
export function truncate(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = widthOf(segment);
    if (used + next > width - 1) break;
    kept += segment;
    used += next;
  }
  return `${kept}…`;
}

export function padTo(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** Break at spaces so that no line is wider; a single word that is wider stays whole, so that it can still be copied. */
export function wrap(text: string, width: number): string {
  return text
    .split("\n")
    .flatMap((line) => (widthOf(line) <= width ? [line] : wrapLine(line, width)))
    .join("\n");
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current !== "" && widthOf(longer) > width) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current];
}

/** Each line further in. */
export function indent(text: string, columns: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(columns));
}
