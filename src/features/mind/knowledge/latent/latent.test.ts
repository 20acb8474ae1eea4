import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folded } from "../embeddings/folded.ts";
import { eigenOf, orthonormalise } from "./linear.ts";
import { LatentSpace } from "./space.ts";
import { packed, toBytes, VectorTable, type PackedVector } from "./vectors.ts";

const breathe = (): Promise<void> => Promise.resolve();

function likeness(a: PackedVector, b: PackedVector): number {
  return a.coordinates.reduce((total, value, at) => total + value * a.scale * (b.coordinates[at] as number) * b.scale, 0);
}

describe("linear algebra", () => {
  it("makes columns of length one that stand at right angles", async () => {
    const matrix = Float32Array.from({ length: 40 * 5 }, (_, index) => Math.sin(index * index));
    await orthonormalise(matrix, 40, 5, breathe);
    for (let a = 0; a < 5; a += 1)
      for (let b = 0; b < 5; b += 1) {
        let dot = 0;
        for (let row = 0; row < 40; row += 1) dot += (matrix[row * 5 + a] as number) * (matrix[row * 5 + b] as number);
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 4);
      }
  });

  it("finds eigenvalues, the largest first", async () => {
    const { values, vectors } = await eigenOf(Float64Array.from([2, 1, 0, 1, 2, 0, 0, 0, 5]), 3, breathe);
    expect([...values].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([5, 3, 1]);
    expect(Math.abs(vectors[2 * 3] as number)).toBeCloseTo(1);
  });
});

/** A long vector; one of a near phase is much like it. */
function wave(phase: number): Float32Array {
  return Float32Array.from({ length: 3_072 }, (_, at) => Math.sin(at * at + phase));
}

describe("vectors", () => {
  it("are found by likeness, only in scope", () => {
    const table = new VectorTable(4);
    const vectors = [
      Float32Array.of(1, 0, 0, 0),
      Float32Array.of(0.9, 0.1, 0, 0),
      Float32Array.of(0, 1, 0, 0),
      Float32Array.of(-1, 0, 0, 0),
    ];
    vectors.forEach((vector, id) => table.add(id, toBytes(packed(vector))));
    const groupOf = Uint16Array.of(1, 1, 1, 2);
    const groups = Uint8Array.of(0, 1, 0);
    const found = table.nearest(packed(Float32Array.of(2, 0, 0, 0)), { groups, chunks: null }, groupOf, 10);
    expect(found.map(({ id }) => id)).toEqual([0, 1]);
    expect(found[0]?.score).toBeCloseTo(1, 2);
    expect(table.nearest(packed(Float32Array.of(2, 0, 0, 0)), { groups, chunks: Uint8Array.of(0, 1, 1, 1) }, groupOf, 10)).toHaveLength(1);
  });

  it("whose axes have no order are found as a plain comparison finds them", () => {
    const [dimensions, count] = [256, 1_500];
    let state = 1;
    const chance = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
      return state / 0x7f_ff_ff_ff - 0.5;
    };
    const axes = Array.from({ length: 24 }, () => Float32Array.from({ length: dimensions }, chance));
    // As a model's: few things that differ, spread over all coordinates, and all leaning to one side.
    const place = (): Float32Array => {
      const vector = new Float32Array(dimensions).fill(0.4);
      for (const axis of axes) {
        const share = chance();
        axis.forEach((value, at) => (vector[at] = (vector[at] as number) + share * value));
      }
      return vector;
    };
    const vectors = Array.from({ length: count }, () => packed(place()));
    const table = new VectorTable(dimensions, "in no order");
    vectors.forEach((vector, id) => table.add(id, toBytes(vector)));
    const scope = { groups: Uint8Array.of(0, 1), chunks: null };
    const groupOf = new Uint16Array(count + 1).fill(1);
    let kept = 0;
    for (let query = 0; query < 10; query += 1) {
      const asked = packed(place());
      const nearest = vectors.map((vector, id) => ({ id, score: likeness(vector, asked) })).toSorted((a, b) => b.score - a.score);
      const found = new Set(table.nearest(asked, scope, groupOf, 10).map(({ id }) => id));
      kept += nearest.slice(0, 10).filter(({ id }) => found.has(id)).length;
    }
    expect(kept / 100).toBeGreaterThan(0.95);
    // What came after the sketch was drawn is found too.
    const late = place();
    table.add(count, toBytes(packed(late)));
    expect(table.nearest(packed(late), scope, groupOf, 1)[0]?.id).toBe(count);
  });

  it("that are long are folded, and stay as like each other as they were", () => {
    for (const [one, other] of [
      [0, 0.4],
      [0, 1.2],
      [0, 2],
      [0.5, 3],
    ] as const) {
      const [a, b] = [wave(one), wave(other)];
      expect(folded(a)).toHaveLength(1_024);
      expect(likeness(packed(folded(a)), packed(folded(b)))).toBeCloseTo(likeness(packed(a), packed(b)), 1);
    }
    expect(folded(Float32Array.of(1, 2))).toEqual(Float32Array.of(1, 2));
  });

  it("have length one after packing, whatever they were", () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 50 }), (values) => {
        const { scale, coordinates } = packed(Float32Array.from(values));
        const norm = Math.sqrt(coordinates.reduce((total, value) => total + (value * scale) ** 2, 0));
        expect(norm === 0 || Math.abs(norm - 1) < 0.05).toBe(true);
      }),
    );
  });
});

describe("the latent space", () => {
  const KITCHEN = ["bake bread in the oven", "knead dough and bake it", "the oven warms dough", "flour and dough make bread"];
  const HARBOUR = [
    "the boat sails from the harbour",
    "wind fills the sail of a boat",
    "ropes hold the ship in the harbour",
    "a ship sails with the wind",
  ];
  const texts = Array.from({ length: 160 }, (_, index) => {
    const kind = index % 2 === 0 ? KITCHEN : HARBOUR;
    return { title: null, text: `${kind[index % 4]} ${kind[(index + 2) % 4]} number ${index}` };
  });
  it("brings together what keeps the same company, also after it was written and read", { timeout: 60_000 }, async () => {
    const trained = await LatentSpace.train(texts, breathe);
    const space = LatentSpace.fromBytes(trained.bytes());
    const [bread, flour, boat] = ["bread", "knead flour", "ship"].map((text) => space.locate(null, text));
    if (bread === undefined || flour === undefined || boat === undefined) throw new Error("three places");
    expect(likeness(bread, flour)).toBeGreaterThan(likeness(bread, boat) + 0.2);
    expect(space.locate(null, "bread")).toEqual(trained.locate(null, "bread"));
    expect(space.locate(null, "zzzz qqqq").scale).toBe(0);
  });
});
