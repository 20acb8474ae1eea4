import { CallGraph } from "../../../src/features/care/diagnosis/root-cause/graph.ts";
import type { Series } from "../../../src/features/care/diagnosis/root-cause/series.ts";
import { randomOf } from "../interval.ts";
import type { Issue, Scenario } from "./petshop.ts";

/**
 * Troubles set into normal operation, at any component that the target reaches: the issues that were published with their
 * cause all begin at the same one, so they cannot tell a good method from a lucky one. A slow or failing component makes
 * each of its callers lose what it loses, split by their requests; often a proxy beside it shows a part of the same.
 */

const WINDOW = 5;
const SEED = 20_251_213;
const LEAST_REQUESTS = 5;
const ADDED_SECONDS = 5;
const ADDED_FAILURES = 8;

type Lost = number[];

export function injectIssues({ name, edges, normal = [] }: Scenario, target: string, count: number): Issue[] {
  const random = randomOf(SEED);
  const graph = new CallGraph(edges);
  const usedOften = [...graph.stepsFrom(target).keys()].filter((node) => isUsedOften(normal, node));
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  return Array.from({ length: count }, () => {
    const from = Math.floor(random() * ((normal[0]?.times.length ?? WINDOW) - WINDOW));
    const series = normal.map((each) => ({
      ...each,
      times: each.times.slice(from, from + WINDOW),
      values: each.values.slice(from, from + WINDOW),
    }));
    const metric = pick(["latency", "availability"]);
    const cause = pick(usedOften);
    const shape = [0, 0.3 * random(), 1, 0.5 + 0.4 * random(), 0];
    const amount = metric === "latency" ? ADDED_SECONDS * (1 + 4 * random()) : ADDED_FAILURES * (1 + 3 * random());
    const lost = new Map<string, Lost>([[cause, shape.map((part) => part * amount)]]);
    const suffering = [cause];
    for (const node of suffering) {
      const callers = [...graph.callersOf(node)];
      const total = callers.reduce((sum, caller) => sum + (requestsOf(series, caller)[2] ?? 0), 0);
      for (const caller of callers) {
        const part = ((requestsOf(series, caller)[2] ?? 0) / Math.max(1, total)) * (0.75 + 0.3 * random());
        add(
          lost,
          caller,
          (lost.get(node) ?? []).map((each) => part * each),
        );
        if (!suffering.includes(caller)) suffering.push(caller);
      }
    }
    const besides = [...graph.callersOf(cause)].flatMap((caller) => [...graph.calleesOf(caller)]).filter((node) => node !== cause);
    const leaves = besides.filter((node) => graph.calleesOf(node).size === 0 && usedOften.includes(node));
    if (leaves.length > 0 && random() < 0.6)
      add(
        lost,
        pick(leaves),
        (lost.get(cause) ?? []).map((each) => (0.1 + 0.3 * random()) * each),
      );
    const time = series[0]?.times[2] ?? 0;
    return { scenario: name, series: withLosses(series, lost, metric), target: { node: target, metric, time }, rootCause: cause };
  });
}

function add(lost: Map<string, Lost>, node: string, more: Lost): void {
  const before = lost.get(node) ?? [];
  lost.set(
    node,
    more.map((each, at) => each + (before[at] ?? 0)),
  );
}

function withLosses(series: readonly Series[], lost: ReadonlyMap<string, Lost>, metric: string): Series[] {
  return series.map((each) => {
    const own = each.metric === metric ? lost.get(each.node) : undefined;
    if (own === undefined) return each;
    const requests = requestsOf(series, each.node);
    const values = each.values.map((value, at) => {
      if (value === null) return null;
      const part = (own[at] ?? 0) / Math.max(1, requests[at] ?? 1);
      return metric === "latency" ? value + part : Math.max(0, value - 100 * Math.min(1, part));
    });
    return { ...each, values };
  });
}

function requestsOf(series: readonly Series[], node: string): readonly number[] {
  return (series.find((each) => each.node === node && each.metric === "requests")?.values ?? []).map((value) => value ?? 0);
}

function isUsedOften(normal: readonly Series[], node: string): boolean {
  const requests = requestsOf(normal, node);
  return requests.filter((count) => count > LEAST_REQUESTS).length > requests.length / 2;
}
