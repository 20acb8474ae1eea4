/** The text of pages as people read them: headings by their size, paragraphs by their distance, without what repeats on every page. */

/** A line of a page, or a piece of one. */
export interface PdfPiece {
  text: string;
  /** Height of its letters, in points. */
  size: number;
  /** Height above the foot of the page, in points. */
  y: number;
  /** Whether a new line begins behind it. */
  isLast: boolean;
}

interface Line {
  text: string;
  size: number;
  y: number;
}

/** A heading is so much larger than most of the text, and no longer than this. */
const LARGER = 1.15;
const LONGEST_HEADING = 120;
const MOST_LEVELS = 4;
/** Lines further apart than so many times their size stand in different paragraphs. */
const APART = 1.7;
/** What stands first or last on so many pages, and on half of them, is a header or a footer. */
const FEWEST_PAGES = 4;
const OFTEN = 0.5;

export function textOfPages(pages: readonly (readonly PdfPiece[])[]): string {
  const lines = withoutRepeated(pages.map(linesOf));
  const levels = levelsOf(lines.flat());
  let text = "";
  let last: (Line & { level: number }) | null = null;
  for (const page of lines) {
    for (const line of page) {
      const level = line.text.length <= LONGEST_HEADING && /\p{L}/u.test(line.text) ? (levels.get(sizeOf(line)) ?? 0) : 0;
      text += joint(last, line, level, text) + line.text;
      last = { ...line, level };
    }
  }
  // A word that was cut at the end of its line.
  return text.replaceAll(/(\p{Ll})-\n(\p{Ll})/gu, "$1$2").trim();
}

/** What comes between two lines: nothing but a space inside one heading, a line's end inside one paragraph. */
function joint(last: (Line & { level: number }) | null, line: Line, level: number, before: string): string {
  const mark = level === 0 ? "" : `${"#".repeat(level)} `;
  if (last === null || before === "") return mark;
  const distance = last.y - line.y;
  const isNear = distance >= 0 && distance <= APART * Math.max(line.size, 1);
  if (isNear && level === last.level) return level === 0 ? "\n" : " ";
  // Over the end of a page a sentence goes on.
  if (distance < 0 && level === 0 && last.level === 0 && !/[.!?:]$/.test(last.text)) return "\n";
  return `\n\n${mark}`;
}

function linesOf(pieces: readonly PdfPiece[]): Line[] {
  const lines: Line[] = [];
  let open: Line | null = null;
  for (const { text, size, y, isLast } of pieces) {
    if (text !== "") {
      if (open === null) open = { text: "", size: 0, y };
      open.text += text;
      if (text.trim() !== "") open.size = Math.max(open.size, size);
    }
    if (isLast && open !== null) {
      lines.push(open);
      open = null;
    }
  }
  if (open !== null) lines.push(open);
  return lines.map((line) => ({ ...line, text: line.text.replaceAll(/\s+/g, " ").trim() })).filter(({ text }) => text !== "");
}

function withoutRepeated(pages: readonly Line[][]): Line[][] {
  const counts = new Map<string, number>();
  const edges = (page: readonly Line[]): Line[] => [...new Set([...page.slice(0, 2), ...page.slice(-2)])];
  for (const page of pages) for (const key of new Set(edges(page).map(shapeOf))) counts.set(key, (counts.get(key) ?? 0) + 1);
  const isRepeated = (line: Line): boolean => (counts.get(shapeOf(line)) ?? 0) >= Math.max(FEWEST_PAGES, OFTEN * pages.length);
  return pages.map((page) => {
    const dropped = new Set(edges(page).filter(isRepeated));
    return page.filter((line) => !dropped.has(line));
  });
}

/** Page 7 of 12 looks as page 8 of 12. */
function shapeOf({ text }: Line): string {
  return text.replaceAll(/\d+/g, "0").toLowerCase();
}

function levelsOf(lines: readonly Line[]): Map<number, number> {
  const letters = new Map<number, number>();
  for (const line of lines) letters.set(sizeOf(line), (letters.get(sizeOf(line)) ?? 0) + line.text.length);
  const [usual = 0] = [...letters].toSorted((a, b) => b[1] - a[1]).map(([size]) => size);
  const larger = [...letters.keys()].filter((size) => size >= LARGER * usual).toSorted((a, b) => b - a);
  return new Map(larger.map((size, rank) => [size, Math.min(rank + 1, MOST_LEVELS)]));
}

function sizeOf({ size }: Line): number {
  return Math.round(size * 2) / 2;
}
