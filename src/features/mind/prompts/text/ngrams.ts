import { BREAK, hashOf, IDEOGRAPH, joined, NUMBER, WORD, type Scan } from "./scan.ts";

/** How many places a feature can fall into. Two features in one place are told apart by the rest of the prompt. */
export const BUCKETS = 1 << 15;

/** Features of a prompt without names: places and strengths. Each family has length 1, however long the prompt. */
export interface Sparse {
  places: Int32Array;
  values: Float32Array;
  count: number;
}

const FAMILIES = { words: 1, pairs: 2, pieces: 3, opening: 4 } as const;
const STRENGTHS: Readonly<Record<keyof typeof FAMILIES, number>> = { words: 1, pairs: 0.7, pieces: 0.8, opening: 0.7 };
const OPENING_WORDS = 5;
const PIECE = 4;

/** Scratch space, zeroed after each use: allocating it anew would cost more than reading a prompt. */
const counts = new Uint16Array(BUCKETS);

/** Words, neighbouring words, pieces of words (for word forms and languages), and the words that a prompt opens with. */
export function ngramsOf(read: Scan): Sparse {
  const places = new Int32Array(read.text.length * 3 + 16);
  const values = new Float32Array(places.length);
  let filled = 0;
  let familyStart = 0;
  const add = (family: number, hash: number): void => {
    const mixed = joined(family, hash);
    const place = (mixed ^ (mixed >>> 15)) & (BUCKETS - 1);
    const before = counts[place] ?? 0;
    if (before === 0) {
      places[filled] = place;
      filled += 1;
    }
    if (before < 65_535) counts[place] = before + 1;
  };
  const close = (strength: number): void => {
    let squares = 0;
    for (let index = familyStart; index < filled; index += 1) {
      const place = places[index] ?? 0;
      const value = 1 + Math.log(counts[place] ?? 1);
      counts[place] = 0;
      values[index] = value;
      squares += value * value;
    }
    const scale = squares === 0 ? 0 : strength / Math.sqrt(squares);
    for (let index = familyStart; index < filled; index += 1) values[index] = (values[index] ?? 0) * scale;
    familyStart = filled;
  };

  for (let index = 0; index < read.count; index += 1) {
    if (read.kinds[index] !== BREAK) add(FAMILIES.words, read.hashes[index] ?? 0);
  }
  close(STRENGTHS.words);
  for (let index = 1; index < read.count; index += 1) {
    if (isWordly(read.kinds[index - 1]) && isWordly(read.kinds[index])) {
      add(FAMILIES.pairs, joined(read.hashes[index - 1] ?? 0, read.hashes[index] ?? 0));
    }
  }
  close(STRENGTHS.pairs);
  for (let index = 0; index < read.count; index += 1) {
    if (read.kinds[index] !== WORD) continue;
    const from = read.starts[index] ?? 0;
    const to = read.ends[index] ?? 0;
    for (let at = from; at + PIECE <= to && at < from + 12; at += 1) add(FAMILIES.pieces, hashOf(read.text, at, at + PIECE));
  }
  close(STRENGTHS.pieces);
  let seen = 0;
  for (let index = 0; index < read.count && seen < OPENING_WORDS; index += 1) {
    if (!isWordly(read.kinds[index])) continue;
    seen += 1;
    add(FAMILIES.opening, read.hashes[index] ?? 0);
  }
  close(STRENGTHS.opening);
  return { places, values, count: filled };
}

function isWordly(kind: number | undefined): boolean {
  return kind === WORD || kind === IDEOGRAPH || kind === NUMBER;
}
