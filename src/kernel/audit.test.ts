import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { AuditRecord } from "./audit.ts";
import { ManualClock } from "./clock.ts";
import { openTestKernel, type TestKernel } from "./testing.ts";

const DAY_MS = 86_400_000;

function line(number: number): AuditRecord {
  return {
    actor: "person:owner",
    caller: "person",
    door: "rest",
    operation: "lamps.dim",
    subject: `L${number}`,
    input: { number, password: "hunter2" },
    outcome: "done",
    detail: null,
  };
}

async function openWithLines(count: number, clock = new ManualClock()): Promise<TestKernel & { clock: ManualClock }> {
  const test = await openTestKernel({ clock });
  for (let number = 1; number <= count; number += 1) await test.kernel.services.audit.append(line(number));
  return Object.assign(test, { clock });
}

/** Change the store behind Hydra's back. */
function tamper(test: TestKernel, ...statements: string[]): void {
  const database = new Database(join(test.home, "hydra.db"));
  for (const statement of statements) database.prepare(statement).run();
  database.close();
}

describe("the audit", () => {
  it("is intact after many lines written at once, without a gap", async () => {
    await using test = await openTestKernel();
    const { audit } = test.kernel.services;
    await Promise.all(Array.from({ length: 1_000 }, (_, number) => audit.append(line(number))));
    const entries = await audit.list({ limit: 2_000 });
    expect(entries.map(({ seq }) => seq).toReversed()).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
    expect(await audit.verify()).toEqual({ intact: true, entries: 1_000, erased: 0, problems: [] });
  });

  it("masks what is secret in an input, before the digest is made", async () => {
    await using test = await openWithLines(1);
    const [entry] = await test.kernel.services.audit.list({ limit: 1 });
    expect(entry?.input).toEqual({ number: 1, password: "***" });
    expect(readFileSync(join(test.home, "hydra.db-wal")).includes("hunter2")).toBe(false);
  });

  it("lists by time, actor and operation, newest first", async () => {
    await using test = await openWithLines(2);
    const { audit } = test.kernel.services;
    test.clock.advance(1_000);
    await audit.append({ ...line(3), actor: "model:claude", operation: "lamps.smash" });
    const numbers = async (filter: object): Promise<number[]> => (await audit.list({ limit: 10, ...filter })).map(({ seq }) => seq);
    expect(await numbers({})).toEqual([3, 2, 1]);
    expect(await numbers({ actor: "person:owner" })).toEqual([2, 1]);
    expect(await numbers({ operation: "lamps.smash" })).toEqual([3]);
    expect(await numbers({ since: test.clock.now() })).toEqual([3]);
  });

  it("keeps its proof when an input is erased", async () => {
    await using test = await openWithLines(3);
    tamper(test, "DELETE FROM audit_payloads WHERE seq = 2");
    expect(await test.kernel.services.audit.verify()).toEqual({ intact: true, entries: 3, erased: 1, problems: [] });
    expect((await test.kernel.services.audit.list({ limit: 3 }))[1]?.input).toBeNull();
  });

  it("stands when a work that wanted a line was rolled back", async () => {
    await using test = await openWithLines(1);
    const { audit } = test.kernel.services;
    const failing = test.kernel.store.commit(async (trx) => {
      await audit.appendIn(trx as never, line(2));
      throw new Error("changed its mind");
    });
    await Promise.all([expect(failing).rejects.toThrow("changed its mind"), audit.append(line(3)), audit.append(line(4))]);
    expect(await audit.verify()).toMatchObject({ intact: true, entries: 3 });
  });
});

