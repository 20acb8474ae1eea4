import { expect, test } from "vitest";
import { coursesOf, extentOf, type History } from "./courses.ts";

const series = (told: Partial<History["series"][number]>): History["series"][number] => ({
  kind: "node",
  node: "tower",
  key: "tower",
  name: "tower",
  metric: "cpuUsedPercent",
  unit: "",
  averages: [],
  maxima: [],
  ...told,
});

const history: History = {
  start: "2026-11-23T12:00:00.000Z",
  stepSeconds: 10,
  series: [
    series({ node: "attic", name: "attic", averages: [1] }),
    series({ averages: [2, null] }),
    series({ kind: "gpu", name: "GPU-b", metric: "usedPercent", averages: [90] }),
    series({ kind: "disk", name: "/", metric: "usedBytes", averages: [7] }),
  ],
};

const gpu = { name: "RTX", usedPercent: 5, memoryUsedBytes: null, memoryTotalBytes: null, temperatureC: null, powerW: null };
const tower = {
  name: "tower",
  cpu: { usedPercent: 3, cores: 8 },
  memory: null,
  disks: [{ mount: "/", usedBytes: 8, availableBytes: 2, totalBytes: 40 }],
  gpus: [gpu, gpu],
};

test("each thing of a node has its own history, and no other node's", () => {
  const courses = coursesOf(tower, history, ["GPU-a", "GPU-b"]);
  expect(courses.map(({ key, now, full, values }) => [key, now, full, values])).toEqual([
    ["cpu", 3, 100, [2, null]],
    ["memory", null, null, []],
    ["disk /", 8, 10, [7]],
    ["gpu 0", 5, 100, []],
    ["gpu memory 0", null, null, []],
    ["gpu 1", 5, 100, [90]],
    ["gpu memory 1", null, null, []],
  ]);
});

test("before there is a history, what is measured now stands alone", () => {
  expect(coursesOf(tower, undefined, []).every(({ values }) => values.length === 0)).toBe(true);
});

test("the extent is of what was measured alone", () => {
  expect(extentOf([null, 4, 2, null])).toEqual({ lowest: 2, highest: 4, share: 0.5 });
  expect(extentOf([null])).toBeNull();
  expect(extentOf([])).toBeNull();
});
