import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { z } from "zod";
import { personCaller } from "../../../kernel/caller.ts";
import { ManualClock } from "../../../kernel/clock.ts";
import type { Kernel } from "../../../kernel/kernel.ts";
import type { FileContent } from "../../../kernel/operation.ts";
import type { Watched } from "../../watch/containers/testing/watched.ts";
import type { FailuresTables } from "./keeping/tables.ts";
import { list, patterns, record, report, resolve } from "./operations.ts";
import { Report } from "./shapes.ts";
import { openHome } from "./testing/home.ts";

const HOUR_MS = 3_600_000;
const owner = personCaller("owner");

let clock: ManualClock;
let home: Watched;
beforeEach(async () => {
  clock = new ManualClock();
  home = await openHome(clock);
});
afterEach(() => home?.[Symbol.asyncDispose]());
const kernel = (): Kernel => home.test.kernel;

type Told = z.input<typeof record.input>;
async function tell(told: Partial<Told> = {}) {
  const input = { service: "web", message: "connect ECONNREFUSED 192.0.2.7:5432", ...told };
  return record.output.parse(await kernel().callAs(owner, record, input)).failure;
}
const listed = async (input: z.input<typeof list.input> = {}) => list.output.parse(await kernel().callAs(owner, list, input));
const seen = async (input: z.input<typeof patterns.input> = {}) =>
  patterns.output.parse(await kernel().callAs(owner, patterns, input)).patterns;
async function reported(hours = 24): Promise<Report> {
  const { body } = (await kernel().callAs(owner, report, { hours })) as FileContent;
  return Report.parse(JSON.parse(String(body)));
}
async function markdown(): Promise<string> {
  const { body, mediaType } = (await kernel().callAs(owner, report, { format: "markdown" })) as FileContent;
  expect(mediaType).toBe("text/markdown");
  return String(body);
}

describe("a failure", () => {
  test("is diagnosed by its message, its logs and how it ended", async () => {
    expect(
      await tell({ logs: ["starting", "Error: listen EADDRINUSE: address already in use :::3000"], message: "it ended" }),
    ).toMatchObject({
      category: "port_conflict",
      severity: "high",
      cause: expect.stringContaining("EADDRINUSE"),
      resolvedAt: null,
    });
    expect(await tell({ message: "it ended", exitCode: 137 })).toMatchObject({ exitCode: 137 });
  });

  test("that says nothing is unknown, and its own words are the cause", async () => {
    expect(await tell({ message: "\n  it is odd today\nmore" })).toMatchObject({
      category: "unknown",
      confidence: 0,
      severity: "medium",
      cause: "it is odd today",
      evidence: [{ source: "message", line: "it is odd today" }],
    });
  });

  test("has the severity that was told", async () => {
    expect(await tell({ severity: "critical" })).toMatchObject({ severity: "critical" });
  });

  test("is kept without what looks like a secret", async () => {
    await tell({
      message: "password=hunter2hunter2 refused for postgres://me:tops3cret@db/x",
      logs: ["FATAL: password authentication failed, token=abcdefgh12345678"],
    });
    // What the miner learned is written down at the end.
    await home.restart();
    const tables = kernel().hostOf("failures").db<FailuresTables>();
    const kept = JSON.stringify([
      await tables.selectFrom("failures_records").selectAll().execute(),
      await tables.selectFrom("failures_patterns").selectAll().execute(),
      await tables.selectFrom("failures_templates").selectAll().execute(),
    ]);
    expect(kept).toContain("refused for");
    for (const secret of ["hunter2", "tops3cret", "abcdefgh"]) expect(kept).not.toContain(secret);
  });

  test("is over when somebody says so, once; an id that nobody has is not found", async () => {
    const { id } = await tell();
    const over = resolve.output.parse(await kernel().callAs(owner, resolve, { id, notes: "the database had token=abcdefgh12345" })).failure;
    expect(over).toMatchObject({ id, resolvedAt: expect.any(String), notes: "the database had token=***" });
    clock.advance(HOUR_MS);
    const again = resolve.output.parse(await kernel().callAs(owner, resolve, { id })).failure;
    expect(again).toMatchObject({ resolvedAt: over.resolvedAt, notes: over.notes });
    await expect(kernel().callAs(owner, resolve, { id: "failure_none" })).rejects.toMatchObject({ code: "not_found" });
  });

  test.each([
    ["an empty message", { message: "" }],
    ["no service", { service: "" }],
    ["a time to come", { occurredAt: "2027-01-01T00:00:00Z" }],
    ["a time that is none", { occurredAt: "yesterday" }],
    ["a severity that is none", { severity: "dire" as never }],
  ])("%s is refused", async (_what, told) => {
    await expect(tell(told)).rejects.toMatchObject({ code: "invalid_input" });
    expect((await listed()).failures).toEqual([]);
  });

  test.each([
    ["binary", "\u0000\u0001\ufffd\ufffd".repeat(500)],
    ["one endless line", "x".repeat(200_000)],
    ["nothing but spaces", "   "],
    ["a prototype's name", "__proto__ constructor"],
  ])("%s is kept and found again", async (_what, message) => {
    const { id } = await tell({ message, service: "__proto__" });
    expect((await listed()).failures.map((each) => each.id)).toEqual([id]);
    expect((await reported()).failures).toBe(1);
  });
});

