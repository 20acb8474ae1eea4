import { PASSING, type Category } from "../categories.ts";
import type { Level } from "../reading/level.ts";
import type { SignBook } from "../reading/book.ts";
import type { ReadLine } from "../reading/line.ts";
import type { Match } from "../reading/match.ts";
import { readNumbers } from "../reading/number.ts";
import { STRENGTHS } from "../signs/sign.ts";
import { Phrase } from "../reading/phrase.ts";

/** What speaks for one category in one place. */
export interface Finding extends Match {
  source: "log" | "docker";
  /** As it came, for a person. */
  line: string;
  /** Number of its line, from 0; -1 for what Docker says. */
  index: number;
  lastIndex: number;
  writer: string;
  level: Level;
  isFrame: boolean;
  isDeepest: boolean;
  isTroubled: boolean;
  /** Its line gives another reason further in, as in `cannot connect: name not known`. */
  isOuter: boolean;
  /** It failed, and later it worked. */
  isRecovered: boolean;
}

/** A word with a value behind it is a setting: `timeout=30s`, `"rateLimit": 100`. */
const VALUE = /^["']?\s?[=:]\s?["']?(?:\d|true|false|null|\{|\[|yes\b|no\b|on\b|off\b|none\b)/;
const LONGEST_VALUE = 12;

const RECOVERIES = [
  "successfully connected",
  "connected successfully",
  "connected to",
  "reconnected",
  "connection established",
  "connection * established",
  "connection restored",
  "connection re-established",
  "connection successful",
  "connection succeeded",
  "is reachable again",
  "back online",
  "succeeded after",
  "recovered",
  "connected",
  "retry * succeeded",
  "succeeded on attempt",
  "is up again",
].map((text) => new Phrase(text));
const STILL_AWAY = ["not connected", "failed", "cannot", "unable", "error", "not *"].map((text) => new Phrase(text));

/** Everything that a line says about what could be the matter. */
export function findIn(book: SignBook, line: ReadLine): Finding[] {
  const matches = new Map<Category, Match>();
  const keep = (found: readonly Match[], text: string): void => {
    for (const match of found) {
      if (!line.isTroubled && VALUE.test(text.slice(match.to, match.to + LONGEST_VALUE))) continue;
      if ((matches.get(match.category)?.strength ?? 0) < match.strength) matches.set(match.category, match);
    }
  };
  keep(book.read(line.text), line.text);
  if (line.spelled !== line.text) keep(book.read(line.spelled), line.spelled);
  keep(readNumbers(line.text), line.text);
  // A mistake in the program has words of its own, as `total is not defined`: only a clear cause in the same line is heard beside it.
  const isMistake = (matches.get("unknown")?.strength ?? 0) >= STRENGTHS.sure;
  const found = [...matches.values()].filter(
    ({ category, strength }) => !isMistake || category === "unknown" || strength >= STRENGTHS.sure,
  );
  return found.map((match) => ({
    ...match,
    source: "log",
    line: line.original,
    index: line.index,
    lastIndex: line.lastIndex,
    writer: line.source,
    level: line.level,
    isFrame: line.isFrame,
    isDeepest: line.isDeepest,
    isTroubled: line.isTroubled,
    isOuter: found.some((other) => other.from >= match.to && other.strength >= match.strength - EQUAL),
    isRecovered: false,
  }));
}

/** Strengths that differ by less are the same: a longer phrase is no deeper reason. */
const EQUAL = 0.05;

/** What passes by itself, and was followed by success, was not the cause. */
export function settleRecovered(findings: readonly Finding[], lines: readonly ReadLine[]): void {
  if (!findings.some(({ category }) => PASSING.has(category))) return;
  const recoveries = lines.filter(
    ({ text }) => RECOVERIES.some((phrase) => phrase.find(text)) && !STILL_AWAY.some((phrase) => phrase.find(text)),
  );
  for (const category of PASSING) {
    const own = findings.filter((finding) => finding.category === category);
    const last = own.reduce((latest, { lastIndex }) => Math.max(latest, lastIndex), -1);
    for (const finding of own)
      finding.isRecovered = recoveries.some(({ lastIndex, source }) => lastIndex > last && source === finding.writer);
  }
}