describe("tampering is found", () => {
  const cases: Record<string, string[]> = {
    "a changed field": ["UPDATE audit_entries SET actor = 'person:guest' WHERE seq = 3"],
    "a changed time": ["UPDATE audit_entries SET at = at + 1 WHERE seq = 3"],
    "a changed outcome in the last line": ["UPDATE audit_entries SET outcome = 'failed' WHERE seq = 5"],
    "a changed digest": ["UPDATE audit_entries SET digest = 'x' WHERE seq = 5"],
    "a changed input": ["UPDATE audit_payloads SET input = '{}' WHERE seq = 3"],
    "an exchanged input": [
      "UPDATE audit_payloads SET seq = 99 WHERE seq = 3",
      "UPDATE audit_payloads SET seq = 3 WHERE seq = 4",
      "UPDATE audit_payloads SET seq = 4 WHERE seq = 99",
    ],
    "a line missing in the middle": ["DELETE FROM audit_entries WHERE seq = 3"],
    "lines missing at the beginning": ["DELETE FROM audit_entries WHERE seq <= 2"],
    "lines missing at the end": ["DELETE FROM audit_entries WHERE seq >= 4"],
    "everything missing": ["DELETE FROM audit_entries"],
    "two lines exchanged": [
      "UPDATE audit_entries SET seq = 99 WHERE seq = 3",
      "UPDATE audit_entries SET seq = 3 WHERE seq = 4",
      "UPDATE audit_entries SET seq = 4 WHERE seq = 99",
    ],
    "an invented line at the end": [
      "INSERT INTO audit_entries SELECT 6, at, actor, caller, door, operation, subject, outcome, detail, payload_digest, digest, digest FROM audit_entries WHERE seq = 5",
    ],
    "the middle renumbered over a removed line": [
      "DELETE FROM audit_entries WHERE seq = 3",
      "UPDATE audit_entries SET seq = 3 WHERE seq = 4",
      "UPDATE audit_entries SET seq = 4 WHERE seq = 5",
    ],
  };
  for (const [name, statements] of Object.entries(cases)) {
    it(`${name}`, async () => {
      await using test = await openWithLines(5);
      expect((await test.kernel.services.audit.verify()).intact).toBe(true);
      tamper(test, ...statements);
      const verdict = await test.kernel.services.audit.verify();
      expect(verdict.intact).toBe(false);
      expect(verdict.problems.length).toBeGreaterThan(0);
    });
  }

  it("a cut end, also after Hydra has written on", async () => {
    await using test = await openWithLines(5);
    const { audit } = test.kernel.services;
    await audit.settle();
    tamper(test, "DELETE FROM audit_entries WHERE seq >= 4", "DELETE FROM audit_payloads WHERE seq >= 4");
    for (let number = 4; number < 9; number += 1) {
      await audit.append(line(number + 100));
      await audit.settle();
    }
    expect((await audit.verify()).problems).toEqual(["line 5 is not the one that was anchored"]);
  });

  it("a missing and a damaged anchor", async () => {
    await using test = await openWithLines(2);
    const anchor = join(test.home, "audit-head.json");
    await test.kernel.services.audit.settle();
    for (const spoil of [() => writeFileSync(anchor, "{"), () => writeFileSync(anchor, "[]"), () => rmSync(anchor)]) {
      spoil();
      expect((await test.kernel.services.audit.verify()).problems).toEqual(["the anchor file is missing or unreadable"]);
    }
  });

  it("an older state put back under the anchor of a newer one", async () => {
    const test = await openWithLines(3);
    const copy = join(test.home, "copy.db");
    await test.kernel.store.backup(copy);
    await test.kernel.services.audit.append(line(4));
    await test.kernel.stop();
    for (const suffix of ["", "-wal", "-shm"]) rmSync(join(test.home, `hydra.db${suffix}`), { force: true });
    writeFileSync(join(test.home, "hydra.db"), readFileSync(copy));
    await using again = await openTestKernel({ home: test.home });
    expect((await again.kernel.services.audit.verify()).problems).toEqual(["lines after 3 are missing: 4 was anchored"]);
  });
});

