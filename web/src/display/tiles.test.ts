import { expect, test } from "vitest";
import type { ClusterNode, Container } from "../api/shapes.ts";
import { isIll, tilesOf } from "./tiles.ts";

const container = (project: string | null, verdict: Container["verdict"], lostSince: string | null = null): Container => ({
  ...({} as Container),
  project,
  verdict,
  lostSince,
});

const node = (name: string, status: ClusterNode["status"]): ClusterNode => ({
  name,
  status,
  cpu: null,
  memory: { usedBytes: 1, totalBytes: 4 },
  disks: [],
  gpus: [],
  containers: { healthy: 0, unhealthy: 0, starting: 0, unchecked: 0, stopped: 0 },
  measuredAt: null,
});

test("a project is as its worst is, and counts what is ill alone", () => {
  const containers = [container("ai", "well"), container("ai", "down"), container("ai", "unsure"), container("ai", "off")];
  expect(tilesOf([], containers)).toEqual([
    {
      kind: "project",
      name: "ai",
      state: "down",
      counts: [
        ["down", 1],
        ["unsure", 1],
      ],
    },
  ]);
});

test("where nothing is ill, what is off does not count beside what is well", () => {
  expect(tilesOf([], [container("a", "off"), container("a", "well")])).toMatchObject([{ state: "well", counts: [["well", 1]] }]);
  expect(tilesOf([], [container("a", "off")])).toMatchObject([{ state: "off", counts: [["off", 1]] }]);
});

test("what is out of sight is not well", () => {
  expect(tilesOf([], [container("a", "well", "2026-11-23T12:00:00.000Z")])).toMatchObject([{ state: "unsure" }]);
});

test("the worst comes first, what is alike by its name, machines before projects, and last what has no project", () => {
  const containers = [container(null, "well"), container("b", "broken-check"), container("a", "well")];
  const tiles = tilesOf([node("attic", "well"), node("tower", "unknown")], containers);
  expect(tiles.map(({ name, ...tile }) => [name, isIll(tile)])).toEqual([
    ["b", true],
    ["tower", true],
    ["attic", false],
    ["a", false],
    [null, false],
  ]);
  expect(tiles[1]).toMatchObject({ cpu: null, memory: 0.25 });
});
