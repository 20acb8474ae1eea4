import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Rings, SLOT_MS, SLOTS } from "./rings.ts";
import { bucketOf, mergeRollups, packRollups, rollUp, unpackRollup, type Rollup } from "./rollups.ts";
import { restoreRings, saveRings } from "./saved-rings.ts";
import { bucketPoints, slotPoints } from "./series.ts";
import { nodeSubject, subjectId } from "./subjects.ts";

const WALL = Date.UTC(2026, 0, 1);
const NODE = nodeSubject("attic");
const ID = subjectId(NODE);

/** One ring that was fed at these moments, in slots since its beginning, with its slot as CPU usage. */
function fed(rounds: Iterable<number>, wallOf = (slot: number): number => WALL + slot * SLOT_MS): Rings {
  const rings = new Rings();
  for (const slot of rounds) {
    rings.advance(slot * SLOT_MS, wallOf(slot));
    rings.record(NODE, [slot, 1_000, null]);
  }
  return rings;
}

function cpu(rings: Rings, from = -Infinity, to = Infinity): (number | null)[] {
  return slotPoints(rings, ID, 0, from, to).map(({ average }) => average);
}

describe("the last hour", () => {
  test("gaps stay gaps", () => {
    expect(cpu(fed([1, 2, 5]))).toEqual([1, 2, null, null, 5]);
  });

  test("rounds that come a few milliseconds late skip no slot", () => {
    const rings = new Rings();
    for (let round = 1; round <= 300; round += 1) {
      rings.advance(round * (SLOT_MS + 15), WALL + round * (SLOT_MS + 15));
      rings.record(NODE, [round, null, null]);
    }
    expect(cpu(rings)).toHaveLength(300);
    expect(cpu(rings)).not.toContain(null);
  });

  test("what is older than an hour is gone, also after a long sleep", () => {
    const long = fed(Array.from({ length: SLOTS + 40 }, (_, slot) => slot + 1));
    expect(cpu(long)).toHaveLength(SLOTS);
    expect(cpu(long)[0]).toBe(41);
    expect(cpu(fed([1, 2, 3, 10_000]))).toEqual([10_000]);
  });

  test("a wall clock that jumps back neither tears nor overwrites: every value is there once", () => {
    const rings = fed([1, 2, 3, 4, 5, 6], (slot) => WALL + slot * SLOT_MS - (slot > 3 ? 25_000 : 0));
    expect(cpu(rings).toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
    const times = slotPoints(rings, ID, 0, -Infinity, Infinity).map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test("a part of the hour", () => {
    expect(cpu(fed([1, 2, 3, 4]), WALL + 2 * SLOT_MS, WALL + 3 * SLOT_MS)).toEqual([2, 3]);
  });

  test("series without a value for an hour are let go", () => {
    const rings = fed([1]);
    rings.advance((SLOTS + 5) * SLOT_MS, WALL);
    rings.forgetSilent();
    expect(rings.series.size).toBe(0);
  });

  test("whatever the rounds, each kept value stands at its own slot", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 60 }), (rounds) => {
        const sorted = rounds.toSorted((a, b) => a - b);
        const last = sorted.at(-1) ?? 0;
        const kept = sorted.filter((slot) => slot > last - SLOTS);
        expect(cpu(fed(sorted)).filter((value) => value !== null)).toEqual(kept);
      }),
    );
  });
});

describe("saved rings", () => {
  test("come back as they were", () => {
    const rings = fed([1, 2, 5]);
    const restored = restoreRings(saveRings(rings, 3));
    expect(restored?.rolledThrough).toBe(3);
    expect(restored?.rings.head).toBe(rings.head);
    expect(cpu(restored?.rings ?? new Rings())).toEqual([1, 2, null, null, 5]);
  });

  test("no damaged text is a reason to fail", () => {
    const whole = saveRings(fed([1, 2, 3]), 0);
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.string({ maxLength: 5 }), (at, text) => {
        const restored = restoreRings(whole.slice(0, at) + text + whole.slice(at + text.length));
        expect(restored === null || restored.rings.times.length === SLOTS).toBe(true);
      }),
    );
    expect(restoreRings(whole.slice(0, 100))).toBeNull();
    expect(restoreRings("")).toBeNull();
  });
});

const rollupOf = (metrics: number): fc.Arbitrary<Rollup> =>
  fc.record({
    samples: fc.integer({ min: 1, max: 60 }),
    averages: fc.array(fc.float(), { minLength: metrics, maxLength: metrics }),
    maxima: fc.array(fc.float(), { minLength: metrics, maxLength: metrics }),
  });

describe("five minutes", () => {
  test("average and maximum of each, without what was not measured", () => {
    const rings = fed(Array.from({ length: 45 }, (_, slot) => slot));
    const buckets = rollUp(rings, -1, rings.head);
    expect(buckets.map(({ at }) => at)).toEqual([WALL, WALL + 300_000]);
    expect(buckets[0]?.rollups.get(ID)).toEqual({
      samples: 30,
      averages: [14.5, 1_000, Number.NaN, Number.NaN],
      maxima: [29, 1_000, Number.NaN, Number.NaN],
    });
    expect(buckets[1]?.rollups.get(ID)).toMatchObject({ samples: 15, maxima: [44, 1_000, Number.NaN, Number.NaN] });
  });

  test("packed and unpacked are the same, whichever is asked for", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: 4_294_967_295 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 9 }).chain(rollupOf),
        (numbers, rollup) => {
          const packed = packRollups(new Map(numbers.map((number) => [number, rollup])));
          for (const number of numbers) expect(unpackRollup(packed, number)).toEqual(rollup);
        },
      ),
    );
  });

  test("bytes that are cut off or strange give nothing or something, never a failure", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (bytes, number) => {
        const rollup = unpackRollup(Buffer.from(bytes), number);
        expect(rollup === null || rollup.averages.length === rollup.maxima.length).toBe(true);
      }),
    );
  });

  test("the same five minutes twice, after the clock jumped back, become one by weight", () => {
    const halves = [
      { samples: 10, averages: [10, Number.NaN], maxima: [20, Number.NaN] },
      { samples: 30, averages: [50, 7], maxima: [60, 8] },
    ];
    const merged = { samples: 40, averages: [40, 7], maxima: [60, 8] };
    expect(mergeRollups(halves[0] as Rollup, halves[1] as Rollup)).toEqual(merged);
    expect(
      bucketPoints(
        halves.map((rollup) => ({ at: WALL, rollup })),
        0,
      ),
    ).toEqual([{ at: WALL, average: 40, maximum: 60 }]);
  });

  test("a time without values is a gap between two points", () => {
    const rollup = { samples: 1, averages: [1], maxima: [2] };
    const points = bucketPoints(
      [WALL, WALL + 900_000].map((at) => ({ at, rollup })),
      0,
    );
    expect(points.map(({ average }) => average)).toEqual([1, null, null, 1]);
  });

  test("a bucket begins on the clock's five minutes", () => {
    expect(bucketOf(WALL + 299_999)).toBe(WALL);
    expect(bucketOf(WALL + 300_000)).toBe(WALL + 300_000);
  });
});
