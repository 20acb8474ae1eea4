import type { Category } from "../categories.ts";
import { STRENGTHS, type Signs, type Strength } from "../signs/sign.ts";
import { phrasesOf } from "./book.ts";

/** A word that only one sign of many has could be chance: every word is taken as if it had been seen this much everywhere. */
const SMOOTHING = 0.1;
const LEAST = 1e-5;

/**
 * Which words services use for which trouble, learned from the signs themselves: naive Bayes over words and pairs of words. It
 * knows what a wording means that stands in no phrase, because its words stand in others.
 */
export class Vocabulary {
  /** The logarithm of how much likelier a word is in a category than anywhere, in the order of `categories`. */
  readonly #logOdds = new Map<string, Float32Array>();
  readonly #categories: readonly Category[];

  constructor(all: readonly Signs[], isHidden: (phrase: string) => boolean = () => false) {
    this.#categories = [...new Set(all.map(({ category }) => category))];
    const counts = new Map<string, Float32Array>();
    const totals = new Float32Array(this.#categories.length);
    for (const signs of all) {
      const column = this.#categories.indexOf(signs.category);
      for (const strength of Object.keys(STRENGTHS) as Strength[]) {
        for (const phrase of phrasesOf(signs[strength])) {
          if (isHidden(phrase)) continue;
          for (const term of termsOf(phrase)) {
            const row = counts.get(term) ?? new Float32Array(this.#categories.length);
            row[column] = (row[column] ?? 0) + STRENGTHS[strength];
            totals[column] = (totals[column] ?? 0) + STRENGTHS[strength];
            counts.set(term, row);
          }
        }
      }
    }
    for (const [term, row] of counts) {
      const shares = row.map((count, column) => count / (totals[column] || 1));
      const mean = shares.reduce((total, share) => total + share, 0) / shares.length;
      this.#logOdds.set(
        term,
        shares.map((share) => Math.log((share + SMOOTHING * mean + LEAST) / (mean + LEAST))),
      );
    }
  }

  /** How well the words of a line fit each category; zeros where no word is known. Long lines speak no louder than short ones. */
  judge(line: string): ReadonlyMap<Category, number> {
    const known = [...new Set(termsOf(line))].flatMap((term) => this.#logOdds.get(term) ?? []);
    const scale = Math.sqrt(Math.max(1, known.length));
    return new Map(
      this.#categories.map((category, column) => [category, known.reduce((total, row) => total + (row[column] ?? 0), 0) / scale]),
    );
  }
}

/** Words by their stem, codes of two or three digits, and pairs of neighbours. */
export function termsOf(text: string): string[] {
  const words = (text.match(/[a-z\u00df-\u00ff\u0400-\u04ff]+|\b\d{2,3}\b/g) ?? []).map(stemOf);
  return [...words, ...words.slice(1).map((word, index) => `${words[index]} ${word}`)];
}

const ENDINGS = ["ions", "ion", "ing", "ed", "es", "ly", "s"];
const LEAST_STEM = 4;

function stemOf(word: string): string {
  const ending = ENDINGS.find((each) => word.endsWith(each) && word.length - each.length >= LEAST_STEM);
  return ending === undefined ? word : word.slice(0, -ending.length);
}
