import { describe, expect, test } from "vitest";
import type { Attempt } from "../events.ts";
import { illMs, incidentId, severityOf, troubleAfter } from "./incident.ts";
import { courseOf, healerOf, verdictOn, type Standing } from "./recovery.ts";

function attempt(said: Partial<Attempt>): Attempt {
  return {
    id: "a",
    by: "hydra",
    remedy: "restart",
    operation: "containers.restart",
    subject: "web",
    level: "acted",
    startedAt: 0,
    outcome: "pending",
    verifiedBy: null,
    durationMs: null,
    approvalId: null,
    detail: null,
    undo: null,
    ...said,
  };
}

const running: Standing = { state: "running", health: "healthy", stoppedBy: null, isOtherRun: true, upMs: 0 };
const well = { verdict: "well", cause: "healthy", sentence: "Its check passes.", answers: null } as const;

describe("the course of an incident", () => {
  test("is judged once it may be well: at once with a check, after ten seconds without, after a minute in a loop", () => {
    expect(courseOf({ trouble: "crashed", attempts: [] }, running).next).toBe("judge");
    expect(courseOf({ trouble: "crashed", attempts: [] }, { ...running, health: "starting" }).next).toBe("wait");
    expect(courseOf({ trouble: "crashed", attempts: [] }, { ...running, health: "unchecked", upMs: 9_999 }).next).toBe("wait");
    expect(courseOf({ trouble: "crashed", attempts: [] }, { ...running, health: "unchecked", upMs: 10_000 }).next).toBe("judge");
    expect(courseOf({ trouble: "hung", attempts: [] }, { ...running, health: "unchecked", isOtherRun: false }).next).toBe("judge");
    expect(courseOf({ trouble: "crash_loop", attempts: [] }, { ...running, upMs: 59_999 }).next).toBe("wait");
    expect(courseOf({ trouble: "crash_loop", attempts: [] }, { ...running, upMs: 60_000 }).next).toBe("judge");
  });

  test("waits for how Hydra's own try went: the stop may be that of a restart that a killed Hydra asked for", () => {
    const stopped = { ...running, state: "exited", stoppedBy: "person" };
    expect(courseOf({ trouble: "unhealthy", attempts: [attempt({ outcome: "pending" })] }, stopped).next).toBe("wait");
    expect(courseOf({ trouble: "unhealthy", attempts: [attempt({ outcome: "failed" })] }, stopped).next).toBe("over");
    expect(courseOf({ trouble: "unhealthy", attempts: [attempt({ level: "asked", outcome: "pending" })] }, stopped).next).toBe("over");
  });

  test("ends when somebody stopped it, and goes on while it is down", () => {
    expect(courseOf({ trouble: "crashed", attempts: [] }, { ...running, state: "exited", stoppedBy: "person" })).toMatchObject({
      next: "over",
      state: "dismissed",
    });
    expect(courseOf({ trouble: "crashed", attempts: [] }, { ...running, state: "exited", stoppedBy: "itself" }).next).toBe("wait");
  });
});

describe("a fresh verdict", () => {
  test("well ends it, but for what hangs while only its late check is content", () => {
    expect(verdictOn({ trouble: "crashed", attempts: [] }, well, running)).toMatchObject({ isWell: true });
    expect(verdictOn({ trouble: "hung", attempts: [] }, { ...well, answers: false }, running)).toBeNull();
  });

  test("that the check is broken makes it a false finding, unless something was done meanwhile", () => {
    const broken = { verdict: "broken-check", cause: "check_wrong_port", sentence: "It answers.", answers: true } as const;
    const same = { ...running, isOtherRun: false };
    expect(verdictOn({ trouble: "unhealthy", attempts: [] }, broken, same)).toMatchObject({ isFalse: true });
    expect(verdictOn({ trouble: "unhealthy", attempts: [attempt({})] }, broken, same)).toMatchObject({ isWell: true });
    expect(verdictOn({ trouble: "crashed", attempts: [] }, broken, running)).toMatchObject({ isWell: true });
  });

  test("down ends nothing; the count of deaths does not outlive a long life", () => {
    const loop = { verdict: "down", cause: "crash_loop", sentence: "", answers: null } as const;
    expect(verdictOn({ trouble: "crash_loop", attempts: [] }, loop, { ...running, upMs: 10_000 })).toBeNull();
    expect(verdictOn({ trouble: "crash_loop", attempts: [] }, loop, { ...running, upMs: 60_000 })).toMatchObject({ isWell: true });
  });
});

