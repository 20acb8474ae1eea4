import { describe, expect, test } from "vitest";
import { deedOf } from "./finish.ts";
import { isByPerson, isCurable, isUndone, judgeBy, type Evidence } from "./verdict.ts";

const MINUTE = 60_000;
/** A crash a minute ago, which nobody has done anything about. */
const CRASHED: Evidence = {
  state: "ill",
  sameBy: null,
  isOtherWay: false,
  isMerged: false,
  isDismissed: false,
  isCurable: true,
  waitedMs: MINUTE,
};
const long = { waitedMs: 10 * MINUTE };

describe("what was not done is judged by what reality shows", () => {
  test.each<[string, Partial<Evidence>, "right" | "failed" | "needless" | "unknown" | null]>([
    ["it is still down, but not for long", {}, null],
    ["it stayed down for ten minutes", long, "right"],
    ["it stayed ill, and its cause is elsewhere", { ...long, isCurable: false }, "unknown"],
    ["a person did the same, and it is well", { sameBy: "person", state: "well" }, "right"],
    [
      "a person did the same, and it is well, though its cause was elsewhere",
      { sameBy: "person", state: "well", isCurable: false },
      "right",
    ],
    ["a person did the same, and it is ill", { sameBy: "person" }, "failed"],
    ["a person did the same, and it stayed down for ten minutes", { ...long, sameBy: "person" }, "failed"],
    ["a person did the same, and nobody can say how it is", { sameBy: "person", state: "unsure" }, null],
    ["a person put it right in another way", { state: "well", isOtherWay: true }, "unknown"],
    ["Hydra did it after all, and it is well", { sameBy: "hydra", state: "well" }, "unknown"],
    ["Hydra did it after all, and it stayed down", { ...long, sameBy: "hydra" }, "unknown"],
    ["it came back alone", { state: "well" }, "needless"],
    ["it was removed", { state: "gone" }, "unknown"],
    ["it was removed after a person had done the same", { state: "gone", sameBy: "person" }, "unknown"],
    ["a person stopped it", { state: "stopped" }, "unknown"],
    ["it was dismissed", { isDismissed: true }, "needless"],
    ["it was a part of another", { isMerged: true, state: "well" }, "needless"],
    ["nobody can say", { ...long, state: "unsure" }, null],
    ["nobody could say for an hour", { state: "unsure", waitedMs: 60 * MINUTE }, "unknown"],
  ])("%s", (_name, seen, outcome) => {
    expect(judgeBy({ ...CRASHED, ...seen })?.outcome ?? null).toBe(outcome);
  });
});

test.each([
  ["crashed", "unknown", true],
  ["hung", "unknown", true],
  ["hung", "crash_loop", true],
  ["crashed", "connection_refused", false],
  ["crashed", "dependency_down", false],
  ["crashed", "config_error", false],
  ["hung", "disk_full", false],
  ["unhealthy", "unknown", false],
  ["unhealthy", "connection_refused", false],
  ["out_of_memory", "unknown", false],
  ["crash_loop", "unknown", false],
] as const)("%s because of %s: would a new start end it? %s", (trouble, category, is) => {
  expect(isCurable(trouble, category)).toBe(is);
});

test.each([
  ["a person restarts it through Hydra", { actedBy: "person:owner", isDockersTurn: true }, true],
  ["somebody restarts it by Docker's own command", { wasEndedByPerson: true, isDockersTurn: true }, true],
  ["somebody starts what Docker would not", {}, true],
  ["Docker's policy brings it back", { isDockersTurn: true }, false],
  ["Hydra itself starts it", { actedBy: "hydra:healing" }, false],
])("whose start it was: %s", (_name, seen, is) => {
  expect(isByPerson({ actedBy: null, wasEndedByPerson: false, isDockersTurn: false, ...seen })).toBe(is);
});

test("undone is what a person stops, not what Hydra itself ends", () => {
  expect(isUndone({ stoppedBy: "person", actedBy: null })).toBe(true);
  expect(isUndone({ stoppedBy: "person", actedBy: "hydra:healing" })).toBe(false);
  expect(isUndone({ stoppedBy: "itself", actedBy: null })).toBe(false);
});

test("an outcome says how the deed was", () => {
  expect(deedOf("proven")).toBe("right");
  expect(deedOf("right")).toBe("right");
  expect(deedOf("failed")).toBe("failed");
  expect(deedOf("needless")).toBe("needless");
  expect(deedOf("declined")).toBe("declined");
  expect(deedOf("unknown")).toBe("unknown");
  expect(deedOf("pending")).toBeNull();
});
