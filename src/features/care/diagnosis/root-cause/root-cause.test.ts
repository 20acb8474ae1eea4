import { expect, test } from "vitest";
import { personCaller } from "../../../../kernel/caller.ts";
import { openTestKernel } from "../../../../kernel/testing.ts";
import { diagnosis } from "../index.ts";
import { rootCause } from "../operations.ts";

const TIMES = [0, 60, 120, 180];
const latency = (node: string, values: (number | null)[]) => ({ node, metric: "latency", times: TIMES, values });
const SYMPTOMS = {
  edges: [["web", "db"]] as [string, string][],
  series: [latency("web", [0.1, 0.1, 0.9, null]), latency("db", [0.01, 0.01, 0.8, null])],
  target: { node: "web", metric: "latency", time: 120 },
};

async function ask(input: unknown) {
  await using hydra = await openTestKernel({ features: [diagnosis] });
  return rootCause.output.parse(await hydra.kernel.callAs(personCaller("owner"), rootCause, input as never));
}

test("the likeliest cause comes first, with what speaks for it", async () => {
  const { ranking } = await ask(SYMPTOMS);
  expect(ranking.map(({ node }) => node)).toEqual(["db", "web"]);
  expect(ranking[1]?.why).toContain("which db explains");
});

test.each([
  ["as it always is", [0.1, 0.11, 0.1, 0.09]],
  ["better than usual", [0.1, 0.11, 0.02, 0.1]],
])("where the target is %s nobody is named, and it is said why", async (_what, values) => {
  const { ranking, none } = await ask({ ...SYMPTOMS, series: [latency("web", values), latency("db", [0.01, 0.01, 0.8, 0.01])] });
  expect(ranking.map(({ node, score }) => [node, score])).toEqual([
    ["db", 0],
    ["web", 0],
  ]);
  expect(none).toMatch(/^Nothing about web was unusual then: latency was 0\.\d+, usually 0\.\d+\.$/);
});

test("where the target is in trouble, or not measured, that is not said", async () => {
  expect((await ask(SYMPTOMS)).none).toBeNull();
  const { ranking, none } = await ask({ ...SYMPTOMS, series: [latency("db", [0.01, 0.01, 0.8, 0.01])] });
  expect(none).toBeNull();
  expect(ranking[0]?.node).toBe("db");
  expect(ranking[0]?.score).toBeGreaterThan(0);
});

test.each([
  ["values for other times", { ...SYMPTOMS, series: [{ ...latency("web", [1]), times: TIMES }] }, /as many values as times/],
  ["a target that nobody knows", { ...SYMPTOMS, target: { ...SYMPTOMS.target, node: "wob" } }, /neither in the series nor in the edges/],
  ["no series", { ...SYMPTOMS, series: [] }, /series/],
  ["an edge of three", { ...SYMPTOMS, edges: [["a", "b", "c"]] }, /edges/],
  ["words for values", { ...SYMPTOMS, series: [latency("web", ["fast"] as never)] }, /series/],
])("%s are refused, and it is said why", async (_what, input, why) => {
  await expect(ask(input)).rejects.toThrow(why);
});

test("times in any order, and values that are all missing, are no trouble", async () => {
  const { ranking } = await ask({
    ...SYMPTOMS,
    series: [{ ...latency("web", [0.1, 0.9, 0.1, null]), times: [60, 120, 0, 180] }, latency("db", [null, null, null, null])],
  });
  expect(ranking[0]?.node).toBe("web");
});
