import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openTestKernel } from "../../../kernel/testing.ts";
import { classify } from "./classify.ts";
import { CATEGORIES } from "./categories.ts";
import { diagnosis } from "./index.ts";
import { classify as operation } from "./operations.ts";
import { SIGNS } from "./knowledge.ts";
import { EXAMPLES, HARMLESS } from "./testing/examples.ts";
import { SHORT_EXAMPLES } from "./testing/short-examples.ts";
import { HELD_BACK } from "./testing/held-back.ts";

const lines = (text: string): string[] => text.split("\n");

describe("what went wrong", () => {
  test.each(EXAMPLES.map(({ is, text }) => [is, text] as const))("is %s: %s", (is, text) => {
    expect(classify(lines(text)).category).toBe(is);
  });

  test.each(Object.entries(SHORT_EXAMPLES).flatMap(([is, texts]) => texts.map((text) => [is, text] as const)))("is %s: %s", (is, text) => {
    expect(classify(lines(text)).category).toBe(is);
  });

  test.each(HARMLESS)("is not said of: %s", (text) => {
    expect(classify(lines(text))).toMatchObject({ category: "unknown", confidence: 0, evidence: [] });
  });

  test("each category but unknown has signs", () => {
    expect(CATEGORIES.filter((category) => category !== "unknown" && !SIGNS.some((signs) => signs.category === category))).toEqual([]);
  });
});

describe("the cause line", () => {
  test("is the first specific error, not the aftermath", () => {
    const said = classify(
      lines(`2026-01-01T10:00:00Z INFO starting
2026-01-01T10:00:01Z ERROR could not write block: No space left on device
2026-01-01T10:00:01Z ERROR connection pool: connection closed
2026-01-01T10:00:02Z ERROR request failed: 503 service unavailable
2026-01-01T10:00:02Z FATAL unhandled exception, shutting down
app exited with code 1`),
    );
    expect(said).toMatchObject({ category: "disk_full", group: "resource" });
    expect(said.evidence[0]?.line).toContain("No space left");
  });

  test("is the deepest reason of a chain", () => {
    const said = classify(
      lines(`org.hibernate.exception.GenericJDBCException: Unable to open JDBC Connection
\tat org.hibernate.Foo.bar(Foo.java:12)
Caused by: com.zaxxer.hikari.pool.HikariPool$PoolInitializationException: Failed to initialize pool
\t... 41 more
Caused by: org.postgresql.util.PSQLException: FATAL: password authentication failed for user "app"`),
    );
    expect(said.category).toBe("auth_failed");
    expect(said.evidence[0]?.line).toContain("Caused by");
  });

  test("is found through colours, JSON and what repeats a thousand times", () => {
    const noise = Array.from({ length: 1_000 }, (_, index) => `2026-01-01T10:00:00.${index}Z WARN retrying in ${index} s`);
    const line = '{"level":"error","msg":"\\u001b[31mlisten EADDRINUSE\\u001b[0m: address already in use 0.0.0.0:8080"}';
    expect(classify([...noise, "\u001b[31mError: listen EADDRINUSE: address already in use\u001b[0m", ...noise]).category).toBe(
      "port_conflict",
    );
    expect(classify([line]).category).toBe("port_conflict");
  });

  test("speaks other languages", () => {
    expect(classify(["mkdir: das Verzeichnis »/data« kann nicht angelegt werden: Keine Berechtigung"]).category).toBe("permission");
    expect(classify(["dial error: 连接被拒绝"]).category).toBe("connection_refused");
  });
});

describe("what recovered", () => {
  test("was not the cause, what came back was", () => {
    const recovered = ["connect ECONNREFUSED 10.0.0.2:5432, retrying", "connected to database", "FATAL: ENOSPC: no space left on device"];
    expect(classify(recovered).category).toBe("disk_full");
    expect(classify(["connected to database", "Error: connect ECONNREFUSED 10.0.0.2:5432"]).category).toBe("connection_refused");
  });
});

