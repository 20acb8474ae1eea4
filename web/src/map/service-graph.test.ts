import { expect, test } from "vitest";
import type { Incident } from "../api/shapes.ts";
import { neighboursOf } from "./layout/graph.ts";
import { layoutOf } from "./layout/layout.ts";
import { wayOf } from "./layout/rows.ts";
import { addressOf } from "../containers/address.ts";
import { shortName, troubleIn, type Service, type ServiceLink } from "./service-graph.ts";
import { stepFrom } from "./steps.ts";

function service(name: string): Service {
  return {
    key: `home//${name}`,
    name,
    node: "home",
    project: null,
    service: null,
    role: null,
    verdict: "well",
    isProtected: false,
    protectedBecause: null,
    dependents: 0,
  };
}

function link(from: string, to: string): ServiceLink {
  return { from: `home//${from}`, to: `home//${to}`, because: "compose", since: null };
}

function incident(name: string, affected: string[], state: Incident["state"] = "open"): Incident {
  return {
    id: `${name}-1`,
    sentence: `${name} is down`,
    state,
    severity: "high",
    subject: { kind: "container", key: `home//${name}`, node: "home", project: null, name },
    trouble: "crashed",
    openedAt: "2026-01-01T00:00:00.000Z",
    againAt: null,
    resolvedAt: null,
    illMs: 0,
    healedBy: null,
    reason: null,
    affected,
    cause: { category: "unknown", confidence: 0 },
    attempts: 0,
    signals: 1,
    happenedAt: "2026-01-01T00:00:00.000Z",
    detectedMs: 1,
    mergedInto: null,
    wasIllAtFirstSight: false,
  };
}

const graph = {
  nodes: ["proxy", "web", "worker", "db", "mail"].map(service),
  links: [link("proxy", "web"), link("web", "db"), link("worker", "db"), link("web", "mail")],
};

test("the root is marked, and what suffers with it, over the links by which it spreads", () => {
  const { roots, suffering, links } = troubleIn(graph, [incident("db", ["web", "proxy", "elsewhere"])]);
  expect([...roots.keys()]).toEqual(["home//db"]);
  expect([...suffering]).toEqual([
    ["home//web", "db"],
    ["home//proxy", "db"],
  ]);
  expect([...links].toSorted()).toEqual([wayOf("home//proxy", "home//web"), wayOf("home//web", "home//db")].toSorted());
});

test("what is over, and what is about no service of the map, marks nothing", () => {
  const { roots, suffering, links } = troubleIn(graph, [incident("db", ["web"], "resolved"), incident("gone", ["web"])]);
  expect([roots.size, suffering.size, links.size]).toEqual([0, 0, 0]);
});

test("who is not linked to the root does not suffer with it, whatever its name", () => {
  expect(troubleIn(graph, [incident("mail", ["worker", "web"])]).suffering).toEqual(new Map([["home//web", "mail"]]));
});

function named(name: string, project: string | null, word: string | null): string {
  return shortName({ name, project, service: word });
}

test("compose's own names are shortened, others stay", () => {
  expect(named("media-sonarr-1", "media", "sonarr")).toBe("sonarr");
  expect(named("media-sonarr-2", "media", "sonarr")).toBe("media-sonarr-2");
  expect(named("sonarr", "media", "tv")).toBe("sonarr");
  expect(named("null-null-1", null, null)).toBe("null-null-1");
});

test("an address holds any name", () => {
  expect(addressOf({ node: "a/b", name: "c d" })).toBe("/containers/a%2Fb/c%20d");
});

test("arrows go along the links, up and down within a column, and stay where there is nothing", () => {
  const { boxes } = layoutOf(
    graph.nodes.map(({ key }) => ({ key, group: null })),
    graph.links,
    1_400,
  );
  const step = (key: string, arrow: Parameters<typeof stepFrom>[3]): string | null =>
    stepFrom(boxes, neighboursOf(graph.links), `home//${key}`, arrow);
  expect(step("proxy", "ArrowRight")).toBe("home//web");
  expect(["home//db", "home//mail"]).toContain(step("web", "ArrowRight"));
  expect(step("mail", "ArrowLeft")).toBe("home//web");
  expect(step("db", "ArrowRight")).toBeNull();
  expect([step("db", "ArrowUp"), step("db", "ArrowDown")].toSorted()).toEqual(["home//mail", null].toSorted());
  expect(step("nobody", "ArrowUp")).toBeNull();
});
