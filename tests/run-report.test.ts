import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { peersAskedIn, summarise } from "./run-report.ts";

function file(status: string, ...tests: [name: string, status: string][]) {
  return {
    name: resolve("tests/some.test.ts"),
    status,
    message: "",
    assertionResults: tests.map(([fullName, state]) => ({ fullName, status: state })),
  };
}

describe("the summary of a run", () => {
  it("counts, and names what was skipped with its reason", () => {
    const report = { testResults: [file("passed", ["a", "passed"], ["b", "skipped"], ["c", "todo"], ["d", "pending"])] };
    expect(summarise(report, 0, () => "missing: docker")).toEqual({
      passed: 1,
      failed: 0,
      skipped: 3,
      skippedLines: [
        "skipped: tests/some.test.ts > b (missing: docker)",
        "skipped: tests/some.test.ts > c (not built yet)",
        "skipped: tests/some.test.ts > d (missing: docker)",
      ],
    });
  });

  it("counts a file that could not be loaded as one failure", () => {
    const summary = summarise({ testResults: [file("failed"), file("failed", ["x", "failed"], ["y", "failed"])] }, 1, () => "");
    expect(summary).toMatchObject({ passed: 0, failed: 3 });
  });

  it("does not blame a peer for tests whose preparation failed", () => {
    const summary = summarise({ testResults: [file("failed", ["a", "skipped"])] }, 1, () => "missing: docker");
    expect(summary).toMatchObject({ failed: 1, skipped: 1, skippedLines: ["skipped: tests/some.test.ts > a (its file failed before)"] });
  });

  it("never says that nothing failed when the runner ended badly", () => {
    expect(summarise(null, 1, () => "").failed).toBe(1);
    expect(summarise({ testResults: [file("passed", ["a", "passed"])] }, 1, () => "")).toMatchObject({ passed: 1, failed: 1 });
  });
});

describe("which peers a test file asks for", () => {
  it("reads them from its text", () => {
    expect(peersAskedIn('describe.skipIf(peer("docker") === null || peer("redis") === null); peer("docker")')).toEqual(["docker", "redis"]);
    expect(peersAskedIn("nothing")).toEqual([]);
  });
});
