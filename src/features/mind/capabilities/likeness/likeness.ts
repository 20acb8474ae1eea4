import { meaningOf } from "./words.ts";

/** A description as it is compared. */
export interface Meaning {
  words: readonly string[];
  trigrams: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Descriptions above this are the same need in other words. Measured in `likeness.test.ts`. */
export const SAME_NEED = 0.6;
/** Two words with so much of their spelling in common are one (`synchronise`, `synchronization`). */
const SAME_WORD = 0.5;
const LONGEST = 400;

export function read(description: string): Meaning {
  const words = meaningOf(description.slice(0, LONGEST));
  return { words, trigrams: new Map(words.map((word) => [word, trigramsOf(word)])) };
}

/** How much of what two descriptions are about is the same, 0 to 1: Dice over words, alike words in part. */
export function likeness(one: Meaning, other: Meaning): number {
  const all = one.words.length + other.words.length;
  if (one.words.length === 0 || other.words.length === 0) return 0;
  return (shareOf(one, other) + shareOf(other, one)) / all;
}

/** How many of the words of one stand in the other, those that are only alike in part. */
function shareOf(one: Meaning, other: Meaning): number {
  let found = 0;
  for (const word of one.words) {
    if (other.trigrams.has(word)) {
      found += 1;
      continue;
    }
    const best = Math.max(...other.words.map((candidate) => alike(one.trigrams.get(word), other.trigrams.get(candidate))));
    if (best >= SAME_WORD) found += best;
  }
  return found;
}

function alike(one: ReadonlySet<string> = new Set(), other: ReadonlySet<string> = new Set()): number {
  let common = 0;
  for (const gram of one) if (other.has(gram)) common += 1;
  return (2 * common) / (one.size + other.size);
}

function trigramsOf(word: string): Set<string> {
  const padded = `  ${word} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3)));
}
