import { termOf, wordsOf } from "../words/words.ts";

const CHARS = 280;

/** The stretch of a text that has most of the query's terms, about two lines long, on one line. */
export function snippetOf(text: string, terms: ReadonlySet<string>): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= CHARS) return line;
  const places: number[] = [];
  for (const match of line.matchAll(/[\p{L}\p{N}\p{M}]+/gu))
    if (wordsOf(match[0]).some((word) => terms.has(termOf(word)))) places.push(match.index);
  let best = 0;
  let most = 0;
  places.forEach((from, index) => {
    let inside = 0;
    while (index + inside < places.length && (places[index + inside] as number) < from + CHARS - 40) inside += 1;
    if (inside > most) {
      most = inside;
      best = from;
    }
  });
  const start = best < 60 ? 0 : line.indexOf(" ", best - 60) + 1;
  const end = start + CHARS >= line.length ? line.length : Math.max(line.lastIndexOf(" ", start + CHARS), start + CHARS / 2);
  return `${start > 0 ? "… " : ""}${line.slice(start, end).toWellFormed()}${end < line.length ? " …" : ""}`;
}
