import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UNIT_STATES, type ScrapedUnit } from "../../../../integrations/prometheus/facts.ts";
import { fakeUnit } from "../../../../integrations/prometheus/fake.ts";
import { unmeasuredNode, type NodeReading } from "./nodes.ts";
import { followUnits, type UnitReading } from "./units.ts";

const DAY_MS = 86_400_000;

/** A node whose exporter said this at a moment; null: nobody says anything of its units. */
function node(name: string, measuredAt: number, units: ScrapedUnit[] | null): NodeReading {
  return { ...unmeasuredNode(name), units: units === null ? null : { measuredAt, list: units } };
}

/** One machine, asked at 1, 2, 3 ... seconds. */
function over(...told: (ScrapedUnit[] | null)[]): UnitReading[] {
  return told.reduce<UnitReading[]>((before, units, index) => {
    const now = (index + 1) * 1_000;
    return followUnits(before, [node("ai", now, units)], now);
  }, []);
}

describe("units over time", () => {
  test("a state lasts since it was first seen, not since it was last told", () => {
    const active = [fakeUnit("a.service", "active")];
    expect(over(active, active, active)).toMatchObject([{ node: "ai", unit: "a.service", since: 1_000, measuredAt: 3_000, hasRun: true }]);
    expect(over(active, active, [fakeUnit("a.service", "failed")])).toMatchObject([{ state: "failed", since: 3_000 }]);
  });

  test("where the start is told, an active unit lasts since then, and a failed one does not", () => {
    const told = { startedAt: 7 };
    expect(over([fakeUnit("a.service", "active", told)])).toMatchObject([{ since: 7 }]);
    expect(over([fakeUnit("a.service", "failed", told)])).toMatchObject([{ since: 1_000 }]);
  });

  test("one that stopped has run; one that was never seen running has not", () => {
    const [active, inactive] = [[fakeUnit("a.service", "active")], [fakeUnit("a.service", "inactive")]];
    expect(over(active, inactive, inactive)).toMatchObject([{ state: "inactive", hasRun: true, since: 2_000 }]);
    expect(over(inactive, inactive)).toMatchObject([{ state: "inactive", hasRun: false }]);
  });

  test("a silence makes it stale; afterwards it is as if nothing had been, when it is as before", () => {
    const active = [fakeUnit("a.service", "active")];
    expect(over(active, null, null)).toMatchObject([{ isFresh: false, since: 1_000, measuredAt: 1_000 }]);
    expect(over(active, null, active)).toMatchObject([{ isFresh: true, since: 1_000, measuredAt: 3_000 }]);
  });

  test("after a day of silence it is forgotten; unloaded from a machine that speaks, at once", () => {
    const before = over([fakeUnit("a.service", "active")]);
    expect(followUnits(before, [], 1_000 + DAY_MS)).toHaveLength(1);
    expect(followUnits(before, [], 1_001 + DAY_MS)).toEqual([]);
    expect(followUnits(before, [node("ai", 2_000, [])], 2_000)).toEqual([]);
  });

  test("units of one name on two machines are two, whatever anybody says", () => {
    const unit = fc.tuple(fc.constantFrom("a.service", "b.service"), fc.constantFrom(...UNIT_STATES));
    const said = fc.option(fc.uniqueArray(unit, { selector: ([name]) => name }), { nil: null });
    fc.assert(
      fc.property(fc.array(fc.tuple(said, said), { maxLength: 8 }), (rounds) => {
        let known: UnitReading[] = [];
        for (const [index, round] of rounds.entries()) {
          const nodes = round.map((units, place) =>
            node(["ai", "tower"][place] ?? "", index, units && units.map(([name, state]) => fakeUnit(name, state))),
          );
          known = followUnits(known, nodes, index);
          for (const { name, units } of nodes) {
            const fresh = known.filter((each) => each.node === name && each.isFresh);
            expect(fresh.map(({ unit: of, state }) => [of, state]).toSorted()).toEqual(
              (units?.list ?? []).map((each) => [each.name, each.state]).toSorted(),
            );
          }
          expect(known.every(({ since, measuredAt }) => since <= measuredAt)).toBe(true);
        }
      }),
    );
  });
});
