import { componentsOf } from "./components.ts";
import { byBegin, casesOf, compareText, LATEST_CAUSE_MS, sharedGround, type Case } from "./ground.ts";
import type { Link, Root, Sick } from "./link.ts";

/** What the search knows of the world besides the sick things and their links. */
export interface Surroundings {
  /**
   * Keys of things that nobody can see now (their engine does not answer, no verdict yet). A thing that is seen and not
   * sick is well, and what lies behind it explains nothing; one that is not seen is walked through, but never a root.
   */
  unseen?: ReadonlySet<string>;
  /** Keys of containers that answer names for their node. */
  dnsServers?: ReadonlySet<string>;
}

/** Causes that fell within this time of each other fell together: then the one that explains more is the likelier. */
const TOGETHER_MS = 30_000;

/** A step from one sick thing to the next: over which links. None onto shared ground. */
interface Step {
  to: number;
  over: readonly Link[];
}

/**
 * From what does each sick thing suffer? Links lead from a sick thing to others that it needs and that are sick too, as
 * deep as they go; a dependency that fell more than five minutes after its dependent does not explain it. In a circle
 * the one that began first is the root. Among several roots: those that fell first (within half a minute), of these the
 * one that explains most. Things that complain of the same ground suffer from that ground (see `sharedGround`); the last
 * step onto it is no link, so a way may be empty although the root is another. What has a reason of its own (its memory,
 * its port, its settings) suffers from nothing that it needs.
 *
 * Does not depend on the order of its inputs; every root is its own root.
 */
export function findRoots(sick: readonly Sick[], links: readonly Link[], surroundings: Surroundings = {}): Map<string, Root> {
  const cases = casesOf(sick);
  const things: Pick<Case, "key" | "at">[] = [...cases.values()];
  const index = new Map(things.map(({ key }, at) => [key, at]));
  const steps = stepsOf([...cases.values()], links, index, surroundings.unseen ?? new Set());
  for (const [member, { key, at }] of sharedGround(cases, surroundings.dnsServers ?? new Set())) {
    const to = index.get(key) ?? things.push({ key, at }) - 1;
    index.set(key, to);
    steps[to] ??= [];
    steps[index.get(member) as number] = [{ to, over: [] }];
  }
  const chosen = chooseRoots(things, steps);
  const ways = waysTo(steps, chosen);
  return new Map([...cases.keys()].map((key, at) => [key, { root: (things[chosen[at] as number] as Case).key, way: ways[at] ?? [] }]));
}

/** Each case's ways to other cases, straight or through what nobody sees; sorted by key. */
function stepsOf(
  cases: readonly Case[],
  links: readonly Link[],
  index: ReadonlyMap<string, number>,
  unseen: ReadonlySet<string>,
): Step[][] {
  const from = Map.groupBy(
    links.toSorted((a, b) => compareText(a.to, b.to) || compareText(a.because, b.because)),
    (link) => link.from,
  );
  return cases.map((each) => {
    if (each.hasOwnReason) return [];
    const steps = new Map<number, Step>();
    const passed = new Set([each.key]);
    const waiting: { key: string; over: readonly Link[] }[] = [{ key: each.key, over: [] }];
    for (const { key, over } of waiting) {
      for (const link of from.get(key) ?? []) {
        if (passed.has(link.to)) continue;
        passed.add(link.to);
        const to = index.get(link.to);
        const way = [...over, link];
        if (to === undefined) {
          if (unseen.has(link.to)) waiting.push({ key: link.to, over: way });
        } else if ((cases[to] as Case).at <= each.at + LATEST_CAUSE_MS) steps.set(to, { to, over: way });
      }
    }
    return [...steps.values()];
  });
}

/** The index of each thing's root. */
function chooseRoots(things: readonly Pick<Case, "key" | "at">[], steps: readonly (readonly Step[])[]): number[] {
  const components = componentsOf(
    things.length,
    steps.map((each) => each.map(({ to }) => to)),
  );
  const componentOf: number[] = [];
  for (const [number, members] of components.entries()) for (const member of members) componentOf[member] = number;
  /** Of each component the roots that it leads to, by index. */
  const reached: Set<number>[] = [];
  const explains = new Map<number, number>();
  for (const [number, members] of components.entries()) {
    const roots = new Set<number>();
    for (const member of members) {
      for (const { to } of steps[member] ?? []) {
        const other = componentOf[to] as number;
        if (other !== number) for (const root of reached[other] ?? []) roots.add(root);
      }
    }
    if (roots.size === 0) roots.add(members.toSorted((a, b) => byBegin(things[a] as Case, things[b] as Case))[0] as number);
    reached.push(roots);
    for (const root of roots) explains.set(root, (explains.get(root) ?? 0) + members.length);
  }
  const best = reached.map((roots) => {
    const candidates = [...roots].map((root) => ({ root, ...(things[root] as Case), explains: explains.get(root) ?? 0 }));
    const first = Math.min(...candidates.map(({ at }) => at));
    const likely = candidates.filter(({ at }) => at <= first + TOGETHER_MS);
    return (likely.toSorted((a, b) => b.explains - a.explains || byBegin(a, b))[0] as { root: number }).root;
  });
  return things.map((_, at) => best[componentOf[at] as number] as number);
}

/** The shortest way of each thing to its root: one walk backwards from every root. */
function waysTo(steps: readonly (readonly Step[])[], chosen: readonly number[]): (readonly Link[])[] {
  const back: { from: number; step: Step }[][] = steps.map(() => []);
  for (const [from, all] of steps.entries()) for (const step of all) back[step.to]?.push({ from, step });
  const ways: (readonly Link[])[] = [];
  for (const root of new Set(chosen)) {
    const way = new Map<number, readonly Link[]>([[root, []]]);
    const waiting = [root];
    for (const at of waiting) {
      for (const { from, step } of back[at] ?? []) {
        if (way.has(from)) continue;
        way.set(from, [...step.over, ...(way.get(at) ?? [])]);
        waiting.push(from);
      }
    }
    for (const [from, links] of way) if (chosen[from] === root) ways[from] = links;
  }
  return ways;
}
