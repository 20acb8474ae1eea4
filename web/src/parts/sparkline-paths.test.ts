import fc from "fast-check";
import { expect, test } from "vitest";
import { coarser, runsOf, SPARK_HEIGHT, sparkPaths } from "./sparkline-paths.ts";

const values = fc.array(fc.option(fc.double({ min: 0, max: 200, noNaN: true }), { freq: 2 }), { maxLength: 80 });

test("what was measured without a pause is one run", () => {
  expect(runsOf([null, 1, 2, null, 3, null])).toEqual([
    [1, 2],
    [4, 4],
  ]);
  expect(runsOf([])).toEqual([]);
});

test("a gap stays a gap: each run is a stroke of its own, and nothing else is drawn", () => {
  fc.assert(
    fc.property(values, (measured) => {
      const { line, area } = sparkPaths(measured, 100);
      expect(line.split("M").length - 1).toBe(runsOf(measured).length);
      expect(area.split("Z").length - 1).toBe(runsOf(measured).length);
      expect(line + area).not.toMatch(/NaN|Infinity/);
    }),
  );
});

test("a line runs from its first step to the end of its last, high where the value is high", () => {
  expect(sparkPaths([null, 0, 100, null], 100)).toEqual({
    line: `M25 ${SPARK_HEIGHT - 1}L50 1L75 1`,
    area: `M25 ${SPARK_HEIGHT}L25 ${SPARK_HEIGHT - 1}L50 1L75 1L75 ${SPARK_HEIGHT}Z`,
    gaps: `M0 ${SPARK_HEIGHT - 1}H25M75 ${SPARK_HEIGHT - 1}H100`,
  });
});

test("where nothing was measured at all, all is gap; where all was, none is", () => {
  expect(sparkPaths([null, null], 1)).toEqual({ line: "", area: "", gaps: `M0 ${SPARK_HEIGHT - 1}H100` });
  expect(sparkPaths([1, 1], 1).gaps).toBe("");
});

test("what is more than full stays inside", () => {
  expect(sparkPaths([500], 100).line).toBe("M0 1L100 1");
});

test("fewer steps are the mean of what was measured, and unknown only where nothing was", () => {
  expect(coarser([1, 3, null, 5, null, null], 3)).toEqual([2, 5, null]);
  expect(coarser([1, null], 5)).toEqual([1, null]);
});
