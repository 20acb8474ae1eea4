/** The sides of style that an edit can speak of, each with its two directions. */
export const ASPECTS = {
  length: { less: "shorter", more: "longer" },
  format: { less: "plain", more: "structured" },
  tone: { less: "casual", more: "formal" },
} as const;
export type Aspect = keyof typeof ASPECTS;

/** What of a text is looked at. Shares are of its lines, rates of its words. */
export interface TextStyle {
  words: number;
  /** Lines that are list items, headings, table rows, or that carry bold or code marks: 0 to 1. */
  structuredShare: number;
  /** Contractions, exclamations, emoji and chatty openings in a hundred words. */
  casualRate: number;
}

const LONGEST_TEXT = 100_000;
const STRUCTURED_LINE = /^\s*(?:[-*+•]\s|\d{1,3}[.)]\s|#{1,6}\s|\||>\s|```)|\*\*[^*\n]+\*\*|__[^_\n]+__/;
const CASUAL =
  /\b(?:i'm|i'll|i've|you're|you'll|you've|we're|we'll|it's|that's|there's|here's|let's|don't|doesn't|didn't|can't|won't|isn't|aren't|wouldn't|gonna|wanna|kinda|yeah|yep|nope|hey|hi|hello|sure|okay|ok|cool|awesome|btw|thanks|lol|hallo|na ja|klar|super|mal|halt)\b|!|\p{Extended_Pictographic}|[:;]-?[)(D]/giu;

export function styleOf(text: string): TextStyle {
  const sample = text.slice(0, LONGEST_TEXT).replaceAll("’", "'");
  const words = sample.match(/[\p{L}\p{N}]+(?:'[\p{L}]+)?/gu)?.length ?? 0;
  const lines = sample.split("\n").filter((line) => line.trim() !== "");
  const structured = lines.filter((line) => STRUCTURED_LINE.test(line)).length;
  const casual = sample.match(CASUAL)?.length ?? 0;
  return {
    words,
    structuredShare: lines.length === 0 ? 0 : structured / lines.length,
    casualRate: words === 0 ? 0 : (100 * casual) / words,
  };
}

/** -1: the edit went towards `less`, 1: towards `more`, 0: it says nothing about this side. */
export type Direction = -1 | 0 | 1;

/** Changes smaller than these are chance: words by a factor, structure in share of lines, casual marks in a hundred words. */
const SHORTER = 0.85;
const LONGER = 1.2;
const RESTRUCTURED = 0.15;
const RETONED = 1;

/** What it says about somebody's taste that they turned one text into the other. */
export function readEdit(before: string, after: string): Record<Aspect, Direction> {
  const [was, is] = [styleOf(before), styleOf(after)];
  if (was.words === 0 || is.words === 0) return { length: 0, format: 0, tone: 0 };
  const ratio = is.words / was.words;
  return {
    length: ratio <= SHORTER ? -1 : ratio >= LONGER ? 1 : 0,
    format: beyond(is.structuredShare - was.structuredShare, RESTRUCTURED),
    tone: beyond(was.casualRate - is.casualRate, RETONED),
  };
}

function beyond(change: number, least: number): Direction {
  return change >= least ? 1 : change <= -least ? -1 : 0;
}
