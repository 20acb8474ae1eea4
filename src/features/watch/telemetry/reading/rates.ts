import type { ContainerUsage } from "../../../../integrations/docker/facts.ts";

/** One look at counters that only grow, and when it was by the clock that never jumps. */
export interface Counted {
  monotonicMs: number;
  usage: ContainerUsage;
}

export interface ContainerRates {
  /** Of one core: 250 is two and a half cores. */
  cpuPercent: number | null;
  networkReceivedBytesPerSecond: number | null;
  networkSentBytesPerSecond: number | null;
  blockReadBytesPerSecond: number | null;
  blockWrittenBytesPerSecond: number | null;
}

const UNKNOWN: ContainerRates = {
  cpuPercent: null,
  networkReceivedBytesPerSecond: null,
  networkSentBytesPerSecond: null,
  blockReadBytesPerSecond: null,
  blockWrittenBytesPerSecond: null,
};

/** What happened between two looks; null where there is no earlier one, or where a counter began anew. */
export function ratesBetween(before: Counted | undefined, after: Counted): ContainerRates {
  const elapsedMs = before === undefined ? 0 : elapsedBetween(before, after);
  if (before === undefined || elapsedMs <= 0) return UNKNOWN;
  const perSecond = (earlier: number | null, later: number | null): number | null => {
    const grown = growth(earlier, later);
    return grown === null ? null : (grown * 1_000) / elapsedMs;
  };
  const [a, b] = [before.usage, after.usage];
  const cpuNs = growth(a.cpuTotalNs, b.cpuTotalNs);
  return {
    cpuPercent: cpuNs === null ? null : (cpuNs / 1_000_000 / elapsedMs) * 100,
    networkReceivedBytesPerSecond: perSecond(a.networkReceivedBytes, b.networkReceivedBytes),
    networkSentBytesPerSecond: perSecond(a.networkSentBytes, b.networkSentBytes),
    blockReadBytesPerSecond: perSecond(a.blockReadBytes, b.blockReadBytes),
    blockWrittenBytesPerSecond: perSecond(a.blockWrittenBytes, b.blockWrittenBytes),
  };
}

/**
 * The engine notes when it read the counters, which is more exact than when its answer arrived; but its clock may jump.
 * It is believed as long as it agrees with our own monotonic clock to within a second and a fifth.
 */
export function elapsedBetween(before: Counted, after: Counted): number {
  const here = after.monotonicMs - before.monotonicMs;
  const there = after.usage.measuredAt - before.usage.measuredAt;
  return Math.abs(there - here) <= 1_000 + here / 5 && there > 0 ? there : here;
}

interface Ticks {
  busyTicks: number;
  totalTicks: number;
}

/** Share of all cores that was busy between two looks, 0 to 100. */
export function usedPercentBetween(before: Ticks | null | undefined, after: Ticks | null): number | null {
  if (before == null || after === null) return null;
  const total = growth(before.totalTicks, after.totalTicks);
  const busy = growth(before.busyTicks, after.busyTicks);
  // The kernel's count of waiting for disks may step back a little; then busy seems to outgrow the total.
  return total === null || busy === null || total === 0 ? null : Math.min(100, (busy / total) * 100);
}

/** How much a counter grew; null when it is smaller than before, for then it began anew at an unknown moment. */
function growth(before: number | null, after: number | null): number | null {
  return before === null || after === null || after < before ? null : after - before;
}
