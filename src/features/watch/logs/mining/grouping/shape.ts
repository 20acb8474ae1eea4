import { VARIABLE } from "../masking/mask.ts";

/** Lines that masking made equal, counted, in pieces. */
export interface Shape {
  /** The masked line. */
  text: string;
  /** What stands between the words, with a mark for each word: lines of one template have the same. */
  frame: string;
  words: readonly string[];
  /** What stands before each word, and at the end what is behind the last. */
  between: readonly string[];
  /** How many lines there were. */
  count: number;
}

const BETWEEN = new Set(" =:,;()[]{}\"'<>|".split(""));
const WORD_MARK = "\u0001";

export function shapeOf(text: string): Shape {
  const words: string[] = [];
  const between: string[] = [];
  let at = 0;
  for (;;) {
    const from = at;
    while (at < text.length && isBetween(text, at)) at += 1;
    between.push(text.slice(from, at));
    if (at >= text.length) break;
    const word = at;
    while (at < text.length && !isBetween(text, at)) at += text.startsWith(VARIABLE, at) ? VARIABLE.length : 1;
    words.push(text.slice(word, at));
  }
  return { text, frame: between.join(WORD_MARK), words, between, count: 0 };
}

function isBetween(text: string, at: number): boolean {
  return BETWEEN.has(text[at] ?? "") && !text.startsWith(VARIABLE, at);
}
