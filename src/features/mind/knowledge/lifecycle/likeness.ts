/** Whether two texts say nearly the same: by the triples of words that they share (Broder's resemblance, estimated by MinHash). */

const HASHES = 32;
const ROWS = 4;
/** Texts this alike are proposed as one. At this likeness two texts meet in a band 98 times in a hundred. */
export const ALIKE = 0.8;
const MOST_WORDS = 400;
const MULTIPLIERS = Uint32Array.from({ length: HASHES }, (_, index) => (Math.imul(index + 1, 0x9e_37_79_b1) | 1) >>> 0);

/** Keys under which texts like this one meet: some band of the signature is the same. Empty for texts of fewer than five words. */
export function bandsOf(words: readonly string[]): number[] {
  const shingles = shinglesOf(words);
  if (words.length < 5) return [];
  const least = new Uint32Array(HASHES).fill(0xff_ff_ff_ff);
  for (const shingle of shingles) {
    for (let index = 0; index < HASHES; index += 1) {
      const mixed = Math.imul(shingle ^ (shingle >>> 15), MULTIPLIERS[index] as number);
      const value = (mixed ^ (mixed >>> 13)) >>> 0;
      if (value < (least[index] as number)) least[index] = value;
    }
  }
  return Array.from({ length: HASHES / ROWS }, (_, band) => {
    let key = band + 1;
    for (let row = 0; row < ROWS; row += 1) key = Math.imul(key, 31) ^ (least[band * ROWS + row] as number);
    // The band is part of the key, so that two bands never meet.
    return (key >>> 0) * (HASHES / ROWS) + band;
  });
}

/** Shared triples over all triples, 0 to 1. */
export function likenessOf(a: readonly string[], b: readonly string[]): number {
  const [one, other] = [shinglesOf(a), shinglesOf(b)];
  let both = 0;
  for (const shingle of one) if (other.has(shingle)) both += 1;
  const all = one.size + other.size - both;
  return all === 0 ? 0 : both / all;
}

function shinglesOf(words: readonly string[]): Set<number> {
  const shingles = new Set<number>();
  const last = Math.min(words.length, MOST_WORDS);
  for (let at = 0; at + 2 < last; at += 1) {
    let hash = 2_166_136_261;
    for (let word = at; word < at + 3; word += 1) {
      const text = words[word] as string;
      for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
      hash = Math.imul(hash ^ 32, 16_777_619);
    }
    shingles.add(hash >>> 0);
  }
  return shingles;
}
