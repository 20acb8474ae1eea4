/**
 * Cuts a text into pieces that can be found and shown: at headings, paragraphs, lines, sentences, words, in this order of
 * preference. The pieces put together are the text again, character for character.
 */

export interface Chunk {
  /** The headings that it stands under, outermost first: "Backups > Restoring". Null when there are none. */
  heading: string | null;
  text: string;
}

/** A text up to this length stays whole. About a page; an abstract, a mail and a turn of talk are shorter. */
const MOST_CHARS = 1_600;
/** A piece below this length goes on under the next heading instead of standing alone. */
const FEW_CHARS = 300;
const HEADING = /^(#{1,6})[ \t]+(\S.*)$/;
const FENCE = /^[ \t]*(```|~~~)/;
const DEEPEST = 6;
const LONGEST_HEADING = 120;

export function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  for (const section of sectionsOf(text)) {
    const last = chunks.at(-1);
    if (last !== undefined && last.text.length < FEW_CHARS && last.text.length + section.text.length <= MOST_CHARS) {
      chunks[chunks.length - 1] = { heading: last.heading ?? section.heading, text: last.text + section.text };
      continue;
    }
    for (const piece of piecesOf(section.text)) chunks.push({ heading: section.heading, text: piece });
  }
  return chunks;
}

/** A title from the text itself: its first heading, or null. */
export function titleIn(text: string): string | null {
  const line = text
    .slice(0, 4_096)
    .split("\n")
    .find((each) => HEADING.test(each));
  return line === undefined ? null : (HEADING.exec(line)?.[2] ?? "").trim().slice(0, LONGEST_HEADING);
}

/** The text from one heading to the next. A `#` inside a fenced block of code is a comment, not a heading. */
function sectionsOf(text: string): Chunk[] {
  const sections: Chunk[] = [];
  const path: (string | undefined)[] = [];
  let isFenced = false;
  let from = 0;
  let heading: string | null = null;
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf("\n", at);
    const next = end === -1 ? text.length : end + 1;
    const isLine = next - at <= 1_000;
    const line = isLine ? text.slice(at, next).trimEnd() : "";
    if (FENCE.test(line)) isFenced = !isFenced;
    const found = isFenced ? null : HEADING.exec(line);
    if (found !== null) {
      if (at > from) sections.push({ heading, text: text.slice(from, at) });
      const level = found[1]?.length ?? 1;
      path[level - 1] = (found[2] ?? "").replace(/\s#+$/, "").slice(0, LONGEST_HEADING);
      path.length = Math.min(level, DEEPEST);
      heading = path.filter((each) => each !== undefined).join(" > ");
      from = at;
    }
    at = next;
  }
  if (from < text.length) sections.push({ heading, text: text.slice(from) });
  return sections;
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  while (text.length - from > MOST_CHARS) {
    const cut = from + cutWithin(text.slice(from, from + MOST_CHARS));
    pieces.push(text.slice(from, cut));
    from = cut;
  }
  return from < text.length ? [...pieces, text.slice(from)] : pieces;
}

/** Where to cut a window of text: behind the last break of the best kind in its second half. */
function cutWithin(window: string): number {
  const half = window.length / 2;
  for (const ending of ["\n\n", "\n", ". ", "! ", "? ", "; ", " "]) {
    const at = window.lastIndexOf(ending) + ending.length;
    if (at - ending.length >= half) return at;
  }
  // Never between the two halves of one character.
  const last = window.charCodeAt(window.length - 1);
  return last >= 0xd8_00 && last <= 0xdb_ff ? window.length - 1 : window.length;
}
