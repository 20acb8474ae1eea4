import { featuresOf, PLACES, type Features } from "./features.ts";
import { eigenOf, orthonormalise, type Breathe } from "./linear.ts";
import { packed, type PackedVector } from "./vectors.ts";

export const DIMENSIONS = 192;
const OVERSAMPLING = 16;
const ROUNDS = 2;
/** So many rows between two pauses. */
const BLOCK = 250;
const PLACES_A_BREATH = 512;

/**
 * A latent-semantic space (Deerwester et al. 1990): texts that use words in the same company come near each other, also
 * when they share none. Trained on texts alone, by a randomised decomposition (Halko et al. 2011); bytes per place.
 */
export class LatentSpace {
  readonly #idf: Float32Array;
  readonly #scales: Float32Array;
  readonly #rows: Int8Array;

  private constructor(idf: Float32Array, scales: Float32Array, rows: Int8Array) {
    this.#idf = idf;
    this.#scales = scales;
    this.#rows = rows;
  }

  /** @param breathe let others have the thread for a moment; a training takes seconds */
  static async train(texts: readonly { title: string | null; text: string }[], breathe: Breathe): Promise<LatentSpace> {
    const rows: Features[] = [];
    for (const { title, text } of texts) {
      rows.push(featuresOf(title, text));
      if (rows.length % BLOCK === 0) await breathe();
    }
    const idf = rarity(rows);
    for (const row of rows) weigh(row, idf);
    const width = Math.min(DIMENSIONS + OVERSAMPLING, rows.length);
    const documents = randomMatrix(rows.length, width);
    const places = new Float32Array(PLACES * width);
    for (let round = 0; round < ROUNDS; round += 1) {
      await orthonormalise(documents, rows.length, width, breathe);
      await toPlaces(rows, documents, places, width, breathe);
      await toDocuments(rows, documents, places, width, breathe);
    }
    await orthonormalise(documents, rows.length, width, breathe);
    await toPlaces(rows, documents, places, width, breathe);
    return LatentSpace.#rotated(idf, places, width, breathe);
  }

