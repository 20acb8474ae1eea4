import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openTestKernel } from "../../../kernel/testing.ts";
import { classify } from "./classify.ts";
import { CATEGORIES } from "./categories.ts";
import { diagnosis } from "./index.ts";
import { classify as operation } from "./operations.ts";
import { SIGNS } from "./knowledge.ts";
import { PATTERNS as LEVEL_PATTERNS } from "./reading/level.ts";
import { PATTERNS as LINE_PATTERNS, readLines } from "./reading/line.ts";
import { PATTERNS as NUMBER_PATTERNS } from "./reading/number.ts";
import { SignBook } from "./reading/book.ts";
import { findIn } from "./weighing/finding.ts";
import { isRight, readExcerpts, type Excerpt } from "./testing/excerpts.ts";
import { AFTERMATH, ORDINARY } from "./testing/ordinary.ts";
import { EXAMPLES, HARMLESS } from "./testing/examples.ts";
import { SHORT_EXAMPLES } from "./testing/short-examples.ts";
import { HELD_BACK } from "./testing/held-back.ts";

const PATTERNS = [...LEVEL_PATTERNS, ...LINE_PATTERNS, ...NUMBER_PATTERNS];
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

const rightOf = (excerpts: readonly Excerpt[], around = (text: string): string => text): number =>
  excerpts.filter((excerpt) => isRight(excerpt, classify([around(excerpt.text)]).category)).length / excerpts.length;

const around = (text: string): string => [...ORDINARY.slice(0, 20), text, ...AFTERMATH.slice(0, 6), ...ORDINARY.slice(20, 30)].join("\n");

const workOf = (text: string): number => {
  const book = new SignBook(SIGNS);
  for (const line of readLines(text.split("\n"))) findIn(book, line);
  return book.lookedThrough;
};

describe("excerpts", () => {
  const all = readExcerpts();

  test("that signs and weights were made by are known", () => {
    expect(rightOf(all.filter(({ isHeldBack }) => !isHeldBack))).toBeGreaterThan(0.97);
  });

  test("that nothing was made by are mostly told", () => {
    expect(all.filter(({ isHeldBack }) => isHeldBack).length).toBeGreaterThan(250);
    expect(rightOf(all.filter(({ isHeldBack }) => isHeldBack))).toBeGreaterThan(0.93);
  });

  test("are told among ordinary lines, and before what follows any trouble", () => {
    expect(rightOf(all, around)).toBeGreaterThan(0.93);
  });

  test("ordinary lines alone, and what follows any trouble, tell of no cause", () => {
    expect(classify(ORDINARY).category).toBe("unknown");
    expect(classify([...ORDINARY, ...AFTERMATH]).category).toBe("unknown");
  });
});

describe("hostile text", () => {
  const MEBI = 1_048_576;
  const NASTY = [
    "failed to connect to could not unable to cannot ",
    "error failed connection timeout ",
    "\u001b[",
    "\u001b]0;",
    "1:1.",
    "7",
    "AaBb_",
    "http 5 status errno -",
    '{"level":"error","msg":"',
    "at a.b(",
    "不",
    "\u0000\ufffd\ud800",
    " \t",
  ];

  test("is read with work that grows with its length, whatever it repeats", () => {
    fc.assert(
      fc.property(fc.constantFrom(...NASTY), fc.constantFrom(...NASTY), fc.integer({ min: 5, max: 40 }), (first, second, times) => {
        const lineOf = (index: number): string => `w${index.toString(36)}x ${(first + second).repeat(times)}`;
        const textOf = (count: number): string => Array.from({ length: count }, (_, index) => lineOf(index)).join("\n");
        // Twice the lines, and twice the length of a line, are each twice the work.
        expect(workOf(textOf(40))).toBeLessThanOrEqual(2.3 * workOf(textOf(20)) + 1_000);
        expect(workOf(lineOf(7) + lineOf(7))).toBeLessThanOrEqual(2.3 * workOf(lineOf(7)) + 10_000);
      }),
      { numRuns: 60 },
    );
  });

  test("has no pattern that goes back over what it has read", () => {
    // A quantifier without a bound inside a group that is repeated without a bound is what makes time explode.
    const explodes = /\((?:[^()\\]|\\.)*(?<!\\)[*+](?:[^()\\]|\\.)*\)[*+]/;
    expect(explodes.test("(a+b)*")).toBe(true);
    expect(PATTERNS.length).toBeGreaterThan(10);
    expect(PATTERNS.filter(({ source }) => explodes.test(source))).toEqual([]);
  });

  test.each([
    ["nothing", []],
    ["an empty line", [""]],
    ["ten megabytes of one letter", ["a".repeat(10 * MEBI)]],
    [
      "ten megabytes of lines that differ",
      [Array.from({ length: 200_000 }, (_, index) => `x${index.toString(36)}y all is well so far, and on`).join("\n")],
    ],
    ["bytes of a program", [String.fromCodePoint(...Array.from({ length: 60_000 }, (_, index) => (index * 7919) % 256))]],
    ["what is left of invalid UTF-8", [Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0x00, 0xed, 0xa0, 0x80]).toString("utf8").repeat(10_000)]],
  ])("of %s is unknown", (_name, given) => {
    expect(classify(given)).toMatchObject({ category: "unknown", confidence: 0, evidence: [] });
  });

  test("does not hide the cause: it is found among a hundred thousand other lines", () => {
    const noise = Array.from({ length: 50_000 }, (_, index) => `10.0.0.${index % 250} GET /items/${index} 200 ${index % 97} ms`);
    expect(classify([...noise, "write /data/x: no space left on device", ...noise]).category).toBe("disk_full");
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

  test("refuses what is longer than a log excerpt, and says so", async () => {
    await using kernel = await openTestKernel({ features: [diagnosis] });
    await expect(kernel.kernel.callAsOwner(operation, { text: "a".repeat(10_000_000) })).rejects.toMatchObject({ code: "invalid_input" });
    const many = Array.from({ length: 10_001 }, () => "a");
    await expect(kernel.kernel.callAsOwner(operation, { lines: many })).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("answers an empty text with unknown", async () => {
    await using kernel = await openTestKernel({ features: [diagnosis] });
    expect(await kernel.kernel.callAsOwner(operation, { text: "" })).toMatchObject({ category: "unknown", evidence: [], alternatives: [] });
  });

  test("wants either text or lines", async () => {
    await using kernel = await openTestKernel({ features: [diagnosis] });
    await expect(kernel.kernel.callAsOwner(operation, {})).rejects.toMatchObject({ code: "invalid_input" });
    await expect(kernel.kernel.callAsOwner(operation, { text: "", lines: [] })).rejects.toMatchObject({ code: "invalid_input" });
  });
});
