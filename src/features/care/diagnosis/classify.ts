import { groupOf, type Category, type Group } from "./categories.ts";
import { readCircumstances, type Circumstances } from "./circumstances.ts";
import { SIGNS } from "./knowledge.ts";
import { readLines } from "./reading/line.ts";
import { SignBook } from "./reading/book.ts";
import { Vocabulary } from "./reading/vocabulary.ts";
import { sharesOf } from "./weighing/features.ts";
import { consider, scoresOf, type Considered } from "./weighing/consider.ts";
import { WEIGHTS } from "./weighing/weights.ts";

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

/** Less than this is not said. It need not be more than the chance that nothing of all this is the matter: how sure it is stands beside it. */
const LEAST_CONFIDENCE = 0.3;
const MOST_EVIDENCE = 5;
const MOST_ALTERNATIVES = 4;
const LEAST_ALTERNATIVE = 0.01;

let knowledge: { book: SignBook; vocabulary: Vocabulary } | undefined;

/** Say what went wrong, by the lines that a service wrote. Pure; its time grows with the length of the text alone. */
export function classify(lines: readonly string[], circumstances: Circumstances = {}): Diagnosis {
  knowledge ??= { book: new SignBook(SIGNS), vocabulary: new Vocabulary(SIGNS) };
  const considered = consider(readLines(lines), readCircumstances(circumstances, knowledge.book), knowledge);
  if (considered.byCategory.size === 0) return unknown([]);
  const ranking = [...sharesOf(scoresOf(considered, WEIGHTS))]
    .map(([category, share]) => ({ category, confidence: Math.round(100 * share) / 100 }))
    .toSorted((a, b) => b.confidence - a.confidence);
  const [first, ...others] = ranking.filter(({ category, confidence }) => category !== "unknown" && confidence >= LEAST_ALTERNATIVE);
  if (first === undefined) return unknown([]);
  if (first.confidence < LEAST_CONFIDENCE) return unknown([first, ...others]);
  return {
    category: first.category,
    group: groupOf(first.category),
    confidence: first.confidence,
    evidence: evidenceFor(first.category, considered),
    alternatives: others.slice(0, MOST_ALTERNATIVES),
  };
}

function unknown(alternatives: Diagnosis["alternatives"]): Diagnosis {
  return { category: "unknown", group: "unknown", confidence: 0, evidence: [], alternatives: alternatives.slice(0, MOST_ALTERNATIVES) };
}

/** The phrases that speak for it; where there is none, the line whose words do. */
function evidenceFor(category: Category, { byCategory, wordiestLine }: Considered): EvidenceLine[] {
  const findings = byCategory.get(category)?.findings ?? [];
  if (findings.length > 0) return findings.slice(0, MOST_EVIDENCE).map(({ source, line, why }) => ({ source, line, why }));
  const line = wordiestLine(category);
  const why = SIGNS.find((signs) => signs.category === category)?.why ?? category;
  return line === null ? [] : [{ source: "log", line, why: `by its words: ${why}` }];
}
