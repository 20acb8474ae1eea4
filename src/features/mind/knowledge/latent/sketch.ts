const WORD = 32;
/** So many coordinates are looked at; of a longer vector the first ones, which say as much as any others. */
const MOST_BITS = 512;
const SAMPLED = 2_000;

/**
 * One bit for a coordinate: on which side of the middle it lies. Two vectors that agree in many are likely near each other
 * (Charikar 2002), which is found out thirty-two coordinates at a time.
 */
export class SignSketch {
  /** So many rows, from the first, are in it. */
  readonly count: number;
  readonly #words: number;
  readonly #bits: Uint32Array;
  readonly #middle: Float32Array;

  constructor(rows: Int8Array, count: number, dimensions: number) {
    this.count = count;
    this.#words = Math.ceil(Math.min(dimensions, MOST_BITS) / WORD);
    this.#middle = middleOf(rows, count, dimensions);
    this.#bits = new Uint32Array(count * this.#words);
    for (let row = 0; row < count; row += 1) this.#draw(rows, row * dimensions, this.#bits, row * this.#words);
  }

  /** How many signs of each row are those of the query. */
  agreementWith(coordinates: Int8Array): (row: number) => number {
    const words = this.#words;
    const asked = new Uint32Array(words);
    this.#draw(coordinates, 0, asked, 0);
    const bits = this.#bits;
    return (row) => {
      let unlike = 0;
      for (let word = 0; word < words; word += 1) unlike += onesIn((bits[row * words + word] as number) ^ (asked[word] as number));
      return words * WORD - unlike;
    };
  }

  #draw(from: Int8Array, start: number, into: Uint32Array, place: number): void {
    const length = Math.min(this.#middle.length, this.#words * WORD);
    for (let word = 0, at = 0; at < length; word += 1) {
      let bits = 0;
      for (let bit = 0; bit < WORD && at < length; bit += 1, at += 1)
        if ((from[start + at] as number) > (this.#middle[at] as number)) bits |= 1 << bit;
      into[place + word] = bits;
    }
  }
}

/** A model's vectors all lean to one side: only what differs from that tells them apart. */
function middleOf(rows: Int8Array, count: number, dimensions: number): Float32Array {
  const middle = new Float32Array(dimensions);
  const step = Math.max(1, Math.floor(count / SAMPLED));
  let sampled = 0;
  for (let row = 0; row < count; row += step, sampled += 1)
    for (let at = 0; at < dimensions; at += 1) middle[at] = (middle[at] as number) + (rows[row * dimensions + at] as number);
  return sampled === 0 ? middle : middle.map((sum) => sum / sampled);
}

/** Bits that are set, by adding neighbours, pairs and quarters. */
function onesIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55_55_55_55);
  bits = (bits & 0x33_33_33_33) + ((bits >>> 2) & 0x33_33_33_33);
  return (Math.imul((bits + (bits >>> 4)) & 0x0f_0f_0f_0f, 0x01_01_01_01) >>> 24) & 0xff;
}
