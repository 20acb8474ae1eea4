/** The words that a search looks for, as the server reads them: "quotes" keep words together, -word excludes. */
export function soughtWords(query: string): string[] {
  return [...query.matchAll(/(-?)(?:"([^"]*)"?|(\S+))/g)].flatMap(([, minus, quoted, bare]) => {
    const word = (quoted ?? bare ?? "").trim().toLowerCase();
    return minus === "-" || word === "" ? [] : [word];
  });
}

export interface Piece {
  /** Where in the line it begins. */
  start: number;
  text: string;
  isFound: boolean;
}

/** A line cut at what was found in it. */
export function piecesOf(text: string, words: readonly string[]): Piece[] {
  const lower = text.toLowerCase();
  // Some letters are longer when small: then places do not agree, and nothing is marked.
  if (words.length === 0 || lower.length !== text.length) return [{ start: 0, text, isFound: false }];
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    const found = words
      .map((word) => ({ start: lower.indexOf(word, at), length: word.length }))
      .filter(({ start }) => start !== -1)
      .toSorted((a, b) => a.start - b.start || b.length - a.length)[0];
    const start = found?.start ?? text.length;
    if (start > at) pieces.push({ start: at, text: text.slice(at, start), isFound: false });
    if (found !== undefined) pieces.push({ start, text: text.slice(start, start + found.length), isFound: true });
    at = start + (found?.length ?? 0);
  }
  return pieces;
}
