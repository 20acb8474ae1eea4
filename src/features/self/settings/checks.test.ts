import { describe, expect, test } from "vitest";
import { judgeDamage, judgeDisk, judgeIntegration, overall, type CheckStatus } from "./checks.ts";

const MIB = 1_048_576;

describe("the disk under the state", () => {
  test.each<[number, CheckStatus]>([
    [50_000 * MIB, "healthy"],
    [1_024 * MIB, "healthy"],
    [1_023 * MIB, "degraded"],
    [64 * MIB, "degraded"],
    [63 * MIB, "unhealthy"],
    [0, "unhealthy"],
  ])("with %i bytes free is %s", (freeBytes, status) => {
    const check = judgeDisk(freeBytes, "/home/anna/.hydra");
    expect(check).toMatchObject({ name: "disk", status });
    expect(check.detail).toContain(`${Math.floor(freeBytes / MIB)} MiB free under /home/anna/.hydra`);
    expect(check.detail.includes("free some space")).toBe(status === "unhealthy");
  });
});

describe("a damaged state file", () => {
  test("is told with its first damage and the way out; a whole one is not mentioned", () => {
    expect(judgeDamage([])).toEqual([]);
    const [check, ...more] = judgeDamage(["row 7 missing from index events_at", "row 8 missing from index events_at"]);
    expect(more).toEqual([]);
    expect(check).toMatchObject({ name: "store file", status: "unhealthy" });
    expect(check?.detail).toMatch(/damaged: row 7 missing.*backups\//);
    expect(overall(judgeDamage(["x"]))).toBe("unhealthy");
  });
});

describe("an integration", () => {
  const state = { name: "docker", about: "Docker", hint: "Set docker.hosts.", isConfigured: true };

  test("that nobody configured is no fault", () => {
    const check = judgeIntegration({ ...state, isConfigured: false, probe: null });
    expect(check).toEqual({ name: "docker", status: "unknown", detail: "not connected. Set docker.hosts." });
    expect(overall([check])).toBe("healthy");
  });

  test.each([
    ["well", "healthy"],
    ["degraded", "degraded"],
    ["unwell", "degraded"],
    ["unknown", "unknown"],
  ] as const)("that is %s makes a check that is %s", (status, expected) => {
    expect(judgeIntegration({ ...state, probe: { status, detail: "as it is" } })).toEqual({
      name: "docker",
      status: expected,
      detail: "as it is",
    });
  });
});

function checks(...statuses: CheckStatus[]) {
  return statuses.map((status) => ({ name: "x", status, detail: "" }));
}

test("the worst of what is known counts", () => {
  expect(overall([])).toBe("healthy");
  expect(overall(checks("healthy", "unknown"))).toBe("healthy");
  expect(overall(checks("healthy", "degraded", "unknown"))).toBe("degraded");
  expect(overall(checks("degraded", "unhealthy"))).toBe("unhealthy");
});
