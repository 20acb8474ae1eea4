import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { containerFacts } from "../../../integrations/docker/fake.ts";
import { personCaller } from "../../../kernel/caller.ts";
import { ManualClock } from "../../../kernel/clock.ts";
import { openTestKernel, type TestKernel } from "../../../kernel/testing.ts";
import { containers } from "../../watch/containers/index.ts";
import { Watched } from "../../watch/containers/testing/watched.ts";
import { inventory } from "../../watch/inventory/index.ts";
import { knowledge } from "./index.ts";
import { auditWhenDue, compareWithSystem } from "./lifecycle/rounds.ts";
import { desk } from "./desk.ts";

const ANNA = personCaller("anna");
const DAY_MS = 86_400_000;

function call<Result>({ kernel }: Pick<TestKernel, "kernel">, operation: string, input: unknown): Promise<Result> {
  return kernel.services.call({ operation, input, caller: ANNA, door: "rest" }) as Promise<Result>;
}

describe("looking after what is known", () => {
  it("says what is there, how it grows, and what to do about it", async () => {
    const clock = new ManualClock();
    await using test = await openTestKernel({ features: [knowledge], clock });
    const note = "The backup of the photos runs every night at three and keeps seven days and then four weeks.";
    await call(test, "knowledge.add", { content: note, source: "chat", category: "status" });
    await call(test, "knowledge.add", { content: `${note} Truly.`, source: "mail", category: "status" });
    clock.advance(8 * DAY_MS);
    await call(test, "knowledge.add", { content: "The gate opens to the left.", source: "chat" });
    const metrics = await call<Record<string, unknown>>(test, "knowledge.metrics", {});
    expect(metrics).toMatchObject({
      total: 3,
      byCategory: { status: 2, general: 1 },
      bySource: { chat: 2, mail: 1 },
      staleCount: 2,
      duplicateCount: 1,
      growth: [
        { day: "2026-01-01", added: 2, removed: 0 },
        { day: "2026-01-09", added: 1, removed: 0 },
      ],
      lastAudit: null,
    });
    const { entries } = await call<{ entries: { reason: string; contradictedBy: null }[] }>(test, "knowledge.stale", {});
    expect(entries).toMatchObject([{ reason: expect.stringContaining("8 days ago"), contradictedBy: null }, {}]);
  });

  it("proposes one of two that say the same, shows what would be lost, and can go back", async () => {
    await using test = await openTestKernel({ features: [knowledge] });
    const note = "The backup of the photos runs every night at three and keeps seven days and then four weeks.";
    await call(test, "knowledge.add", { content: note, source: "chat" });
    await call(test, "knowledge.add", { content: `${note}\nAsk Ben.`, source: "mail" });
    const { groups } = await call<{
      groups: { id: string; keep: { source: string }; archive: { id: string; source: string; lost: string[] }[] }[];
    }>(test, "knowledge.duplicates", {});
    expect(groups).toMatchObject([{ keep: { source: "mail" }, archive: [{ source: "chat", lost: [] }] }]);
    const { archived } = await call<{ archived: string[] }>(test, "knowledge.consolidate", { id: groups[0]?.id });
    expect((await call<{ groups: unknown[] }>(test, "knowledge.duplicates", {})).groups).toEqual([]);
    await call(test, "knowledge.restore", { ids: archived });
    expect((await call<{ groups: unknown[] }>(test, "knowledge.duplicates", {})).groups).toHaveLength(1);
  });

  it("looks for junk at night, and keeps the rate", async () => {
    await using test = await openTestKernel({ features: [knowledge] });
    await call(test, "knowledge.add", { content: "ok ok ok", source: "bot" });
    await call(test, "knowledge.add", { content: "The gate opens to the left.", source: "chat" });
    const host = test.kernel.hostOf("knowledge");
    await host.part(desk).ask("audit", { now: host.clock.now() });
    const { audits } = await call<{ audits: unknown[] }>(test, "knowledge.audits", {});
    expect(audits).toMatchObject([{ examined: 2, junk: 1, junkRate: 0.5, reasons: { "says nothing": 1 } }]);
  });
});

async function countAudits(test: TestKernel): Promise<number> {
  return (await call<{ audits: unknown[] }>(test, "knowledge.audits", {})).audits.length;
}

describe("the nightly look for junk", () => {
  it("happens once a day, also over a restart", async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 5, 2));
    const first = await openTestKernel({ features: [knowledge], clock });
    await call(first, "knowledge.add", { content: "The gate opens to the left.", source: "chat" });
    await auditWhenDue(first.kernel.hostOf("knowledge"), 3);
    expect(await countAudits(first)).toBe(0);
    clock.advance(DAY_MS / 12);
    await auditWhenDue(first.kernel.hostOf("knowledge"), 3);
    await auditWhenDue(first.kernel.hostOf("knowledge"), 3);
    expect(await countAudits(first)).toBe(1);
    await first.kernel.stop();
    await using again = await openTestKernel({ features: [knowledge], clock, home: first.home });
    clock.advance(DAY_MS / 24);
    await auditWhenDue(again.kernel.hostOf("knowledge"), 3);
    expect(await countAudits(again)).toBe(1);
    clock.advance(DAY_MS);
    await auditWhenDue(again.kernel.hostOf("knowledge"), 3);
    expect(await countAudits(again)).toBe(2);
  });
});

describe("held against the living system", () => {
  let watched: Watched;
  beforeEach(() => {
    watched = new Watched([inventory, containers, knowledge]);
  });
  afterEach(() => watched[Symbol.asyncDispose]());

  it("marks what is no longer so, and takes the mark back when it is so again", { timeout: 30_000 }, async () => {
    watched.docker.add(containerFacts({ name: "postgres", image: "postgres:16" }));
    const { test } = await watched.start();
    const { entries } = await call<{ entries: { id: string }[] }>(test, "knowledge.add", {
      entries: [
        { content: "The shop's data is in postgres:15.", source: "old wiki" },
        { content: "The shop's data is in postgres:16.", source: "new wiki" },
      ],
    });
    const host = test.kernel.hostOf("knowledge");
    await expect.poll(() => compareWithSystem(host), { timeout: 25_000 }).toBe(1);
    const stale = await call<{ entries: object[] }>(test, "knowledge.stale", {});
    expect(stale.entries).toMatchObject([
      { id: entries[0]?.id, reason: "it says postgres:15; postgres runs postgres:16", contradictedBy: "postgres" },
    ]);
    const { results } = await call<{ results: { source: string; stale: boolean }[] }>(test, "knowledge.search", {
      q: "where is the data of the shop",
    });
    expect(Object.fromEntries(results.map(({ source, stale }) => [source, stale]))).toEqual({ "old wiki": true, "new wiki": false });
    const older = { name: "postgres", service: null, image: "postgres:15", ports: [], addresses: [] };
    await host.part(desk).ask("compare", { living: [older] });
    const after = await call<{ entries: object[] }>(test, "knowledge.stale", {});
    expect(after.entries).toMatchObject([{ id: entries[1]?.id }]);
  });
});
