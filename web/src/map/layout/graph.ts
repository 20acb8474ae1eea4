/** A graph as the drawing needs it: who is there, in which group, and who needs whom. */
export interface Box {
  key: string;
  /** Drawn together; null: on its own. */
  group: string | null;
}

export interface Link {
  /** It needs `to`. */
  from: string;
  to: string;
}

/** Neighbours of each box, in both directions. */
export interface Neighbours {
  needs: ReadonlyMap<string, readonly string[]>;
  neededBy: ReadonlyMap<string, readonly string[]>;
}

/** The links that can be drawn: both ends are there and differ, each pair once. */
export function drawable<L extends Link>(keys: ReadonlySet<string>, links: readonly L[]): L[] {
  const seen = new Set<string>();
  return links.filter(({ from, to }) => {
    const pair = JSON.stringify([from, to]);
    if (from === to || !keys.has(from) || !keys.has(to) || seen.has(pair)) return false;
    seen.add(pair);
    return true;
  });
}

export function neighboursOf(links: readonly Link[]): Neighbours {
  return { needs: gathered(links, "from", "to"), neededBy: gathered(links, "to", "from") };
}

function gathered(links: readonly Link[], by: keyof Link, what: keyof Link): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const link of links) map.set(link[by], [...(map.get(link[by]) ?? []), link[what]]);
  return map;
}

/** Everything that is reached from a box by going on in one direction. Circles end; the box itself is not in it. */
export function reachedFrom(start: string, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (const at of waiting)
    for (const other of next.get(at) ?? []) {
      if (other === start || reached.has(other)) continue;
      reached.add(other);
      waiting.push(other);
    }
  return reached;
}

/** Names by their letters, the same on every machine. */
export function byName(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