  static fromBytes(bytes: Uint8Array): LatentSpace {
    const floats = new Float32Array(bytes.slice(0, PLACES * 8).buffer);
    return new LatentSpace(floats.subarray(0, PLACES), floats.subarray(PLACES), new Int8Array(bytes.slice(PLACES * 8).buffer));
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(PLACES * 8 + this.#rows.length);
    all.set(new Uint8Array(Float32Array.from(this.#idf).buffer), 0);
    all.set(new Uint8Array(Float32Array.from(this.#scales).buffer), PLACES * 4);
    all.set(new Uint8Array(this.#rows.buffer), PLACES * 8);
    return all;
  }

  /** Where a text lies: a vector of length one. */
  locate(title: string | null, text: string): PackedVector {
    const features = featuresOf(title, text);
    weigh(features, this.#idf);
    const sum = new Float32Array(DIMENSIONS);
    features.places.forEach((place, index) => {
      const weight = (features.weights[index] as number) * (this.#scales[place] as number);
      const start = place * DIMENSIONS;
      if (weight !== 0)
        for (let at = 0; at < DIMENSIONS; at += 1) sum[at] = (sum[at] as number) + weight * (this.#rows[start + at] as number);
    });
    return packed(sum);
  }

  /** Turn the places' coordinates to the principal axes, and keep the strongest, one byte each. */
  static async #rotated(idf: Float32Array, places: Float32Array, width: number, breathe: Breathe): Promise<LatentSpace> {
    const gram = new Float64Array(width * width);
    for (let place = 0; place < PLACES; place += 1) {
      if (place % PLACES_A_BREATH === 0) await breathe();
      const start = place * width;
      for (let a = 0; a < width; a += 1) {
        const value = places[start + a] as number;
        if (value === 0) continue;
        for (let b = a; b < width; b += 1) gram[a * width + b] = (gram[a * width + b] as number) + value * (places[start + b] as number);
      }
    }
    for (let a = 0; a < width; a += 1) for (let b = 0; b < a; b += 1) gram[a * width + b] = gram[b * width + a] as number;
    const { values, vectors } = await eigenOf(gram, width, breathe);
    const kept = Math.min(DIMENSIONS, width);
    const factors = Float64Array.from({ length: kept }, (_, axis) =>
      (values[axis] as number) > 1e-9 ? 1 / Math.sqrt(values[axis] as number) : 0,
    );
    const rows = new Int8Array(PLACES * DIMENSIONS);
    const scales = new Float32Array(PLACES);
    const turned = new Float64Array(kept);
    for (let place = 0; place < PLACES; place += 1) {
      if (place % PLACES_A_BREATH === 0) await breathe();
      turned.fill(0);
      for (let a = 0; a < width; a += 1) {
        const value = places[place * width + a] as number;
        if (value !== 0)
          for (let axis = 0; axis < kept; axis += 1)
            turned[axis] = (turned[axis] as number) + value * (vectors[a * width + axis] as number);
      }
      let most = 0;
      for (let axis = 0; axis < kept; axis += 1) {
        turned[axis] = (turned[axis] as number) * (factors[axis] as number);
        most = Math.max(most, Math.abs(turned[axis] as number));
      }
      if (most === 0) continue;
      scales[place] = most / 127;
      for (let axis = 0; axis < kept; axis += 1) rows[place * DIMENSIONS + axis] = Math.round(((turned[axis] as number) / most) * 127);
    }
    return new LatentSpace(idf, scales, rows);
  }
}

/** How rare each place is; places that stand in one text alone tell nothing about company. */
function rarity(rows: readonly Features[]): Float32Array {
  const found = new Float32Array(PLACES);
  for (const { places } of rows) for (const place of places) found[place] = (found[place] as number) + 1;
  return found.map((count) => (count < 2 ? 0 : Math.log(1 + rows.length / count)));
}

function weigh({ places, weights }: Features, idf: Float32Array): void {
  let norm = 0;
  for (let index = 0; index < places.length; index += 1) {
    const weight = (weights[index] as number) * (idf[places[index] as number] as number);
    weights[index] = weight;
    norm += weight * weight;
  }
  const factor = norm > 0 ? 1 / Math.sqrt(norm) : 0;
  for (let index = 0; index < weights.length; index += 1) weights[index] = (weights[index] as number) * factor;
}

/** places = rows transposed x documents */
async function toPlaces(
  rows: readonly Features[],
  documents: Float32Array,
  places: Float32Array,
  width: number,
  breathe: Breathe,
): Promise<void> {
  places.fill(0);
  for (const [document, row] of rows.entries()) {
    const from = document * width;
    row.places.forEach((place, index) => {
      const weight = row.weights[index] as number;
      const to = place * width;
      if (weight !== 0)
        for (let at = 0; at < width; at += 1) places[to + at] = (places[to + at] as number) + weight * (documents[from + at] as number);
    });
    if (document % BLOCK === BLOCK - 1) await breathe();
  }
}

/** documents = rows x places */
async function toDocuments(
  rows: readonly Features[],
  documents: Float32Array,
  places: Float32Array,
  width: number,
  breathe: Breathe,
): Promise<void> {
  documents.fill(0);
  for (const [document, row] of rows.entries()) {
    const to = document * width;
    row.places.forEach((place, index) => {
      const weight = row.weights[index] as number;
      const from = place * width;
      if (weight !== 0)
        for (let at = 0; at < width; at += 1) documents[to + at] = (documents[to + at] as number) + weight * (places[from + at] as number);
    });
    if (document % BLOCK === BLOCK - 1) await breathe();
  }
}

/** The same in every run: a search must not change because the space was trained again on the same texts. */
function randomMatrix(rows: number, columns: number): Float32Array {
  let state = 0x2f_6e_2b_1;
  return Float32Array.from({ length: rows * columns }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
