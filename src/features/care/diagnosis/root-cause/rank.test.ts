import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Edge } from "./graph.ts";
import { rankSuspects, type Symptoms } from "./rank.ts";
import { kindOf, type Series } from "./series.ts";

const TIMES = [0, 300, 600, 900, 1200, 1500];
/** In trouble at 900 and 1200. */
const AT = 900;

function series(node: string, metric: string, values: (number | null)[], statistic?: string): Series {
  return { node, metric, times: TIMES, values, ...(statistic === undefined ? {} : { statistic }) };
}
const latency = (node: string, usual: number, during: number): Series =>
  series(node, "latency", [usual, usual * 1.01, usual * 0.99, during, during, usual], "Average");
const availability = (node: string, during: number): Series =>
  series(node, "availability", [100, 100, 100, during, during, 100], "Average");
const requests = (node: string, count: number): Series =>
  series(
    node,
    "requests",
    TIMES.map(() => count),
    "Sum",
  );

const failures = (node: string, during: number): Series => series(node, "error_count", [1, 0, 1, during, during, 0]);
const failureRatio = (node: string, during: number): Series => series(node, "error_ratio", [0, 0, 0, during, during, 0]);

const EDGES: Edge[] = [
  ["web", "shop"],
  ["web", "search"],
  ["web", "proxy"],
  ["shop", "db"],
  ["search", "db"],
];
const NODES = ["web", "shop", "search", "proxy", "db"];
const TRAFFIC = NODES.map((node) => requests(node, 500));
const target = { node: "web", metric: "latency", time: AT };
const names = (symptoms: Symptoms): string[] => rankSuspects(symptoms).map(({ node }) => node);

describe("a slow component", () => {
  test("that calls something slow only suffers", () => {
    const slow = [
      latency("web", 0.1, 0.4),
      latency("shop", 0.05, 0.35),
      latency("db", 0.01, 0.31),
      latency("search", 0.02, 0.02),
      latency("proxy", 0.01, 0.01),
    ];
    const [first, second] = rankSuspects({ edges: EDGES, series: [...slow, ...TRAFFIC], target });
    expect(first?.node).toBe("db");
    expect(first?.why).toContain("latency went from 0.01 to 0.31");
    expect(first?.why).toContain("nothing that it calls explains that");
    expect(second?.score).toBeLessThan((first?.score ?? 0) / 2);
  });

  test("whose callees are as usual is the cause, also when it is the target itself", () => {
    const calm = ["shop", "search", "proxy", "db"].map((node) => latency(node, 0.02, 0.02));
    expect(names({ edges: EDGES, series: [latency("web", 0.1, 0.5), ...calm, ...TRAFFIC], target })[0]).toBe("web");
  });

  test("counts by the time that all its requests lost, not by how slow a few became", () => {
    const slow = [latency("web", 0.1, 0.2), latency("search", 0.02, 0.12), latency("proxy", 0.01, 0.5)];
    const few = [requests("web", 500), requests("search", 500), requests("proxy", 20)];
    expect(names({ edges: EDGES, series: [...slow, ...few], target })[0]).toBe("search");
  });

  test("is found among others that always stray", () => {
    const straying = series("shop", "latency", [0.5, 3, 0.9, 2.5, 1.9, 0.2], "Average");
    const slow = [latency("web", 0.1, 0.2), latency("search", 0.02, 0.12), straying];
    expect(names({ edges: EDGES, series: [...slow, ...TRAFFIC], target })[0]).toBe("search");
  });

  test("is measured from its level just before, not from that of another week", () => {
    const normal = [series("shop", "latency", [0.01, 0.011, 0.01, 0.009, 0.01, 0.01], "Average")];
    const slow = [latency("web", 0.1, 0.2), latency("search", 0.02, 0.12), latency("shop", 0.5, 0.5)];
    expect(names({ edges: EDGES, series: [...slow, ...TRAFFIC], normal, target })[0]).toBe("search");
  });
});

