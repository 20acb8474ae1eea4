import { isStopWord, termOf, wordsOf } from "../words/words.ts";

/**
 * A second look at the best candidates, at their text itself: how well their letters match (three letters at a time, which
 * forgives endings, compounds and typing errors), and how well their best passage alone matches (a few sentences that
 * say it all are worth more than words scattered over a page).
 */

export interface Candidate {
  title: string | null;
  text: string;
}

export interface Looked {
  letters: number;
  passage: number;
}

const K1 = 1.2;
const LETTERS_B = 0.5;
const BUCKETS = 16_384;
/** About as many words as stand in two sentences. A passage starts at every half of it. */
const PASSAGE_WORDS = 48;

/** Scores in the order of the candidates. @param idf how rare each term of the query is */
export function lookCloser(words: readonly string[], idf: ReadonlyMap<string, number>, candidates: readonly Candidate[]): Looked[] {
  const read = candidates.map(({ title, text }) => ({ titleWords: wordsOf(title ?? ""), textWords: wordsOf(text) }));
  const letters = letterScores(words, read);
  return read.map(({ titleWords, textWords }, index) => ({
    letters: letters[index] as number,
    passage: passageScore(words, idf, titleWords, textWords),
  }));
}

interface ReadCandidate {
  titleWords: readonly string[];
  textWords: readonly string[];
}

/** BM25 over trigrams of the words; how rare a trigram is, is taken among the candidates' own texts. */
function letterScores(words: readonly string[], read: readonly ReadCandidate[]): Float64Array {
  const slotOf = new Int16Array(BUCKETS).fill(-1);
  let slots = 0;
  for (const word of words)
    eachTrigram(word, (bucket) => {
      if (slotOf[bucket] === -1) slotOf[bucket] = slots++;
    });
  const counts = read.map(() => new Float32Array(slots));
  const lengths = new Float64Array(read.length);
  const found = new Float64Array(slots);
  read.forEach(({ titleWords, textWords }, index) => {
    const mine = counts[index] as Float32Array;
    const count = (word: string, weight: number): void => {
      if (isStopWord(word)) return;
      eachTrigram(word, (bucket) => {
        lengths[index] = (lengths[index] as number) + weight;
        const slot = slotOf[bucket] as number;
        if (slot >= 0) mine[slot] = (mine[slot] as number) + weight;
      });
    };
    for (const word of titleWords) count(word, 3);
    for (const word of textWords) count(word, 1);
    mine.forEach((times, slot) => {
      if (times > 0) found[slot] = (found[slot] as number) + 1;
    });
  });
  const meanLength = Math.max(1, lengths.reduce((total, length) => total + length, 0) / Math.max(1, read.length));
  return Float64Array.from(counts, (mine, index) => {
    const level = K1 * (1 - LETTERS_B + (LETTERS_B * (lengths[index] as number)) / meanLength);
    let score = 0;
    mine.forEach((times, slot) => {
      const weight = Math.log(1 + (read.length - (found[slot] as number) + 0.5) / ((found[slot] as number) + 0.5));
      score += (weight * times * (K1 + 1)) / (times + level);
    });
    return score;
  });
}

function eachTrigram(word: string, visit: (bucket: number) => void): void {
  const { length } = word;
  let before = 95;
  let middle = word.charCodeAt(0);
  for (let at = 1; at <= length; at += 1) {
    const after = at < length ? word.charCodeAt(at) : 95;
    visit((Math.imul(before, 961) + Math.imul(middle, 31) + after) & (BUCKETS - 1));
    before = middle;
    middle = after;
  }
}

/** BM25 of the best stretch of the text, its title read along with it. */
function passageScore(
  words: readonly string[],
  idf: ReadonlyMap<string, number>,
  titleWords: readonly string[],
  textWords: readonly string[],
): number {
  const slots = new Map<string, number>();
  const weights: number[] = [];
  for (const word of words) {
    const term = termOf(word);
    const weight = idf.get(term);
    if (weight === undefined || slots.has(term)) continue;
    slots.set(term, weights.push(weight) - 1);
  }
  const titled = new Float64Array(weights.length);
  for (const word of titleWords) {
    const slot = slots.get(termOf(word));
    if (slot !== undefined) titled[slot] = (titled[slot] as number) + 2;
  }
  const half = PASSAGE_WORDS / 2;
  const halves = Array.from({ length: Math.max(1, Math.ceil(textWords.length / half)) }, () => new Float64Array(weights.length));
  textWords.forEach((word, index) => {
    const slot = slots.get(termOf(word));
    if (slot === undefined) return;
    const mine = halves[Math.floor(index / half)] as Float64Array;
    mine[slot] = (mine[slot] as number) + 1;
  });
  let best = 0;
  halves.forEach((first, index) => {
    const second = halves[index + 1];
    let score = 0;
    weights.forEach((weight, slot) => {
      const times = (titled[slot] as number) + (first[slot] as number) + (second?.[slot] ?? 0);
      score += (weight * times * (K1 + 1)) / (times + K1);
    });
    best = Math.max(best, score);
  });
  return best;
}
