import type { Category } from "../categories.ts";
import type { SignBook } from "../reading/book.ts";
import type { ReadLine } from "../reading/line.ts";
import type { Vocabulary } from "../reading/vocabulary.ts";
import { extentOf, featuresOf, gather, harmless, LOUDNESS, weigh, type Features, type Weights } from "./features.ts";
import { findIn, settleRecovered, type Finding } from "./finding.ts";
import { PRIOR } from "./weights.ts";

/** What a text says about each category, before it is weighed. */
export interface Considered {
  byCategory: ReadonlyMap<Category, { features: Features; findings: readonly Finding[] }>;
  /** No line tells of trouble. */
  isCalm: boolean;
  /** The line whose words fit a category best; null when none does. */
  wordiestLine: (category: Category) => string | null;
}

/** So many lines of trouble are read word by word, the loudest first: what is the matter stands in the first ones. */
const MOST_WORDY_LINES = 16;
const MOST_SCENE_LINES = 200;

export function consider(
  lines: readonly ReadLine[],
  hints: readonly Finding[],
  { book, vocabulary }: { book: SignBook; vocabulary: Vocabulary },
): Considered {
  const findings = [...lines.flatMap((line) => findIn(book, line)), ...hints];
  settleRecovered(findings, lines);
  const extent = extentOf(findings);
  const wordy = wordiestOf(lines, vocabulary);
  const scenes = new Set(
    lines
      .filter(({ level }) => level !== "info")
      .slice(0, MOST_SCENE_LINES)
      .flatMap(({ text }) => book.scenes(text)),
  );
  const found = Map.groupBy(findings, ({ category }) => category);
  const categories = new Set([...found.keys(), ...wordy.keys()]);
  return {
    byCategory: new Map(
      [...categories].map((category) => {
        const own = (found.get(category) ?? [])
          .map((finding) => ({ finding, features: featuresOf(finding, extent) }))
          .map((each) => ({ ...each, score: weigh(each.features, PRIOR) }))
          .toSorted((a, b) => b.score - a.score || a.finding.index - b.finding.index);
        const ordered = own.map(({ finding }) => finding);
        const gathered = gather(ordered, own[0]?.features ?? {}, wordy.get(category)?.fit ?? 0, scenes.has(category));
        return [category, { features: category === "unknown" ? harmless(ordered) : gathered, findings: ordered }] as const;
      }),
    ),
    isCalm: wordy.size === 0,
    wordiestLine: (category) => {
      const best = wordy.get(category);
      return best === undefined || best.fit <= 0 ? null : best.line.original;
    },
  };
}

/** For each category the line of trouble whose words fit it best; nothing where no line tells of trouble. */
function wordiestOf(lines: readonly ReadLine[], vocabulary: Vocabulary): Map<Category, { line: ReadLine; fit: number }> {
  const best = new Map<Category, { line: ReadLine; fit: number }>();
  const troubled = lines
    .filter(({ isTroubled, isFrame }) => isTroubled && !isFrame)
    .toSorted((a, b) => LOUDNESS[b.level] - LOUDNESS[a.level] || a.index - b.index);
  for (const line of troubled.slice(0, MOST_WORDY_LINES)) {
    for (const [category, fit] of vocabulary.judge(line.spelled)) {
      const heard = fit > 0 ? fit * LOUDNESS[line.level] : fit;
      if (heard > (best.get(category)?.fit ?? -Infinity)) best.set(category, { line, fit: heard });
    }
  }
  return best;
}

/** One score for each category, `unknown` among them. */
export function scoresOf({ byCategory, isCalm }: Considered, weights: Weights): Map<Category, number> {
  return new Map<Category, number>([
    ["unknown", weights.biases.unknown + (isCalm ? weights.calm : 0)],
    ...[...byCategory].map(
      ([category, { features }]) =>
        [category, weights.biases[category] + weigh(features, weights) + (category === "unknown" && isCalm ? weights.calm : 0)] as const,
    ),
  ]);
}