describe("a failing component", () => {
  const failing = { node: "web", metric: "availability", time: AT };

  test("at the end of the chain is the cause, with availability in percent or as a part of one", () => {
    const measured = [availability("web", 94), availability("search", 94), availability("db", 94), availability("shop", 100)];
    const shares = measured.map((each) => ({ ...each, values: each.values.map((value) => (value ?? 0) / 100) }));
    expect(names({ edges: EDGES, series: [...measured, ...TRAFFIC], target: failing })[0]).toBe("db");
    expect(names({ edges: EDGES, series: [...shares, ...TRAFFIC], target: failing })[0]).toBe("db");
  });

  test("with one failure of three requests does not outweigh thirty of a thousand", () => {
    const measured = [availability("web", 97), availability("search", 97), availability("proxy", 66.7)];
    const traffic = [requests("web", 1000), requests("search", 1000), requests("proxy", 3)];
    expect(names({ edges: EDGES, series: [...measured, ...traffic], target: failing })[0]).toBe("search");
  });

  test("that calls what was never called before has changed itself", () => {
    const odd = series("odd", "requests", [0, 0, 0, 40, 40, 0], "Sum");
    const measured = [availability("web", 92), availability("shop", 92), series("odd", "availability", [null, null, null, 0, 0, null])];
    const ranking = rankSuspects({ edges: [...EDGES, ["shop", "odd"]], series: [...measured, odd, ...TRAFFIC], target: failing });
    expect(ranking[0]?.node).toBe("shop");
    expect(ranking.find(({ node }) => node === "odd")?.why).toContain("never used before");
  });

  test("that fell silent is the cause of its callers' failing", () => {
    const silent = series("db", "requests", [500, 490, 500, 0, 0, 500], "Sum");
    const measured = [availability("web", 80), availability("shop", 60), series("db", "availability", [100, 100, 100, null, null, 100])];
    const traffic = TRAFFIC.filter(({ node }) => node !== "db");
    const ranking = rankSuspects({ edges: EDGES, series: [...measured, silent, ...traffic], target: failing });
    expect(ranking[0]).toMatchObject({ node: "db", why: expect.stringContaining("is not any more") });
  });

  test("is found by counted failures or their ratio as well", () => {
    const by = (of: typeof failures, amount: number): string | undefined =>
      names({
        edges: EDGES,
        series: [of("web", amount), of("shop", amount), of("search", 0), ...TRAFFIC],
        target: { ...failing, metric: of("", 0).metric },
      })[0];
    expect(by(failures, 60)).toBe("shop");
    expect(by(failureRatio, 0.12)).toBe("shop");
  });
});

test("a component that no chain of calls leads to stands behind those that the target reaches", () => {
  const slow = [latency("web", 0.1, 0.2), latency("search", 0.02, 0.12), latency("elsewhere", 0.02, 9)];
  const ranking = rankSuspects({ edges: EDGES, series: [...slow, ...TRAFFIC, requests("elsewhere", 500)], target });
  expect(ranking[0]?.node).toBe("search");
  expect(ranking.find(({ node }) => node === "elsewhere")?.why).toContain("no chain of calls");
});

test("another metric that went wrong speaks for a component when the target's own kind says nothing", () => {
  const memory = series("shop", "memory_bytes", [1e8, 1.01e8, 1e8, 9e8, 9e8, 1e8]);
  const [first, second] = rankSuspects({ edges: EDGES, series: [latency("web", 0.1, 0.5), memory], target });
  expect([first?.node, second?.node]).toEqual(["web", "shop"]);
  expect(second?.why).toContain("memory_bytes");
});

test("without any evidence nobody is suspected", () => {
  const ranking = rankSuspects({ edges: EDGES, series: [], target });
  expect(ranking.map(({ node }) => node).toSorted()).toEqual(NODES.toSorted());
  expect(ranking.every(({ score }) => score === 0)).toBe(true);
  expect(ranking[0]?.why).toBe("nothing about it was unusual");
});

test.each([
  ["latency", "latency"],
  ["p99ResponseTime", "latency"],
  ["http_request_duration_seconds", "latency"],
  ["availability", "availability"],
  ["successRate", "availability"],
  ["error_rate", "failures"],
  ["errorPercentage", "failureShare"],
  ["http_requests_total", "traffic"],
  ["memory_bytes", "other"],
  ["terrors", "other"],
])("%s is %s", (metric, kind) => expect(kindOf(metric)).toBe(kind));

const node = fc.constantFrom("a", "b", "c", "d");
const anySeries = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 20 }).map((step) => step * 60),
      fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })),
    ),
    { maxLength: 12 },
  )
  .chain((points) =>
    fc.record({
      node,
      metric: fc.constantFrom("latency", "availability", "requests", "errors", "memory"),
      times: fc.constant(points.map(([time]) => time)),
      values: fc.constant(points.map(([, value]) => value)),
    }),
  );
const anySymptoms = fc.record({
  edges: fc.array(fc.tuple(node, node), { maxLength: 10 }),
  series: fc.uniqueArray(anySeries, { maxLength: 10, selector: ({ node: of, metric }) => `${of} ${metric}` }),
  normal: fc.option(fc.array(anySeries, { maxLength: 4 }), { nil: undefined }),
  target: fc.record({ node, metric: fc.constantFrom("latency", "availability", "requests"), time: fc.integer({ min: 0, max: 1200 }) }),
});

test("whatever comes, every component is ranked once, from the best score down, and the order of the input does not matter", () => {
  fc.assert(
    fc.property(anySymptoms, (symptoms) => {
      const ranking = rankSuspects(symptoms);
      const expected = new Set([symptoms.target.node, ...symptoms.edges.flat(), ...symptoms.series.map((each) => each.node)]);
      expect(ranking.map((suspect) => suspect.node).toSorted()).toEqual([...expected].toSorted());
      for (const [place, { score, why }] of ranking.entries()) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(score).toBeLessThanOrEqual(ranking[place - 1]?.score ?? 1);
        expect(why).not.toBe("");
      }
      const turned = rankSuspects({ ...symptoms, edges: symptoms.edges.toReversed(), series: symptoms.series.toReversed() });
      const scores = new Map(turned.map((suspect) => [suspect.node, suspect.score]));
      for (const suspect of ranking) expect(scores.get(suspect.node)).toBeCloseTo(suspect.score, 6);
    }),
  );
});
