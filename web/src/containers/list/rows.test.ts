import { expect, test } from "vitest";
import type { Container, Ruling } from "../../api/shapes.ts";
import { NO_FILTERS } from "../address.ts";
import { countsOf, filtered, rowsOf, sorted, type Row } from "./rows.ts";

function container(name: string, more: Partial<Container> = {}): Container {
  return {
    id: name,
    key: name,
    name,
    node: "nas",
    image: `${name}:1`,
    imageDigest: null,
    imageId: "",
    state: "running",
    health: "healthy",
    verdict: "well",
    exitCode: null,
    oomKilled: false,
    restarts: 0,
    startedAt: null,
    stoppedBy: null,
    project: "tools",
    service: name,
    role: null,
    protected: false,
    protectedBecause: null,
    ...more,
  };
}

const usage = {
  key: "",
  memoryLimitBytes: null,
  networkReceivedBytesPerSecond: null,
  networkSentBytesPerSecond: null,
  blockReadBytesPerSecond: null,
  blockWrittenBytesPerSecond: null,
  processes: null,
  measuredAt: null,
};
const service = { node: "nas", project: null, probe: null, latencyMs: null, since: null, dependsOn: [] };

const rows = rowsOf({
  containers: [
    container("web"),
    container("db", { verdict: "down", restarts: 3 }),
    container("cache", { project: null, node: "pi" }),
    container("far", { lostSince: "2026-11-23T10:00:00.000Z" }),
  ],
  rulings: [{ id: "web", since: "2026-11-22T10:00:00.000Z" } as Ruling],
  monitors: [],
  usages: [
    { ...usage, id: "web", name: "web", node: "nas", cpuPercent: 12, memoryBytes: 1_000 },
    { ...usage, id: "far", name: "far", node: "nas", cpuPercent: 50, memoryBytes: 1 },
  ],
  services: [
    { ...service, name: "web", status: "up" },
    { ...service, name: "ollama", status: "unknown" },
  ],
});
const names = (shown: readonly Row[]): string[] => shown.map(({ name }) => name);

test("each container is a row, and each service that no container is", () => {
  expect(rows.map(({ kind, name, state }) => `${kind} ${name} ${state}`)).toEqual([
    "container web well",
    "container db down",
    "container cache well",
    "container far unsure",
    "service ollama unsure",
  ]);
});

test("what nobody measured, or measured before the engine was lost, is not known", () => {
  expect(rows.map(({ cpuPercent }) => cpuPercent)).toEqual([12, null, null, null, null]);
  expect(rows.map(({ since }) => since)).toEqual(["2026-11-22T10:00:00.000Z", null, null, "2026-11-23T10:00:00.000Z", null]);
});

test("words are found in name, project, image and node; groups narrow further", () => {
  expect(names(filtered(rows, { ...NO_FILTERS, sought: " NAS  :1 " }))).toEqual(["web", "db", "far"]);
  expect(names(filtered(rows, { ...NO_FILTERS, states: ["down", "unsure"], nodes: ["nas"] }))).toEqual(["db", "far", "ollama"]);
  expect(names(filtered(rows, { ...NO_FILTERS, projects: [""] }))).toEqual(["cache", "ollama"]);
});

test("a choice counts what it would show beside the others, worst state first, without a project last", () => {
  const filters = { ...NO_FILTERS, states: ["well"], nodes: ["nas"], projects: ["gone"] };
  expect(countsOf(rows, { ...filters, projects: [] }, "states")).toEqual([
    ["down", 1],
    ["unsure", 2],
    ["well", 1],
  ]);
  expect(countsOf(rows, filters, "projects")).toEqual([
    ["gone", 0],
    ["tools", 1],
    ["", 0],
  ]);
});

test("sorting is worst first unless said otherwise, and the unknown is last both ways", () => {
  expect(names(sorted(rows, NO_FILTERS.sorting))).toEqual(["db", "far", "ollama", "web", "cache"]);
  expect(names(sorted(rows, { column: "cpu", isDescending: false }))[0]).toBe("web");
  expect(names(sorted(rows, { column: "cpu", isDescending: true }))[0]).toBe("web");
  expect(names(sorted(rows, { column: "name", isDescending: true }))).toEqual(["web", "ollama", "far", "db", "cache"]);
  expect(names(sorted(rows, { column: "restarts", isDescending: true })).slice(0, 2)).toEqual(["db", "far"]);
});
