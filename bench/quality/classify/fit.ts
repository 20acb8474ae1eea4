import { SIGNS } from "../../../src/features/care/diagnosis/knowledge.ts";
import { SignBook } from "../../../src/features/care/diagnosis/reading/book.ts";
import { readLines } from "../../../src/features/care/diagnosis/reading/line.ts";
import { Vocabulary } from "../../../src/features/care/diagnosis/reading/vocabulary.ts";
import { consider, scoresOf, type Considered } from "../../../src/features/care/diagnosis/weighing/consider.ts";
import { FEATURES, sharesOf, type Feature, type Weights } from "../../../src/features/care/diagnosis/weighing/features.ts";
import { PRIOR } from "../../../src/features/care/diagnosis/weighing/weights.ts";
import type { Category } from "../../../src/features/care/diagnosis/categories.ts";
import { randomOf } from "../interval.ts";
import { inOrdinary, TUNED } from "./ordinary.ts";
import type { Labelled } from "./excerpts.ts";

interface Case {
  considered: Considered;
  accept: readonly Category[];
}

/**
 * The signs were written with these excerpts at hand, so that they know their wording better than that of others. Each excerpt is
 * read several times by somebody who does not know a part of the phrases: that is what text of others is like.
 */
const READERS = 6;
const HIDDEN = 0.5;
/** So many texts that tell of no cause. */
const QUIET = 60;
const STEPS = 250;
const RATE = 1;
/** How strongly the weights are held near the prior. */
const PULL = 0.002;

/** The weights that make the given answers likeliest: conditional logit, by gradient ascent. The same in every run. */
export function fitWeights(examples: readonly Labelled[]): Weights {
  const random = randomOf(READERS + 1);
  const quiet = [...TUNED.before, ...TUNED.after, ...Array.from({ length: QUIET }, () => inOrdinary("", TUNED, random))].map(
    (text): Labelled => ({ text, accept: ["unknown"] }),
  );
  const cases = Array.from({ length: READERS }, (_, reader) => {
    const chance = randomOf(reader + 1);
    const hidden = new Map<string, boolean>();
    const isHidden = (phrase: string): boolean => {
      const known = hidden.get(phrase) ?? chance() < HIDDEN;
      hidden.set(phrase, known);
      return known;
    };
    const knowledge = { book: new SignBook(SIGNS, isHidden), vocabulary: new Vocabulary(SIGNS, isHidden) };
    // Every second one finds the excerpt among what services write anyway.
    const around = reader % 2 === 0 ? (text: string): string => text : (text: string): string => inOrdinary(text, TUNED, chance);
    return [...examples, ...quiet].map(({ text, accept }): Case => ({
      considered: consider(readLines([around(text)]), [], knowledge),
      accept,
    }));
  }).flat();
  let weights = PRIOR;
  for (let step = 0; step < STEPS; step += 1) weights = climb(weights, cases);
  return weights;
}

function climb(weights: Weights, cases: readonly Case[]): Weights {
  const features = Object.fromEntries(FEATURES.map((feature) => [feature, 0])) as Record<Feature, number>;
  const biases: Record<string, number> = {};
  let calm = 0;
  for (const { considered, accept } of cases) {
    const shares = sharesOf(scoresOf(considered, weights));
    const accepted = accept.reduce((total, category) => total + (shares.get(category) ?? 0), 0);
    if (accepted === 0) continue;
    for (const [category, share] of shares) {
      // How much more of this category there should be.
      const push = (accept.includes(category) ? share / accepted : 0) - share;
      biases[category] = (biases[category] ?? 0) + push;
      if (category === "unknown" && considered.isCalm) calm += push;
      const own = considered.byCategory.get(category)?.features ?? {};
      for (const feature of FEATURES) features[feature] += push * (own[feature] ?? 0);
    }
  }
  const moved = (now: number, prior: number, gradient: number): number => now + RATE * (gradient / cases.length - PULL * (now - prior));
  return {
    features: Object.fromEntries(
      FEATURES.map((name) => [name, moved(weights.features[name], PRIOR.features[name], features[name])]),
    ) as Record<Feature, number>,
    biases: Object.fromEntries(
      Object.entries(weights.biases).map(([name, now]) => [name, moved(now, PRIOR.biases[name as Category], biases[name] ?? 0)]),
    ) as Record<Category, number>,
    calm: moved(weights.calm, PRIOR.calm, calm),
  };
}
