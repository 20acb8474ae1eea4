import { byName, type Box, type Link } from "./graph.ts";

const TURNS = 10;

/** The groups from top to bottom: those that are linked come near each other, what belongs to none stands last. */
export function arrangeStrips(boxes: readonly Box[], links: readonly Link[]): (string | null)[] {
  const groupOf = new Map(boxes.map(({ key, group }) => [key, group]));
  const size = new Map<string | null, number>();
  for (const { group } of boxes) size.set(group, (size.get(group) ?? 0) + 1);
  const between = links
    .map(({ from, to }): [string | null, string | null] => [groupOf.get(from) ?? null, groupOf.get(to) ?? null])
    .filter(([one, other]) => one !== other);
  const order = (one: string | null, other: string | null): number =>
    one === null ? 1 : other === null ? -1 : (size.get(other) ?? 0) - (size.get(one) ?? 0) || byName(one, other);
  let strips = [...size.keys()].toSorted(order);
  let best = { strips, cost: distance(strips, between) };
  for (let turn = 0; turn < TURNS; turn += 1) {
    const at = new Map(strips.map((group, index) => [group, index]));
    const wanted = new Map(strips.map((group) => [group, middle(group, between, at)]));
    strips = strips.toSorted((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || order(a, b));
    const cost = distance(strips, between);
    if (cost < best.cost) best = { strips, cost };
  }
  return best.strips;
}

type Pair = readonly [string | null, string | null];

/** Half of where it stands, half of where it is drawn to: so that two do not change places for ever. */
function middle(group: string | null, between: readonly Pair[], at: ReadonlyMap<string | null, number>): number {
  const own = at.get(group) ?? 0;
  const others = between.flatMap(([one, other]) => (one === group ? [at.get(other) ?? own] : other === group ? [at.get(one) ?? own] : []));
  return others.length === 0 ? own : (own + others.reduce((sum, each) => sum + each, 0) / others.length) / 2;
}

function distance(strips: readonly (string | null)[], between: readonly Pair[]): number {
  return between.reduce((sum, [one, other]) => sum + Math.abs(strips.indexOf(one) - strips.indexOf(other)), 0);
}