const UNKNOWN_START = { cameAt: 0, startedThrough: null };

test("who made it well follows from what was done", () => {
  expect(healerOf({ ...UNKNOWN_START, attempts: [], startedBy: null }, false)).toBe("itself");
  expect(healerOf({ ...UNKNOWN_START, attempts: [attempt({ by: "docker" })], startedBy: null }, true)).toBe("docker");
  expect(healerOf({ ...UNKNOWN_START, attempts: [attempt({ by: "docker" })], startedBy: "person" }, true)).toBe("person");
  expect(healerOf({ ...UNKNOWN_START, attempts: [], startedBy: null }, true)).toBe("person");
  expect(healerOf({ ...UNKNOWN_START, attempts: [attempt({ outcome: "proven" })], startedBy: "person" }, true)).toBe("hydra");
  expect(healerOf({ ...UNKNOWN_START, attempts: [attempt({ level: "would" })], startedBy: "docker" }, true)).toBe("docker");
  expect(healerOf({ ...UNKNOWN_START, attempts: [attempt({})], startedBy: null }, true)).toBe("hydra");
  expect(healerOf({ ...UNKNOWN_START, attempts: [attempt({})], startedBy: "person" }, true)).toBe("person");
  expect(healerOf({ ...UNKNOWN_START, cameAt: 1, attempts: [attempt({ outcome: "proven" })], startedBy: null }, false)).toBe("itself");
  const byPerson = { startedBy: "person", startedThrough: "person:owner", cameAt: 0 } as const;
  expect(healerOf({ ...byPerson, attempts: [attempt({ outcome: "proven" })] }, true)).toBe("person");
  expect(healerOf({ ...byPerson, attempts: [attempt({ outcome: "proven" })] }, false)).toBe("hydra");
  expect(healerOf({ ...byPerson, startedThrough: "hydra:healing", startedBy: "hydra", attempts: [] }, true)).toBe("hydra");
  // What waits for a person was not done.
  expect(healerOf({ ...UNKNOWN_START, attempts: [attempt({ level: "asked" })], startedBy: "person" }, true)).toBe("person");
  expect(healerOf({ ...UNKNOWN_START, attempts: [attempt({ outcome: "failed" })], startedBy: null }, false)).toBe("itself");
});

test("what is known of the trouble is not forgotten for a mere crash", () => {
  expect(troubleAfter("crash_loop", "crashed")).toBe("crash_loop");
  expect(troubleAfter("out_of_memory", "crashed")).toBe("out_of_memory");
  expect(troubleAfter("crashed", "out_of_memory")).toBe("out_of_memory");
  expect(troubleAfter("hung", "crashed")).toBe("crashed");
});

test("ids are short and can be typed, whatever the name", () => {
  expect(incidentId("Jellyfin", 17)).toBe("jellyfin-17");
  expect(incidentId("../../etc", 3)).toBe("etc-3");
  expect(incidentId("\u202e\u0000", 4)).toBe("incident-4");
  expect(incidentId("x".repeat(500), 5)).toBe(`${"x".repeat(24)}-5`);
});

test("the times in which it was well are no illness", () => {
  expect(illMs({ openedAt: 1_000, reopenedAt: null, earlierMs: 0 }, 4_000)).toBe(3_000);
  expect(illMs({ openedAt: 1_000, reopenedAt: 9_000, earlierMs: 3_000 }, 10_000)).toBe(4_000);
  expect(illMs({ openedAt: 1_000, reopenedAt: null, earlierMs: 0 }, 500)).toBe(0);
});

test("severity grows with what hangs on it", () => {
  expect([severityOf(0, false), severityOf(0, true), severityOf(1, false), severityOf(3, false)]).toEqual([
    "medium",
    "high",
    "high",
    "critical",
  ]);
});
