import type { Category } from "../categories.ts";
import type { Level } from "../reading/level.ts";
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
  "warning",
  /** How much quieter its line is than the loudest that says anything. */
  "quieter",
  "told",
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
  /** Only for `unknown`: something is said to be wrong that none of the categories is. */
  "harmless",
  /** How the words fit that stand in no phrase. */
  "words",
] as const;
export type Feature = (typeof FEATURES)[number];
export type Features = Partial<Record<Feature, number>>;

const MOST_MORE = 3;
/** Words that fit better or worse than this say no more: a phrase that is there is not outvoted by the words around it. */
const LEAST_WORDS = -1.5;
const MOST_WORDS = 3;

/** How much a line counts, by its own level. */
export const LOUDNESS: Readonly<Record<Level, number>> = { fatal: 1, error: 1, unsaid: 0.9, warning: 0.6, info: 0.3 };

/** Where in a text something is said about the cause, and how loud. */
export interface Extent {
  from: number;
  to: number;
  /** Of its loudest line. */
  loudness: number;
}

/** From the first line that says anything to the last. What follows any trouble says nothing. */
export function extentOf(findings: readonly Finding[]): Extent {
  const told = findings.filter(({ category, source }) => category !== "unknown" && category !== "crash_loop" && source === "log");
  return told.reduce<Extent>(
    ({ from, to, loudness }, { index, level }) => ({
      from: Math.min(from, index),
      to: Math.max(to, index),
      loudness: Math.max(loudness, LOUDNESS[level]),
    }),
    { from: Infinity, to: -1, loudness: 0 },
  );
}

/** What one finding says by itself. */
export function featuresOf(finding: Finding, extent: Extent): Features {
  const { strength, level } = finding;
  const isSure = strength >= STRENGTHS.sure - 0.01;
  const isLikely = !isSure && strength >= STRENGTHS.likely - 0.01;
  return {
    sure: on(isSure),
    likely: on(isLikely),
    hint: on(!isSure && !isLikely),
    strength,
    loud: on(level === "fatal"),
    warning: on(level === "warning"),
    quieter: Math.max(0, extent.loudness - LOUDNESS[level]),
    told: on(level === "info"),
    frame: on(finding.isFrame),
    deepest: on(finding.isDeepest),
    untroubled: on(!finding.isTroubled && !isSure),
    outer: on(finding.isOuter),
    recovered: on(finding.isRecovered),
    docker: on(finding.source === "docker" && isSure),
    first: extent.to <= extent.from ? 0.5 : 1 - Math.max(0, finding.index - extent.from) / (extent.to - extent.from),
  };
}

/** What speaks for `unknown`: a mistake in the program, unless something better is found. */
export function harmless([best]: readonly Finding[]): Features {
  return best === undefined ? {} : { harmless: best.strength };
}

function on(is: boolean): number {
  return is ? 1 : 0;
}

/** What all phrases and words together say for one category. */
export function gather(own: readonly Finding[], best: Features, words: number, isScene: boolean): Features {
  const more = own.length === 0 ? 0 : Math.min(MOST_MORE, new Set(own.map(({ phrase }) => phrase)).size - 1);
  return {
    ...best,
    more,
    scene: on(isScene),
    // What the scene itself says stands around its reasons.
    outer: isScene ? 0 : (best.outer ?? 0),
    words: best.recovered === 1 ? 0 : Math.max(LEAST_WORDS, Math.min(words, MOST_WORDS)),
  };
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
