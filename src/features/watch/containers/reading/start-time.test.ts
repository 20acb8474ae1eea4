import { expect, test } from "vitest";
import { mayStartMs } from "./start-time.ts";

const life = (...steps: [at: number, health: string, state?: string][]) =>
  steps.map(([at, health, state = "running"]) => ({ at, containerId: "c1", state, health })).toReversed();

test.each([
  ["nothing was seen", [], 0],
  ["it was ready at once", life([0, "starting"], [1_000, "healthy"]), 3_500],
  ["its check called it unhealthy until it was ready", life([0, "starting"], [4_000, "unhealthy"], [20_000, "healthy"]), 32_000],
  ["it was ill later, which is no start", life([0, "starting"], [2_000, "healthy"], [50_000, "unhealthy"], [90_000, "healthy"]), 5_000],
  ["it was never ready", life([0, "starting"], [4_000, "unhealthy"], [9_000, "unhealthy", "exited"]), 0],
  [
    "another life took longer",
    life([0, "starting"], [8_000, "healthy"], [20_000, "healthy", "exited"], [30_000, "starting"], [31_000, "healthy"]),
    14_000,
  ],
])("when %s", (_what, transitions, ms) => {
  expect(mayStartMs(transitions)).toBe(ms);
});
