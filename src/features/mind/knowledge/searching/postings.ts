/** Counts above this are taken for this: BM25 has long had enough of the word. */
const MOST_IN_TITLE = 3;
const MOST_IN_TEXT = 63;

/**
 * Postings of one term, ascending by chunk, as bytes: each the distance to the chunk before it as a variable-length
 * number, then one byte of counts (two bits title, six bits text).
 */
export class PostingWriter {
  #bytes = new Uint8Array(32);
  #length = 0;
  #lastId = 0;
  count = 0;

  add(chunkId: number, inTitle: number, inText: number): void {
    if (chunkId <= this.#lastId) throw new Error(`postings come ascending: ${chunkId} after ${this.#lastId}`);
    if (this.#length + 8 > this.#bytes.length) this.#grow();
    let rest = chunkId - this.#lastId;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
    this.#bytes[this.#length++] = (Math.min(inTitle, MOST_IN_TITLE) << 6) | Math.min(inText, MOST_IN_TEXT);
    this.#lastId = chunkId;
    this.count += 1;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Call `visit` with each posting. The innermost loop of searching: no object is made for a posting. */
export function readPostings(bytes: Uint8Array, visit: (chunkId: number, inTitle: number, inText: number) => void): void {
  let id = 0;
  for (let at = 0; at < bytes.length;) {
    let byte = bytes[at++] as number;
    let distance = byte & 127;
    for (let factor = 128; byte >= 128; factor *= 128) {
      byte = bytes[at++] as number;
      distance += (byte & 127) * factor;
    }
    id += distance;
    const counts = bytes[at++] as number;
    visit(id, counts >> 6, counts & MOST_IN_TEXT);
  }
}
