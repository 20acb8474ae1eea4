import { expect, test } from "vitest";
import { metricNames, SUBJECT_KINDS, unitOf } from "./subjects.ts";

test("every metric has a unit, and nothing else has one", () => {
  for (const kind of SUBJECT_KINDS) for (const metric of metricNames(kind)) expect(unitOf(kind, metric)).toMatch(/\w/);
  expect(unitOf("node", "cpuPercent")).toBeUndefined();
});
