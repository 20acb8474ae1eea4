import type { AnswerOf } from "../api/operations.ts";
import type { Story } from "../api/shapes.ts";

export type LogLine = AnswerOf<"GET /logs/search">["lines"][number];

/** A line of the log as the story shows it, or how many are left out between two. */
export type LogPiece = { kind: "line"; line: LogLine; why: string | null } | { kind: "left-out"; key: string; count: number };

interface Evidence {
  line: string;
  why: string;
}

/** As many lines before and after what is evidence. */
const CONTEXT = 3;
const MOST_LAST_WORDS = 6;

/**
 * The evidence inside the log that it comes from: the last time each was written, with the lines around it.
 *
 * @param lines oldest first
 * @returns nothing when none of the evidence is among them
 */
export function evidenceInLog(lines: readonly LogLine[], evidence: readonly Evidence[]): LogPiece[] {
  const whyOf = (text: string): string | null => evidence.find(({ line }) => line.trim() === text.trim())?.why ?? null;
  const found = evidence.map(({ line }) => lines.findLastIndex(({ text }) => text.trim() === line.trim())).filter((at) => at >= 0);
  const isShown = (index: number): boolean => found.some((at) => Math.abs(at - index) <= CONTEXT);
  const pieces: LogPiece[] = [];
  let leftOut = 0;
  for (const [index, line] of lines.entries()) {
    if (!isShown(index)) {
      leftOut += 1;
      continue;
    }
    // What stands before the first and after the last of them is not between anything.
    if (leftOut > 0 && pieces.length > 0) pieces.push({ kind: "left-out", key: `before ${index}`, count: leftOut });
    leftOut = 0;
    pieces.push({ kind: "line", line, why: whyOf(line.text) });
  }
  return pieces;
}

/** The last lines, where none of them is evidence: what a program wrote before its end is worth a look anyway. */
export function lastWords(lines: readonly LogLine[]): LogPiece[] {
  return lines.slice(-MOST_LAST_WORDS).map((line) => ({ kind: "line", line, why: null }));
}

/** Last words are written a moment after the end. */
const LAST_WORDS_MS = 5_000;

/** Up to when the log is about the end itself: what a program wrote once it was started again is another run. */
export function logUntil({ happenedAt, againAt, attempts }: Pick<Story, "happenedAt" | "againAt" | "attempts">): string {
  const from = Date.parse(againAt ?? happenedAt);
  const starts = attempts
    .filter(({ level }) => level === "acted")
    .map(({ startedAt }) => Date.parse(startedAt))
    .filter((at) => at > from);
  return new Date(Math.min(from + LAST_WORDS_MS, ...starts)).toISOString();
}

/** Evidence from a log that is not among these lines. */
export function missingFrom<Kept extends Evidence>(lines: readonly LogLine[], evidence: readonly Kept[]): Kept[] {
  return evidence.filter(({ line }) => lines.every(({ text }) => text.trim() !== line.trim()));
}