describe("patterns", () => {
  test("hold the same text with other addresses, numbers and times together, others apart", async () => {
    const one = await tell({ message: "2026-01-01T10:00:00Z ERROR connect ECONNREFUSED 192.0.2.7:5432 after 31 ms" });
    const other = await tell({ message: "2026-01-01T11:30:10Z ERROR connect ECONNREFUSED 198.51.100.23:6379 after 7 ms", service: "api" });
    const different = await tell({ message: "getaddrinfo ENOTFOUND db.example" });
    expect(other.patternId).toBe(one.patternId);
    expect(different.patternId).not.toBe(one.patternId);
    expect(await seen()).toMatchObject([
      { id: one.patternId, category: "connection_refused", occurrences: 2, services: ["api", "web"], trend: "unknown" },
      { id: different.patternId, category: "dns", occurrences: 1 },
    ]);
    expect((await seen({ service: "api" })).map(({ occurrences }) => occurrences)).toEqual([1]);
  });

  test("keep their ids over a restart", async () => {
    const before = await tell();
    await home.restart();
    expect((await tell({ message: "connect ECONNREFUSED 203.0.113.9:5432" })).patternId).toBe(before.patternId);
    expect(await seen()).toMatchObject([{ occurrences: 2 }]);
  });

  test("say whether it comes more or less often, of the hours that were asked for", async () => {
    for (let at = 0; at < 12; at += 1) {
      await tell();
      clock.advance(HOUR_MS / 12);
    }
    expect(await seen({ hours: 24 })).toMatchObject([{ occurrences: 12, trend: "steady" }]);
    clock.advance(0.9 * HOUR_MS);
    expect(await seen({ hours: 2 })).toMatchObject([{ trend: "falling" }]);
    clock.advance(10 * HOUR_MS);
    for (let at = 0; at < 40; at += 1) await tell();
    expect(await seen({ hours: 24 })).toMatchObject([{ occurrences: 52, trend: "rising" }]);
    clock.advance(48 * HOUR_MS);
    expect(await seen({ hours: 24 })).toEqual([]);
  });

  test("have no direction while there is hardly anything to compare with", async () => {
    for (let at = 0; at < 12; at += 1) {
      await tell();
      clock.advance(15_000);
    }
    expect(await seen()).toMatchObject([{ occurrences: 12, trend: "unknown" }]);
    const { trend, sentence, recommendations } = await reported();
    expect(trend).toBe("unknown");
    expect(sentence + JSON.stringify(recommendations)).not.toContain("lately");
    clock.advance(HOUR_MS);
    for (let at = 0; at < 40; at += 1) await tell({ message: "no space left on device" });
    expect((await reported()).trend).toBe("rising");
  });
});

test("a burst of the same within one moment: each has its own id, all are counted, few are kept", async () => {
  const burst = 1_500;
  const ids = new Set<string>();
  for (let at = 0; at < burst; at += 500) {
    // The limit of calls begins anew; the failures happened in one moment.
    clock.jump(-1_000);
    clock.advance(1_000);
    for (const { id } of await Promise.all(
      Array.from({ length: 500 }, (_, each) => tell({ message: `connect ECONNREFUSED 192.0.2.7:${at + each}` })),
    ))
      ids.add(id);
  }
  expect(ids.size).toBe(burst);
  expect(await seen()).toMatchObject([{ occurrences: burst, occurrencesEver: burst }]);
  const kept = (await listed({ limit: 1_000 })).failures;
  expect(kept.length).toBeLessThanOrEqual(125);
  expect(await reported()).toMatchObject({ failures: burst, byCategory: { connection_refused: burst }, byService: { web: burst } });
  const { id } = await tell();
  expect(ids.has(id)).toBe(false);
});

test("a page ends where the next one begins, also within one moment", async () => {
  for (let at = 0; at < 7; at += 1) await tell({ service: `s${at}` });
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listed({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.failures.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(ids).toHaveLength(7);
  expect(new Set(ids).size).toBe(7);
  expect((await listed({ service: "s3" })).failures).toHaveLength(1);
  expect((await listed({ category: "dns" })).failures).toHaveLength(0);
  await expect(listed({ cursor: "no cursor" })).rejects.toMatchObject({ code: "invalid_input" });
});

describe("the report", () => {
  test("knows nothing without evidence, and says so", async () => {
    expect(await reported()).toMatchObject({ healthScore: null, healthReasons: [], failures: 0, trend: "unknown", patterns: [] });
    expect(await markdown()).toContain("nobody knows");
  });

  test("tells health with its reasons, which failures take down and resolving brings back", async () => {
    const { id } = await tell({ severity: "critical" });
    const ill = await reported();
    expect(ill.healthScore).toBeLessThan(100);
    expect(ill.healthReasons).toMatchObject([{ why: expect.stringContaining("web: connection_refused") }]);
    expect(ill.bySeverity).toEqual({ critical: 1 });
    await kernel().callAs(owner, resolve, { id });
    expect(await reported()).toMatchObject({ healthScore: 100, healthReasons: [], failures: 1 });
  });

  test("recommends one thing for each cause that came again, and reads well as Markdown", async () => {
    for (const service of ["web", "api"]) await tell({ service, message: "write /data/x: no space left on device" });
    await tell({ service: "bad|`name", message: "connect ECONNREFUSED 192.0.2.7:5432\n# not a title | nor a cell" });
    const { recommendations } = await reported();
    expect(recommendations).toMatchObject([
      { severity: "critical", services: ["api", "web"], why: expect.stringContaining("disk full came 2 times") },
    ]);
    const text = await markdown();
    expect(text).toMatch(/^# How it is\n\n/);
    expect(text).toContain("## What to do first\n\n1. **Free space on its disk");
    expect(text.split("\n").filter((line) => line.startsWith("#"))).toEqual([
      "# How it is",
      "## What to do first",
      "## What the health is made of",
      "## What fails again",
      "## Where",
    ]);
    const rows = text.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| times"));
    for (const row of rows) expect(row.split("|")).toHaveLength(7);
  });
});
