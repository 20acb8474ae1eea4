import { byName, type Link } from "./graph.ts";

/** A link in the direction in which it is laid out; `isTurned` where that is against its own, to open a circle. */
export interface LaidLink {
  from: string;
  to: string;
  isTurned: boolean;
}

/**
 * Links without circles: whatever would lead back to where one came from is turned around. Which one that is depends on
 * the names alone, not on the order in which they were told.
 */
export function withoutCircles(keys: readonly string[], links: readonly Link[]): LaidLink[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of links) next.set(from, [...(next.get(from) ?? []), to]);
  const needed = new Set(links.map(({ to }) => to));
  // Begin where nobody leads to, so that a circle is opened where it leads back to its entrance.
  const sorted = keys.toSorted(byName);
  const starts = [...sorted.filter((key) => !needed.has(key)), ...sorted];
  const state = new Map<string, "open" | "done">();
  const turned = new Set<string>();
  for (const start of starts) {
    if (state.has(start)) continue;
    state.set(start, "open");
    const way = [{ key: start, left: (next.get(start) ?? []).toSorted(byName) }];
    for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
      const other = here.left.shift();
      if (other === undefined) {
        state.set(here.key, "done");
        way.pop();
      } else if (state.get(other) === "open") turned.add(JSON.stringify([here.key, other]));
      else if (!state.has(other)) {
        state.set(other, "open");
        way.push({ key: other, left: (next.get(other) ?? []).toSorted(byName) });
      }
    }
  }
  const laid = new Map<string, LaidLink>();
  for (const { from, to } of links) {
    const isTurned = turned.has(JSON.stringify([from, to]));
    const link = isTurned ? { from: to, to: from, isTurned } : { from, to, isTurned };
    const pair = JSON.stringify([link.from, link.to]);
    // Two that need each other are one line.
    if (!laid.has(pair)) laid.set(pair, link);
  }
  return [...laid.values()];
}

/** How long the longest chain below each box is: 0 for what needs nothing. Only for links without circles. */
export function depths(keys: readonly string[], links: readonly LaidLink[]): Map<string, number> {
  const needers = new Map<string, string[]>();
  const left = new Map(keys.map((key) => [key, 0]));
  for (const { from, to } of links) {
    needers.set(to, [...(needers.get(to) ?? []), from]);
    left.set(from, (left.get(from) ?? 0) + 1);
  }
  const depth = new Map(keys.map((key) => [key, 0]));
  const ready = keys.filter((key) => left.get(key) === 0);
  for (const key of ready)
    for (const needer of needers.get(key) ?? []) {
      depth.set(needer, Math.max(depth.get(needer) ?? 0, (depth.get(key) ?? 0) + 1));
      const still = (left.get(needer) ?? 0) - 1;
      left.set(needer, still);
      if (still === 0) ready.push(needer);
    }
  return depth;
}
