import type { Category } from "../categories.ts";
import type { SignBook } from "../reading/book.ts";
import type { ReadLine } from "../reading/line.ts";
import type { Vocabulary } from "../reading/vocabulary.ts";
import { featuresOf, gather, weigh, type Features, type Weights } from "./features.ts";
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

/** So many lines of trouble are read word by word: what is the matter stands in the first ones. */
const MOST_WORDY_LINES = 12;
const MOST_SCENE_LINES = 200;

export function consider(
  lines: readonly ReadLine[],
  hints: readonly Finding[],
  { book, vocabulary }: { book: SignBook; vocabulary: Vocabulary },
): Considered {
  const findings = [...lines.flatMap((line) => findIn(book, line)), ...hints];
  settleRecovered(findings, lines);
  const lastIndex = lines.at(-1)?.index ?? 0;
  const wordy = lines.filter(({ isTroubled, isFrame }) => isTroubled && !isFrame).slice(0, MOST_WORDY_LINES);
  const words = vocabulary.judge(wordy.map(({ spelled }) => spelled));
  const scenes = new Set(lines.slice(0, MOST_SCENE_LINES).flatMap(({ text }) => book.scenes(text)));
  const found = Map.groupBy(findings, ({ category }) => category);
  const categories = wordy.length === 0 ? [...found.keys()] : [...words.keys()];
  return {
    byCategory: new Map(
      categories.map((category) => {
        const own = (found.get(category) ?? [])
          .map((finding) => ({ finding, features: featuresOf(finding, lastIndex) }))
          .map((each) => ({ ...each, score: weigh(each.features, PRIOR) }))
          .toSorted((a, b) => b.score - a.score || a.finding.index - b.finding.index);
        const ordered = own.map(({ finding }) => finding);
        return [
          category,
          { features: gather(ordered, own[0]?.features ?? {}, words.get(category) ?? 0, scenes.has(category)), findings: ordered },
        ] as const;
      }),
    ),
    isCalm: wordy.length === 0,
    wordiestLine: (category) => {
      const [best] = wordy
        .map(({ spelled, original }) => ({ original, fit: vocabulary.judge([spelled]).get(category) ?? 0 }))
        .toSorted((a, b) => b.fit - a.fit);
      return best === undefined || best.fit <= 0 ? null : best.original;
    },
  };
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
