import type { RankedChunk } from "../searching/chunk-search.ts";
import type { Scope } from "../searching/lexical.ts";

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

/** Vectors of chunks in memory, searched one after the other: exact, and at fifty thousand chunks a matter of milliseconds. */
export class VectorTable {
  readonly #dimensions: number;
  #ids = new Int32Array(FIRST_ROWS);
  #scales = new Float32Array(FIRST_ROWS);
  #rows: Int8Array;
  count = 0;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.#rows = new Int8Array(FIRST_ROWS * dimensions);
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

  /** The nearest chunks in scope, best first; only those that are alike at all. */
  nearest({ scale, coordinates }: PackedVector, scope: Scope, groupOf: Uint16Array, limit: number): RankedChunk[] {
    const best: RankedChunk[] = [];
    const size = this.#dimensions;
    let least = 0;
    for (let row = 0; row < this.count; row += 1) {
      const id = this.#ids[row] as number;
      if (scope.groups[groupOf[id] as number] !== 1 || (scope.chunks !== null && scope.chunks[id] !== 1)) continue;
      const start = row * size;
      let sum = 0;
      for (let at = 0; at < size; at += 1) sum += (this.#rows[start + at] as number) * (coordinates[at] as number);
      const score = sum * (this.#scales[row] as number) * scale;
      if (score <= least) continue;
      best.push({ id, score });
      if (best.length < 4 * limit) continue;
      best.sort((a, b) => b.score - a.score);
      best.length = limit;
      least = (best.at(-1) as RankedChunk).score;
    }
    return best.toSorted((a, b) => b.score - a.score).slice(0, limit);
  }

  #grow(): void {
    const ids = new Int32Array(this.#ids.length * 2);
    const scales = new Float32Array(ids.length);
    const rows = new Int8Array(ids.length * this.#dimensions);
    ids.set(this.#ids);
    scales.set(this.#scales);
    rows.set(this.#rows);
    [this.#ids, this.#scales, this.#rows] = [ids, scales, rows];
  }
}
