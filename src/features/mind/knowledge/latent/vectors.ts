import type { RankedChunk } from "../searching/chunk-search.ts";
import type { Scope } from "../searching/lexical.ts";
import { SignSketch } from "./sketch.ts";

/** A direction, one byte a coordinate: coordinates times `scale` make a vector of length one. */
export interface PackedVector {
  scale: number;
  coordinates: Int8Array;
}

export function packed(vector: Float32Array): PackedVector {
  let norm = 0;
  let most = 0;
  for (const value of vector) {
    norm += value * value;
    most = Math.max(most, Math.abs(value));
  }
  if (most === 0 || !Number.isFinite(norm)) return { scale: 0, coordinates: new Int8Array(vector.length) };
  return { scale: most / (127 * Math.sqrt(norm)), coordinates: Int8Array.from(vector, (value) => Math.round((value / most) * 127)) };
}

export function toBytes({ scale, coordinates }: PackedVector): Uint8Array {
  const bytes = new Uint8Array(4 + coordinates.length);
  new DataView(bytes.buffer).setFloat32(0, scale, true);
  bytes.set(new Uint8Array(coordinates.buffer, coordinates.byteOffset, coordinates.length), 4);
  return bytes;
}

const FIRST_ROWS = 1_024;
const LEADING = 64;
const CHOSEN = 400;
/** Vectors up to this length are compared whole at once. */
const SHORT = 128;
/** The sketch is drawn anew when so much came after it; what is newer than it is compared whole. */
const UNSKETCHED = 0.1;

/** Vectors of chunks in memory, searched one after the other: exact, and at fifty thousand chunks a matter of milliseconds. */
export class VectorTable {
  readonly #dimensions: number;
  readonly #axes: "strongest first" | "in no order";
  #sketch: SignSketch | null = null;
  #ids: Int32Array;
  #scales: Float32Array;
  #rows: Int8Array;
  count = 0;

  /** @param axes a space that was made here knows which of its axes say most; an embedding model's say all alike much */
  constructor(dimensions: number, axes: "strongest first" | "in no order" = "strongest first", rows = FIRST_ROWS) {
    this.#dimensions = dimensions;
    this.#axes = axes;
    const room = Math.max(rows, FIRST_ROWS);
    this.#ids = new Int32Array(room);
    this.#scales = new Float32Array(room);
    this.#rows = new Int8Array(room * dimensions);
  }

  add(chunkId: number, bytes: Uint8Array): void {
    if (bytes.length !== this.#dimensions + 4)
      throw new Error(`a vector of ${bytes.length - 4} dimensions among those of ${this.#dimensions}`);
    if (this.count === this.#ids.length) this.#grow();
    this.#ids[this.count] = chunkId;
    this.#scales[this.count] = new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
    this.#rows.set(new Int8Array(bytes.buffer, bytes.byteOffset + 4, this.#dimensions), this.count * this.#dimensions);
    this.count += 1;
  }

  /**
   * The nearest chunks in scope, best first; only those that are alike at all. Some hundreds are chosen, which are then
   * compared whole: by the first coordinates where these are the strongest axes, else by the signs of many.
   */
  nearest({ scale, coordinates }: PackedVector, scope: Scope, groupOf: Uint16Array, limit: number): RankedChunk[] {
    const likely = new Best(Math.max(CHOSEN, 4 * limit));
    const roughly = this.#roughLikeness(coordinates);
    const { groups, chunks } = scope;
    const ids = this.#ids;
    for (let row = 0; row < this.count; row += 1) {
      const id = ids[row] as number;
      if (groups[groupOf[id] as number] !== 1 || (chunks !== null && chunks[id] !== 1)) continue;
      likely.offer(row, roughly(row));
    }
    const best = new Best(limit);
    for (const { id: row } of likely.ranked()) {
      const score = this.#product(row, coordinates, this.#dimensions) * (this.#scales[row] as number) * scale;
      if (score > 0) best.offer(ids[row] as number, score);
    }
    return best.ranked();
  }

  /** Something to compare rows by, much cheaper than their likeness and in nearly the same order. */
  #roughLikeness(coordinates: Int8Array): (row: number) => number {
    if (this.#axes === "in no order" && this.#dimensions > SHORT) {
      if (this.count - (this.#sketch?.count ?? 0) > UNSKETCHED * this.count)
        this.#sketch = new SignSketch(this.#rows, this.count, this.#dimensions);
      const sketch = this.#sketch;
      if (sketch !== null) {
        const agreement = sketch.agreementWith(coordinates);
        return (row) => (row < sketch.count ? agreement(row) : Infinity);
      }
    }
    const length = this.#axes === "strongest first" ? Math.min(LEADING, this.#dimensions) : this.#dimensions;
    return (row) => this.#product(row, coordinates, length) * (this.#scales[row] as number);
  }

  /** Four sums at a time: a processor does them side by side. */
  #product(row: number, coordinates: Int8Array, length: number): number {
    const rows = this.#rows;
    const start = row * this.#dimensions;
    let [a, b, c, d] = [0, 0, 0, 0];
    let at = 0;
    for (; at + 3 < length; at += 4) {
      a += (rows[start + at] as number) * (coordinates[at] as number);
      b += (rows[start + at + 1] as number) * (coordinates[at + 1] as number);
      c += (rows[start + at + 2] as number) * (coordinates[at + 2] as number);
      d += (rows[start + at + 3] as number) * (coordinates[at + 3] as number);
    }
    for (; at < length; at += 1) a += (rows[start + at] as number) * (coordinates[at] as number);
    return a + b + c + d;
  }

  #grow(): void {
    // By a half: long vectors of fifty thousand pieces are fifty megabytes.
    const ids = new Int32Array(Math.ceil(this.#ids.length * 1.5));
    const scales = new Float32Array(ids.length);
    const rows = new Int8Array(ids.length * this.#dimensions);
    ids.set(this.#ids);
    scales.set(this.#scales);
    rows.set(this.#rows);
    [this.#ids, this.#scales, this.#rows] = [ids, scales, rows];
  }
}

/** The best of many offers: kept loosely, put in order now and then. */
class Best {
  readonly #limit: number;
  #offers: RankedChunk[] = [];
  #least = -Infinity;

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(id: number, score: number): void {
    if (score <= this.#least) return;
    this.#offers.push({ id, score });
    if (this.#offers.length >= 4 * this.#limit) this.#tighten();
  }

  ranked(): RankedChunk[] {
    this.#tighten();
    return this.#offers;
  }

  #tighten(): void {
    this.#offers = this.#offers.toSorted((a, b) => b.score - a.score).slice(0, this.#limit);
    if (this.#offers.length === this.#limit) this.#least = this.#offers.at(-1)?.score ?? -Infinity;
  }
}
