import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { containerUsage } from "../../../../integrations/docker/samples.ts";
import { elapsedBetween, ratesBetween, usedPercentBetween, type Counted } from "./rates.ts";

const WALL = Date.UTC(2026, 0, 1);

function look(monotonicMs: number, usage: Partial<Counted["usage"]> = {}): Counted {
  return { monotonicMs, usage: containerUsage({ measuredAt: WALL + monotonicMs, ...usage }) };
}

describe("rates", () => {
  test("one core and a half, a kilobyte a second", () => {
    const before = look(0, { cpuTotalNs: 1e9, networkReceivedBytes: 500, blockWrittenBytes: 0 });
    const after = look(10_000, { cpuTotalNs: 16e9, networkReceivedBytes: 10_500, blockWrittenBytes: 2_000 });
    expect(ratesBetween(before, after)).toEqual({
      cpuPercent: 150,
      networkReceivedBytesPerSecond: 1_000,
      networkSentBytesPerSecond: 0,
      blockReadBytesPerSecond: 0,
      blockWrittenBytesPerSecond: 200,
    });
  });

  test("the first look has no rate", () => {
    expect(Object.values(ratesBetween(undefined, look(0)))).toEqual([null, null, null, null, null]);
  });

  test("a counter that began anew is unknown once; the others go on", () => {
    const before = look(0, { cpuTotalNs: 9e9, networkReceivedBytes: 100 });
    const after = look(10_000, { cpuTotalNs: 1e9, networkReceivedBytes: 200 });
    expect(ratesBetween(before, after)).toMatchObject({ cpuPercent: null, networkReceivedBytesPerSecond: 10 });
  });

  test("a container without a network has no network rate", () => {
    const without = { networkReceivedBytes: null, networkSentBytes: null };
    expect(ratesBetween(look(0, without), look(10_000, without))).toMatchObject({
      networkReceivedBytesPerSecond: null,
      networkSentBytesPerSecond: null,
    });
  });

  test.each([
    ["the engine's own times, when they agree", 9_700, 9_700],
    ["our monotonic clock, when the engine's clock jumped ahead", 3_600_000, 10_000],
    ["our monotonic clock, when the engine's clock jumped back", -3_600_000, 10_000],
    ["our monotonic clock, when the engine gives the same moment twice", 0, 10_000],
  ])("elapsed time is %s", (_, thereMs, elapsedMs) => {
    const after = { monotonicMs: 10_000, usage: containerUsage({ measuredAt: WALL + thereMs }) };
    expect(elapsedBetween(look(0), after)).toBe(elapsedMs);
  });

  test("no clocks and no counters give a negative or endless rate", () => {
    const any = fc.record({
      monotonicMs: fc.nat({ max: 1e9 }),
      usage: fc.record({
        measuredAt: fc.integer({ min: 0, max: 2e12 }),
        cpuTotalNs: fc.nat(),
        memoryBytes: fc.nat(),
        memoryLimitBytes: fc.constant(null),
        networkReceivedBytes: fc.option(fc.nat()),
        networkSentBytes: fc.option(fc.nat()),
        blockReadBytes: fc.nat(),
        blockWrittenBytes: fc.nat(),
        processes: fc.constant(null),
      }),
    });
    fc.assert(
      fc.property(any, any, (a, b) => {
        const [before, after] = a.monotonicMs <= b.monotonicMs ? [a, b] : [b, a];
        expect(Object.values(ratesBetween(before, after)).every((rate) => rate === null || (rate >= 0 && Number.isFinite(rate)))).toBe(
          true,
        );
      }),
    );
  });

  test("the share of a machine that was busy", () => {
    expect(usedPercentBetween({ busyTicks: 100, totalTicks: 1_000 }, { busyTicks: 150, totalTicks: 1_200 })).toBe(25);
    expect(usedPercentBetween(null, { busyTicks: 1, totalTicks: 2 })).toBeNull();
    expect(usedPercentBetween({ busyTicks: 100, totalTicks: 1_000 }, { busyTicks: 5, totalTicks: 10 })).toBeNull();
    expect(usedPercentBetween({ busyTicks: 5, totalTicks: 10 }, { busyTicks: 5, totalTicks: 10 })).toBeNull();
  });
});
