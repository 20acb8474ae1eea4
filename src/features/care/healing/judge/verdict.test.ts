import { describe, expect, test } from "vitest";
import { deedOf } from "./finish.ts";
import { isUndone, judgeWould, type Happened } from "./verdict.ts";

describe("what would have been done", () => {
  const started = { kind: "started", actedBy: null, wasEndedByPerson: false, isDockersTurn: false } as const;
  const closed = { kind: "closed", isDismissed: false, isMerged: false } as const;
  test.each<[string, Happened, "right" | "needless" | null]>([
    ["a person restarts it through Hydra", { ...started, actedBy: "person:owner", isDockersTurn: true }, "right"],
    ["somebody restarts it by Docker's own command", { ...started, wasEndedByPerson: true, isDockersTurn: true }, "right"],
    ["somebody starts what Docker would not", started, "right"],
    ["Docker's policy brings it back", { ...started, isDockersTurn: true }, "needless"],
    ["Hydra itself starts it", { ...started, actedBy: "hydra:healing" }, null],
    ["it comes back alone", { ...closed, healedBy: "itself" }, "needless"],
    ["Docker heals it", { ...closed, healedBy: "docker" }, "needless"],
    ["a person heals it", { ...closed, healedBy: "person" }, "right"],
    ["a person says it was nothing", { ...closed, healedBy: null, isDismissed: true }, "needless"],
    ["it was a part of another", { ...closed, healedBy: null, isMerged: true }, "needless"],
    ["it is removed", { ...closed, healedBy: null }, null],
    ["it is still down after ten minutes", { kind: "waited", isIll: true }, "right"],
    ["it is well after ten minutes", { kind: "waited", isIll: false }, "needless"],
    ["nobody can say", { kind: "waited", isIll: null }, null],
  ])("when %s", (_name, happened, outcome) => {
    expect(judgeWould(happened)?.outcome ?? null).toBe(outcome);
  });
});

test("undone is what a person stops, not what Hydra itself ends", () => {
  expect(isUndone({ stoppedBy: "person", actedBy: null })).toBe(true);
  expect(isUndone({ stoppedBy: "person", actedBy: "hydra:healing" })).toBe(false);
  expect(isUndone({ stoppedBy: "itself", actedBy: null })).toBe(false);
});

test("an outcome says how the deed was", () => {
  expect(deedOf({ outcome: "proven", level: "acted" })).toBe("right");
  expect(deedOf({ outcome: "failed", level: "asked" })).toBe("failed");
  expect(deedOf({ outcome: "failed", level: "would" })).toBe("right");
  expect(deedOf({ outcome: "needless", level: "asked" })).toBe("needless");
  expect(deedOf({ outcome: "pending", level: "acted" })).toBeNull();
});
