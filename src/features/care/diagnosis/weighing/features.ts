import type { Category } from "../categories.ts";
import { STRENGTHS } from "../signs/sign.ts";
import type { Finding } from "./finding.ts";

/** What is weighed for each category. Each is a number between about -1 and 3; `weights.ts` says how much it counts. */
export const FEATURES = [
  /** The best phrase for it, by its strength. */
  "sure",
  "likely",
  "hint",
  /** How specific that phrase is. */
  "strength",
  "loud",
  "quiet",
  "frame",
  "deepest",
  "untroubled",
  "outer",
  "recovered",
  "docker",
  /** What came first caused the rest more often than the other way round. */
  "first",
  /** Further phrases that say the same. */
  "more",
  /** The text is set where this goes wrong. */
  "scene",
  /** How the words fit that stand in no phrase. */
  "words",
] as const;
export type Feature = (typeof FEATURES)[number];
export type Features = Partial<Record<Feature, number>>;

const MOST_MORE = 3;
/** Words that fit better or worse than this say no more: a phrase that is there is not outvoted by the words around it. */
const LEAST_WORDS = -1.5;
const MOST_WORDS = 3;

/** What one finding says by itself. */
export function featuresOf(finding: Finding, lastIndex: number): Features {
  const { strength, level } = finding;
  const isSure = strength >= STRENGTHS.sure - 0.01;
  const isLikely = !isSure && strength >= STRENGTHS.likely - 0.01;
  return {
    sure: on(isSure),
    likely: on(isLikely),
    hint: on(!isSure && !isLikely),
    strength,
    loud: on(level === "fatal"),
    quiet: level === "info" ? 1 : level === "warning" ? 0.4 : 0,
    frame: on(finding.isFrame),
    deepest: on(finding.isDeepest),
    untroubled: on(!finding.isTroubled && !isSure),
    outer: on(finding.isOuter),
    recovered: on(finding.isRecovered),
    docker: on(finding.source === "docker" && isSure),
    first: lastIndex <= 0 ? 0.5 : 1 - Math.max(0, finding.index) / lastIndex,
  };
}

function on(is: boolean): number {
  return is ? 1 : 0;
}

/** What all phrases and words together say for one category. */
export function gather(own: readonly Finding[], best: Features, words: number, isScene: boolean): Features {
  const more = own.length === 0 ? 0 : Math.min(MOST_MORE, new Set(own.map(({ phrase }) => phrase)).size - 1);
  return { ...best, more, scene: isScene ? 1 : 0, words: best.recovered === 1 ? 0 : Math.max(LEAST_WORDS, Math.min(words, MOST_WORDS)) };
}

export interface Weights {
  features: Readonly<Record<Feature, number>>;
  /** How much a category has to be spoken for before it is believed. `unknown` is what speaks for none of them. */
  biases: Readonly<Record<Category, number>>;
  /** What speaks for `unknown` when no line tells of trouble. */
  calm: number;
}

export function weigh(features: Features, { features: weights }: Weights): number {
  return FEATURES.reduce((total, feature) => total + weights[feature] * (features[feature] ?? 0), 0);
}

/** Scores to shares that add up to one: with weights that were fitted by these shares, each is how often that answer is right. */
export function sharesOf(scores: ReadonlyMap<Category, number>): Map<Category, number> {
  const highest = Math.max(...scores.values());
  const powers = [...scores].map(([category, score]) => [category, Math.exp(score - highest)] as const);
  const total = powers.reduce((sum, [, power]) => sum + power, 0);
  return new Map(powers.map(([category, power]) => [category, power / total]));
}
