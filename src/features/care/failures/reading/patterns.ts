import { toIso } from "../../../../kernel/clock.ts";
import type { Counted, KeptPattern } from "../keeping/counts.ts";
import type { Pattern } from "../shapes.ts";
import { byWorst, worstOf } from "./severity.ts";
import { trendOf } from "./trend.ts";

/** So many of the services that a pattern hit are named. */
const MOST_SERVICES = 50;

/** In less time nothing shows whether something comes more often than before. */
const LEAST_SPAN_MS = 1_800_000;

/** Patterns as they were between two moments (epoch ms), of which the earlier is when counting began or later; the most frequent first. */
export function patternsIn(counts: readonly Counted[], known: ReadonlyMap<string, KeptPattern>, from: number, to: number): Pattern[] {
  const patterns: Pattern[] = [];
  for (const [id, own] of Map.groupBy(counts, ({ pattern }) => pattern)) {
    const pattern = known.get(id);
    if (pattern === undefined) continue;
    patterns.push({
      id,
      signature: pattern.signature,
      category: pattern.category,
      occurrences: sumOf(own),
      occurrencesEver: pattern.occurrences,
      services: [...namesByCount(own, ({ service }) => service).keys()].slice(0, MOST_SERVICES),
      severity: worstOf(own.map(({ severity }) => severity)),
      firstSeen: toIso(pattern.firstAt),
      lastSeen: toIso(pattern.lastAt),
      trend: trendIn(own, from, to),
    });
  }
  return patterns.toSorted((a, b) => b.occurrences - a.occurrences || byWorst(a, b) || (a.id < b.id ? -1 : 1));
}

export function trendIn(counts: readonly Counted[], from: number, to: number): Pattern["trend"] {
  if (to - from < LEAST_SPAN_MS) return "unknown";
  const middle = (from + to) / 2;
  return trendOf(sumOf(counts.filter(({ at }) => at < middle)), sumOf(counts.filter(({ at }) => at >= middle)));
}

export function sumOf(counts: readonly Counted[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/** Names with how often each was counted, the most often counted first. */
export function namesByCount(counts: readonly Counted[], nameOf: (counted: Counted) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const counted of counts) sums.set(nameOf(counted), (sums.get(nameOf(counted)) ?? 0) + counted.count);
  return new Map([...sums].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}
