import { isStopWord, termOf, wordsOf } from "../words/words.ts";

/** So many places for features; two that fall on one place are taken for the same. */
export const PLACES = 32_768;
const GRAM = 4;
/** What all letter groups of a word weigh together, beside the word itself. */
const GRAMS_SHARE = 0.7;

/** A text as a sparse vector: places ascending in no order, and how much of each. */
export interface Features {
  places: Uint16Array;
  weights: Float32Array;
}

/** The words of a text and groups of four of their letters, hashed. Log-scaled: a word said ten times is not ten words. */
export function featuresOf(title: string | null, text: string): Features {
  const counts = new Map<number, number>();
  const count = (place: number, weight: number): void => void counts.set(place, (counts.get(place) ?? 0) + weight);
  for (const word of wordsOf(title === null ? text : `${title}\n${text}`)) {
    if (isStopWord(word)) continue;
    count(placeOf(termOf(word), 0x81_1c_9d_c5), 1);
    const marked = `_${word}_`;
    const grams = marked.length - GRAM + 1;
    const weight = GRAMS_SHARE / Math.sqrt(Math.max(1, grams));
    for (let at = 0; at < grams; at += 1) count(placeOf(marked.slice(at, at + GRAM), 0x05_0c_5d_1f), weight);
  }
  const weights = Float32Array.from(counts.values(), (weight) => Math.log1p(weight));
  return { places: Uint16Array.from(counts.keys()), weights };
}

/** FNV-1a, by kind of feature. */
function placeOf(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93);
  return ((hash >>> 15) ^ hash) & (PLACES - 1);
}
