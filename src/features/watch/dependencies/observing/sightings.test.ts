import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Sightings } from "./sightings.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const T0 = Date.UTC(2026, 0, 1);
const pair = { from: "home//api", to: "home//db" };

describe("what was seen", () => {
  test("is a link from the second look on, for seven days after the last", () => {
    const sightings = new Sightings();
    expect(sightings.look([pair], T0)).toEqual({ became: [], lapsed: [], changed: [] });
    expect(sightings.links).toEqual([]);
    const sighting = { ...pair, firstSeen: T0, lastSeen: T0 + MINUTE, looks: 2 };
    expect(sightings.look([pair], T0 + MINUTE)).toEqual({ became: [pair], lapsed: [], changed: [sighting] });
    expect(sightings.links).toEqual([sighting]);
    expect(sightings.look([], T0 + MINUTE + 7 * DAY)).toEqual({ became: [], lapsed: [], changed: [] });
    expect(sightings.look([], T0 + MINUTE + 7 * DAY + 1)).toEqual({ became: [], lapsed: [pair], changed: [] });
    expect(sightings.links).toEqual([]);
  });

  test("once is forgotten after a day, and nobody hears of it", () => {
    const sightings = new Sightings();
    sightings.look([pair], T0);
    expect(sightings.look([], T0 + DAY + 1).lapsed).toEqual([]);
    expect(sightings.look([pair], T0 + DAY + 2).became).toEqual([]);
  });

  test("is written down at most once an hour", () => {
    const sightings = new Sightings();
    let written = 0;
    for (let minute = 0; minute < 180; minute += 1) written += sightings.look([pair], T0 + minute * MINUTE).changed.length;
    expect(written).toBe(3);
  });

  test("goes on where it was kept, and is no news again", () => {
    const sightings = new Sightings([{ ...pair, firstSeen: T0, lastSeen: T0 + DAY, looks: 9 }]);
    expect(sightings.links).toHaveLength(1);
    expect(sightings.look([pair], T0 + 2 * DAY)).toEqual({
      became: [],
      lapsed: [],
      changed: [{ ...pair, firstSeen: T0, lastSeen: T0 + 2 * DAY, looks: 10 }],
    });
  });

  test("whatever the clock does, who became is told before who lapsed, and the links are those between", () => {
    const someLook = fc.record({
      pairs: fc.uniqueArray(
        fc.constantFrom("a", "b", "c").map((to) => ({ from: "x", to })),
        { selector: ({ to }) => to },
      ),
      at: fc.integer({ min: -10 * DAY, max: 30 * DAY }),
    });
    fc.assert(
      fc.property(fc.array(someLook), (looks) => {
        const sightings = new Sightings();
        const known = new Set<string>();
        for (const { pairs, at } of looks) {
          const { became, lapsed } = sightings.look(pairs, T0 + at);
          for (const { to } of became) {
            expect(known.has(to)).toBe(false);
            known.add(to);
          }
          for (const { to } of lapsed) expect(known.delete(to)).toBe(true);
          expect(new Set(sightings.links.map(({ to }) => to))).toEqual(known);
        }
      }),
    );
  });
});