describe("the anchor", () => {
  it("may lag behind after a crash, and is only readable by its owner", async () => {
    await using test = await openWithLines(2);
    const { audit } = test.kernel.services;
    await audit.settle();
    const path = join(test.home, "audit-head.json");
    const old = readFileSync(path, "utf8");
    await audit.append(line(3));
    await audit.settle();
    writeFileSync(path, old);
    expect(await audit.verify()).toMatchObject({ intact: true, entries: 3 });
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  it("holds the last line once Hydra has stopped", async () => {
    const test = await openWithLines(7);
    await test.kernel.stop();
    expect(JSON.parse(readFileSync(join(test.home, "audit-head.json"), "utf8"))).toMatchObject({ seq: 7 });
    await test.end();
  });
});

describe("dropping the oldest lines", () => {
  it("by number leaves a chain that is intact and says so in a line", async () => {
    await using test = await openWithLines(12);
    const { audit } = test.kernel.services;
    expect(await audit.prune({ maxAgeDays: 100, maxRows: 5 }, test.clock.now())).toBe(7);
    expect(await audit.verify()).toEqual({ intact: true, entries: 6, erased: 0, problems: [] });
    const [newest] = await audit.list({ limit: 1 });
    expect(newest).toMatchObject({
      seq: 13,
      actor: "hydra:kernel",
      operation: "audit.prune",
      detail: expect.stringContaining("lines up to 7"),
    });
    const payloads = await test.kernel.store
      .tables<{ audit_payloads: { seq: number } }>()
      .selectFrom("audit_payloads")
      .select("seq")
      .execute();
    expect(payloads.map(({ seq }) => seq)).toEqual([8, 9, 10, 11, 12, 13]);
    await audit.prune({ maxAgeDays: 100, maxRows: 3 }, test.clock.now());
    expect(await audit.verify()).toMatchObject({ intact: true, entries: 4 });
    expect(await audit.prune({ maxAgeDays: 100, maxRows: 4 }, test.clock.now())).toBe(0);
  });

  it("by age goes by the order of the lines, also when the clock stepped back between them", async () => {
    await using test = await openWithLines(3);
    const { audit } = test.kernel.services;
    test.clock.advance(10 * DAY_MS);
    await audit.append(line(4));
    test.clock.jump(-9 * DAY_MS);
    await audit.append(line(5));
    expect(await audit.prune({ maxAgeDays: 5, maxRows: 100 }, test.clock.now() + 9 * DAY_MS)).toBe(3);
    expect((await audit.list({ limit: 9 })).map(({ seq }) => seq)).toEqual([6, 5, 4]);
    expect((await audit.verify()).problems).toEqual([]);
  });

  it("of every line there is leaves the line that says so", async () => {
    await using test = await openWithLines(3);
    const { audit } = test.kernel.services;
    test.clock.advance(10 * DAY_MS);
    expect(await audit.prune({ maxAgeDays: 5, maxRows: 100 }, test.clock.now())).toBe(3);
    expect(await audit.verify()).toMatchObject({ intact: true, entries: 1 });
  });

  it("does not excuse more missing lines than it dropped", async () => {
    await using test = await openWithLines(12);
    const { audit } = test.kernel.services;
    await audit.prune({ maxAgeDays: 100, maxRows: 5 }, test.clock.now());
    tamper(test, "DELETE FROM audit_entries WHERE seq <= 9");
    expect((await audit.verify()).problems).toContain("line 8 is missing");
  });

  it("that a crash cut short is intact, and is finished the next time", async () => {
    await using test = await openWithLines(12);
    const { audit } = test.kernel.services;
    const seventh = (await audit.list({ limit: 12 })).find(({ seq }) => seq === 7);
    const detail = `lines up to 7 (${seventh?.digest}) were dropped by age or number`;
    await audit.append({ ...line(13), operation: "audit.prune", detail });
    tamper(test, "DELETE FROM audit_entries WHERE seq <= 3", "DELETE FROM audit_payloads WHERE seq <= 3");
    expect(await audit.verify()).toEqual({ intact: true, entries: 10, erased: 0, problems: [] });
    expect(await audit.prune({ maxAgeDays: 100, maxRows: 6 }, test.clock.now())).toBe(4);
    expect(await audit.verify()).toMatchObject({ intact: true, entries: 7 });
  });
});
