import { groupOf, PASSING, type Category, type Group } from "./categories.ts";
import { confidenceOf } from "./confidence.ts";
import { readCircumstances, type Circumstances } from "./circumstances.ts";
import { SignBook, type Match } from "./reading/book.ts";
import { readLines, type ReadLine } from "./reading/line.ts";
import { Phrase } from "./reading/phrase.ts";
import { SIGNS } from "./knowledge.ts";
import { STRENGTHS } from "./signs/sign.ts";

export interface EvidenceLine {
  source: "log" | "docker";
  line: string;
  why: string;
}

export interface Diagnosis {
  category: Category;
  group: Group;
  /** 0 to 1: of a hundred diagnoses with 0.8, eighty are right. */
  confidence: number;
  /** What it rests on, the cause line first. */
  evidence: EvidenceLine[];
  alternatives: { category: Category; confidence: number }[];
}

/** What speaks for one category in one place. */
interface Finding extends Match {
  score: number;
  index: number;
  lastIndex: number;
  line: string;
  source: EvidenceLine["source"];
  writer: string;
}

/** Below this nobody should act on it. */
export const LEAST_CONFIDENCE = 0.35;
const MOST_EVIDENCE = 5;
const MOST_ALTERNATIVES = 4;

/** Of several reasons in one line the strongest counts in full. */
const BESIDE_A_BETTER_ONE = 0.75;
/** What only fits is no more than talk where nothing is said to be wrong. */
const UNTROUBLED = 0.6;
/** What came first caused the rest more often than the other way round. */
const FOR_BEING_FIRST = 0.04;
const FOR_MORE_SIGNS = 0.015;
const MOST_MORE_SIGNS = 3;
/** It failed, and later it worked. */
const RECOVERED = 0.4;
const RECOVERIES = [
  "successfully connected",
  "connected successfully",
  "connected to",
  "reconnected",
  "connection established",
  "connection restored",
  "connection re-established",
  "connection successful",
  "connection succeeded",
  "is reachable again",
  "back online",
  "succeeded after",
  "recovered",
  "connected",
].map((text) => new Phrase(text));
const STILL_AWAY = ["not connected", "failed", "cannot", "unable", "error"].map((text) => new Phrase(text));

let book: SignBook | undefined;

/** Say what went wrong, by the lines that a service wrote. Pure; its time grows with the length of the text alone. */
export function classify(lines: readonly string[], circumstances: Circumstances = {}): Diagnosis {
  book ??= new SignBook(SIGNS);
  const read = readLines(lines);
  const findings = read.flatMap((line) => findIn(book as SignBook, line));
  settleRecovered(findings, read);
  for (const hint of readCircumstances(circumstances, book)) {
    findings.push({ ...hint, score: hint.strength, from: 0, index: -1, lastIndex: -1, source: "docker", writer: "" });
  }
  const ranking = rank(findings);
  const [first, second] = ranking;
  if (first === undefined) return unknown([]);
  const confidence = confidenceOf(first.score, second?.score ?? 0);
  const others = ranking
    .slice(1, 1 + MOST_ALTERNATIVES)
    .map(({ category, score }) => ({ category, confidence: confidenceOf(score, first.score) }));
  if (confidence < LEAST_CONFIDENCE) return unknown([{ category: first.category, confidence }, ...others].slice(0, MOST_ALTERNATIVES));
  return {
    category: first.category,
    group: groupOf(first.category),
    confidence,
    evidence: first.findings.slice(0, MOST_EVIDENCE).map(({ source, line, why }) => ({ source, line, why })),
    alternatives: others,
  };
}

function unknown(alternatives: Diagnosis["alternatives"]): Diagnosis {
  return { category: "unknown", group: "unknown", confidence: 0, evidence: [], alternatives };
}

function findIn(signs: SignBook, line: ReadLine): Finding[] {
  const matches = signs.read(line.text).toSorted((a, b) => b.strength - a.strength || b.from - a.from);
  return matches.map((match, place) => ({
    ...match,
    score:
      match.strength *
      line.weight *
      (place === 0 ? 1 : BESIDE_A_BETTER_ONE) *
      (line.isTroubled || match.strength >= STRENGTHS.sure ? 1 : UNTROUBLED),
    index: line.index,
    lastIndex: line.lastIndex,
    line: line.original,
    source: "log",
    writer: line.source,
  }));
}

/** What passes by itself, and was followed by success, was not the cause. */
function settleRecovered(findings: Finding[], lines: readonly ReadLine[]): void {
  if (!findings.some(({ category }) => PASSING.has(category))) return;
  const recoveries = lines.filter(
    ({ text }) => RECOVERIES.some((phrase) => phrase.find(text)) && !STILL_AWAY.some((phrase) => phrase.find(text)),
  );
  for (const category of PASSING) {
    const own = findings.filter((finding) => finding.category === category);
    const last = Math.max(...own.map(({ lastIndex }) => lastIndex));
    for (const finding of own) {
      if (recoveries.some(({ lastIndex, source }) => lastIndex > last && source === finding.writer)) finding.score *= RECOVERED;
    }
  }
}

interface Ranked {
  category: Category;
  score: number;
  findings: Finding[];
}

function rank(findings: readonly Finding[]): Ranked[] {
  const byCategory = Map.groupBy(findings, ({ category }) => category);
  const lastIndex = Math.max(1, ...findings.map(({ index }) => index));
  return [...byCategory]
    .map(([category, own]) => {
      const sorted = own
        .map((finding) => ({ ...finding, score: finding.score + FOR_BEING_FIRST * (1 - Math.max(0, finding.index) / lastIndex) }))
        .toSorted((a, b) => b.score - a.score || a.index - b.index);
      const more = Math.min(MOST_MORE_SIGNS, new Set(own.map(({ phrase }) => phrase)).size - 1);
      return { category, score: (sorted[0]?.score ?? 0) + FOR_MORE_SIGNS * more, findings: sorted };
    })
    .toSorted((a, b) => b.score - a.score);
}
