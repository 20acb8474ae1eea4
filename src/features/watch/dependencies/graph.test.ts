import fc from "fast-check";
import { expect, test } from "vitest";
import { buildGraph, reach, type Graph } from "./graph.ts";

type Listed = Parameters<typeof buildGraph>[0][number];

function listed(name: string, said: Partial<Listed> = {}): Listed {
  return {
    key: `home//${name}`,
    name,
    node: "home",
    project: null,
    service: null,
    role: null,
    verdict: "well",
    protected: false,
    protectedBecause: null,
    state: "running",
    ...said,
  } as Listed;
}

const compose = (from: string, to: string) => ({ from: `home//${from}`, to: `home//${to}`, because: "compose" as const });
const seen = (from: string, to: string) => ({ from: `home//${from}`, to: `home//${to}`, firstSeen: 0, lastSeen: 1, looks: 2 });

test("what is declared stands over what was seen; links to what is gone are none", () => {
  const graph = buildGraph(
    [listed("a"), listed("b"), listed("c")],
    [compose("a", "b"), compose("a", "gone")],
    [seen("a", "b"), seen("c", "b"), seen("b", "a")],
    (key) => key === "home//b",
  );
  expect(graph.links).toEqual([
    { ...compose("a", "b"), since: null },
    { from: "home//c", to: "home//b", because: "observed", since: "1970-01-01T00:00:00.000Z" },
  ]);
  expect(graph.nodes.map(({ name, dependents }) => [name, dependents])).toEqual([
    ["a", 0],
    ["b", 2],
    ["c", 0],
  ]);
});

test("of two with one identity the running one stands for both", () => {
  const old = listed("a", { state: "exited", verdict: "down" });
  for (const both of [
    [old, listed("a")],
    [listed("a"), old],
  ])
    expect(buildGraph(both, [], [], () => false).nodes).toMatchObject([{ name: "a", verdict: "well" }]);
});

test("what stands aside for its successor is not there", () => {
  expect(buildGraph([listed("a"), listed("a.hydra-before-0123456789ab", { isAside: true })], [], [], () => false).nodes).toHaveLength(1);
});

test("reaching ends in circles, never comes back to where it began, and counts steps", () => {
  const letters = fc.constantFrom(..."abcdef");
  fc.assert(
    fc.property(fc.array(fc.tuple(letters, letters)), (all) => {
      const graph: Graph = { nodes: [], links: all.map(([from, to]) => ({ from, to, because: "label", since: null })) };
      const needs = reach(graph, "a", "needs");
      expect(needs.map(({ key }) => key)).not.toContain("a");
      expect(new Set(needs.map(({ key }) => key)).size).toBe(needs.length);
      for (const { key } of needs) expect(reach(graph, key, "neededBy").map((each) => each.key)).toContain("a");
      const steps = needs.map((each) => each.steps);
      expect(steps).toEqual(steps.toSorted((x, y) => x - y));
    }),
  );
});

test("two hundred containers are built in a moment", () => {
  const all = Array.from({ length: 200 }, (_, at) => listed(`c${at}`));
  const links = Array.from({ length: 400 }, (_, at) => compose(`c${at % 200}`, `c${(at * 7 + 1) % 200}`));
  buildGraph(all, links, [], () => false);
  const began = performance.now();
  expect(buildGraph(all, links, [], () => false).nodes).toHaveLength(200);
  // About a millisecond; the limit only tells a square of the containers from a line on a busy machine.
  expect(performance.now() - began).toBeLessThan(200);
});
