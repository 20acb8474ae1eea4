import { BUCKETS, type Sparse } from "./ngrams.ts";

/**
 * A linear model over n-grams and marks, one row of weights per output. The n-grams' weights are bytes (a weight times
 * its output's scale), in base64, so that the file stays small and is read in a few milliseconds.
 */
export interface LinearFile {
  outputs: string[];
  bias: number[];
  /** outputs x marks */
  marks: number[][];
  /** What one step of a byte is worth, per output. */
  scales: number[];
  /** BUCKETS x outputs bytes, signed. */
  ngrams: string;
}

export class LinearModel {
  readonly outputs: readonly string[];
  readonly #bias: Float32Array;
  readonly #marks: readonly Float32Array[];
  readonly #scales: Float32Array;
  readonly #ngrams: Int8Array;

  constructor(file: LinearFile) {
    const bytes = Buffer.from(file.ngrams, "base64");
    if (bytes.length !== BUCKETS * file.outputs.length) throw new Error("a file of weights does not fit this reader: train it anew");
    this.outputs = file.outputs;
    this.#bias = Float32Array.from(file.bias);
    this.#marks = file.marks.map((row) => Float32Array.from(row));
    this.#scales = Float32Array.from(file.scales);
    this.#ngrams = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** One score per output. */
  scores(ngrams: Sparse, marks: Float32Array): Float32Array {
    const size = this.outputs.length;
    const scores = new Float32Array(size);
    for (let index = 0; index < ngrams.count; index += 1) {
      const from = (ngrams.places[index] ?? 0) * size;
      const value = ngrams.values[index] ?? 0;
      for (let output = 0; output < size; output += 1) scores[output] = (scores[output] ?? 0) + value * (this.#ngrams[from + output] ?? 0);
    }
    for (let output = 0; output < size; output += 1) {
      let score = (scores[output] ?? 0) * (this.#scales[output] ?? 0) + (this.#bias[output] ?? 0);
      const row = this.#marks[output];
      if (row !== undefined) for (let mark = 0; mark < row.length; mark += 1) score += (row[mark] ?? 0) * (marks[mark] ?? 0);
      scores[output] = score;
    }
    return scores;
  }
}