describe("what Docker knows", () => {
  test.each([
    ["out_of_memory", [], { exitCode: 137, isOomKilled: true }],
    ["out_of_memory", ["WARN connection lost"], { isOomKilled: true, exitCode: 137 }],
    ["port_conflict", [], { stateError: "driver failed: Bind for 0.0.0.0:53 failed: port is already allocated" }],
    ["platform_mismatch", [], { exitCode: 1, stateError: "exec /app: exec format error" }],
    ["config_error", [], { stateError: 'exec: "nginx": executable file not found in $PATH' }],
    ["config_error", [], { stateError: "network shop_default not found" }],
    ["config_error", [], { stateError: "mounts denied: the path /srv/x is not shared" }],
    ["gpu_driver", [], { stateError: "could not select device driver with capabilities: [[gpu]]" }],
    ["disk_full", [], { stateError: "mkdir /var/lib/docker/tmp: no space left on device" }],
    ["unknown", [], { stateError: "something else" }],
    ["platform_mismatch", [], { exitCode: 132 }],
    ["healthcheck_broken", [], { checkOutput: "/bin/sh: curl: not found" }],
    ["unknown", [], { exitCode: 137 }],
    ["unknown", [], { exitCode: 1 }],
  ] as const)("says %s of %j with %j", (category, said, circumstances) => {
    expect(classify(said, circumstances).category).toBe(category);
  });
});

test("confidence is what it says, on examples that nothing was fitted to", () => {
  const named = HELD_BACK.map(({ is, text }) => ({ is, said: classify(lines(text)) })).filter(({ said }) => said.category !== "unknown");
  const mean = named.reduce((total, { said }) => total + said.confidence, 0) / named.length;
  const right = named.filter(({ is, said }) => said.category === is).length / named.length;
  expect(right).toBeGreaterThan(0.85);
  expect(Math.abs(mean - right)).toBeLessThan(0.1);
});

describe("hostile text", () => {
  const MEBI = 1_048_576;
  test.each([
    ["one letter", "a".repeat(MEBI)],
    ["the beginning of many phrases", "failed to connect to could not unable to cannot ".repeat(MEBI / 48)],
    ["unfinished escapes", "\u001b[".repeat(MEBI / 2)],
    ["unfinished commands", "\u001b]0;".repeat(MEBI / 4)],
    ["spaces", " ".repeat(MEBI)],
    ["digits", "1:1.".repeat(MEBI / 4)],
    ["short lines", "error failed connection timeout\n".repeat(MEBI / 32)],
    [
      "unlike lines",
      Array.from({ length: 10_000 }, (_, index) => `w${index.toString(36)}x failed to connect to h${index.toString(36)}`).join("\n"),
    ],
  ])("of %s is read in time that grows with its length", (_name, text) => {
    const half = text.slice(0, text.length / 2);
    classify(lines(half));
    const timed = (given: string): number => {
      const startedAt = performance.now();
      classify(lines(given));
      return performance.now() - startedAt;
    };
    // Linear would be twice; generous, because a machine may be busy. Quadratic text of this size takes minutes.
    expect(timed(text)).toBeLessThan(20 * timed(half) + 2_000);
  });

  test("never throws, and says the same twice", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 200 }), { maxLength: 30 }), (given) => {
        const said = classify(given);
        expect(classify(given)).toEqual(said);
        expect(said.confidence).toBeGreaterThanOrEqual(0);
        expect(said.confidence).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("POST /diagnosis/classify", () => {
  test("answers with masked evidence, and keeps nothing", async () => {
    await using kernel = await openTestKernel({ features: [diagnosis] });
    const answer = await kernel.kernel.callAsOwner(operation, {
      lines: ["could not connect to postgres://app:hunter2secret@db:5432/app: password authentication failed for user app"],
      service: "app",
    });
    expect(answer).toMatchObject({ category: "auth_failed", group: "permission" });
    expect(JSON.stringify(answer)).not.toContain("hunter2secret");
  });

  test("wants either text or lines", async () => {
    await using kernel = await openTestKernel({ features: [diagnosis] });
    await expect(kernel.kernel.callAsOwner(operation, {})).rejects.toMatchObject({ code: "invalid_input" });
    await expect(kernel.kernel.callAsOwner(operation, { text: "", lines: [] })).rejects.toMatchObject({ code: "invalid_input" });
  });
});
