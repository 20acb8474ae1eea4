import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asModel, covers, personCaller } from "./caller.ts";
import { ManualClock } from "./clock.ts";
import { newId, newSecret } from "./ids.ts";
import { RateLimits } from "./limits.ts";
import { openTestKernel, type TestKernel } from "./testing.ts";
import { readOrCreateTokenFile } from "./tokens.ts";

const DAY_MS = 86_400_000;

async function open(): Promise<TestKernel & { clock: ManualClock }> {
  const clock = new ManualClock();
  return Object.assign(await openTestKernel({ clock }), { clock });
}

describe("scopes", () => {
  const noun = fc.stringMatching(/^[a-z]{1,8}$/);
  const verb = fc.constantFrom("read", "operate", "admin");

  it("cover exactly what they name", () => {
    fc.assert(
      fc.property(noun, verb, noun, verb, (feature, action, otherFeature, otherAction) => {
        const permission = `${feature}.${action}`;
        expect(covers([], permission)).toBe(false);
        expect(covers(["*"], permission)).toBe(true);
        expect(covers(["*.*"], permission)).toBe(true);
        expect(covers([permission], permission)).toBe(true);
        expect(covers([`${otherFeature}.${otherAction}`], permission)).toBe(otherFeature === feature && otherAction === action);
        expect(covers([`${otherFeature}.*`], permission)).toBe(otherFeature === feature);
        expect(covers([`*.${otherAction}`], permission)).toBe(otherAction === action);
      }),
    );
  });

  it("that are damaged cover nothing", () => {
    fc.assert(
      fc.property(
        fc.string().filter((scope) => !["*", "*.*", "*.read", "lamps.*", "lamps.read"].includes(scope)),
        (scope) => {
          expect(covers([scope], "lamps.read")).toBe(false);
        },
      ),
    );
    for (const scope of ["", ".", "*.", ".*", "lamps", "lamps.", "lamps.read.", "*.*.x", "lamps.*.x"])
      expect(covers([scope], "lamps.read")).toBe(false);
  });

  it("stay the same in the hands of a model, with its own name", () => {
    const caller = { kind: "program" as const, id: "program:n8n", userId: null, scopes: ["lamps.read"] };
    expect(asModel(caller)).toEqual({ ...caller, kind: "model", id: "model:n8n" });
    expect(asModel(asModel(caller))).toEqual(asModel(caller));
  });
});

describe("the token file", () => {
  it("is made once, 0600, and a loose mode is tightened", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hydra-token-"));
    const path = join(folder, "token");
    const token = readOrCreateTokenFile(path);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(readOrCreateTokenFile(path)).toBe(token);
    writeFileSync(path, `${token}\n`, { mode: 0o644 });
    readOrCreateTokenFile(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8").trim()).toBe(token);
    for (const damage of ["", "short", `${"x".repeat(40)} ${"y".repeat(40)}`, "\0".repeat(64), `${"ü".repeat(40)}`]) {
      writeFileSync(path, damage);
      expect(() => readOrCreateTokenFile(path)).toThrow(/damaged.*Delete it/);
    }
    await rm(folder, { recursive: true });
  });

  it("makes its bearer the owner, the other one a reader of metrics", async () => {
    await using test = await open();
    const { tokens } = test.kernel.services;
    const read = (name: string): string => readFileSync(join(test.home, name), "utf8").trim();
    expect(await tokens.callerOf(read("token"))).toEqual(personCaller("owner"));
    expect(await tokens.callerOf(read("scrape-token"))).toMatchObject({ kind: "program", scopes: ["metrics.read"] });
    for (const wrong of ["", " ", read("token").slice(1), `${read("token")}x`, newSecret(), "x".repeat(1_000_000)])
      expect(await tokens.callerOf(wrong)).toBeNull();
  });
});

describe("a named token", () => {
  it("is kept as a digest, bears its scopes, and ends when it is revoked", async () => {
    await using test = await open();
    const { tokens } = test.kernel.services;
    const { token, issued } = await tokens.issue("grafana", "program", ["lamps.read"], null);
    expect(await tokens.callerOf(token)).toEqual({ kind: "program", id: "program:grafana", userId: null, scopes: ["lamps.read"] });
    for (const name of ["hydra.db", "hydra.db-wal"]) expect(readFileSync(join(test.home, name)).includes(token)).toBe(false);
    expect(JSON.stringify(await tokens.list())).not.toContain(token);
    await expect.poll(() => tokens.list()).toEqual([{ ...issued, lastUsedAt: test.clock.now() }]);
    await tokens.revoke("grafana");
    expect(await tokens.callerOf(token)).toBeNull();
    await expect(tokens.revoke("grafana")).rejects.toMatchObject({ code: "not_found" });
  });

  it("has a name of its own", async () => {
    await using test = await open();
    const { tokens } = test.kernel.services;
    await tokens.issue("a", "program", [], null);
    for (const name of ["a", "owner", "scrape"])
      await expect(tokens.issue(name, "model", ["*"], null)).rejects.toMatchObject({ code: "conflict" });
  });

  it("ends at its time, also when it was seen before", async () => {
    await using test = await open();
    const { tokens } = test.kernel.services;
    const { token } = await tokens.issue("short", "model", ["*"], test.clock.now() + 1_000);
    expect(await tokens.callerOf(token)).toMatchObject({ kind: "model", id: "model:short" });
    test.clock.advance(1_000);
    expect(await tokens.callerOf(token)).toBeNull();
  });

  it("that is looked up while it is revoked is not remembered", async () => {
    await using test = await open();
    const { tokens } = test.kernel.services;
    for (let round = 0; round < 20; round += 1) {
      const { token } = await tokens.issue("racer", "program", ["*"], null);
      await Promise.all([tokens.revoke("racer"), ...Array.from({ length: round % 5 }, () => tokens.callerOf(token))]);
      expect(await tokens.callerOf(token)).toBeNull();
    }
  });
});

describe("a browser session", () => {
  it("begins with a code that is good once, for 15 minutes, whatever the wall clock does", async () => {
    await using test = await open();
    const { tokens } = test.kernel.services;
    const code = tokens.createLoginCode();
    test.clock.jump(-5 * DAY_MS);
    const session = await tokens.openSession(code);
    expect(session).not.toBeNull();
    expect(await tokens.callerOfSession(session ?? NO_SESSION)).toEqual(personCaller("owner"));
    expect(await tokens.openSession(code)).toBeNull();
    expect(await tokens.openSession("guess")).toBeNull();
    const late = tokens.createLoginCode();
    test.clock.advance(15 * 60_000);
    expect(await tokens.openSession(late)).toBeNull();
  });

  it("ends after 30 days, and at once when it is closed, also while it is being used", async () => {
    await using test = await open();
    const { tokens } = test.kernel.services;
    const openSession = async () => (await tokens.openSession(tokens.createLoginCode())) ?? NO_SESSION;
    const first = await openSession();
    const second = await openSession();
    expect(await tokens.callerOfSession(first)).not.toBeNull();
    const closing = tokens.closeSession(first.token);
    await tokens.callerOfSession(first);
    await closing;
    expect(await tokens.callerOfSession(first)).toBeNull();
    expect(await tokens.callerOfSession(second)).not.toBeNull();
    test.clock.advance(30 * DAY_MS);
    expect(await tokens.callerOfSession(second)).toBeNull();
  });

  it("needs both of its secrets, of which only digests are kept, and neither is a token", async () => {
    await using test = await open();
    const { tokens } = test.kernel.services;
    const session = (await tokens.openSession(tokens.createLoginCode())) ?? NO_SESSION;
    const other = (await tokens.openSession(tokens.createLoginCode())) ?? NO_SESSION;
    // Before and after the session was seen: what is remembered must not soften the second secret.
    for (let round = 0; round < 2; round += 1) {
      for (const pageKey of ["", session.token, other.pageKey, `${session.pageKey}x`, session.pageKey.slice(1)])
        expect(await tokens.callerOfSession({ token: session.token, pageKey })).toBeNull();
      expect(await tokens.callerOfSession({ token: other.token, pageKey: session.pageKey })).toBeNull();
      expect(await tokens.callerOfSession({ token: session.pageKey, pageKey: session.token })).toBeNull();
      expect(await tokens.callerOfSession(session)).toEqual(personCaller("owner"));
    }
    for (const secret of [session.token, session.pageKey]) {
      expect(await tokens.callerOf(secret)).toBeNull();
      for (const name of ["hydra.db", "hydra.db-wal"]) expect(readFileSync(join(test.home, name)).includes(secret)).toBe(false);
    }
  });
});

const NO_SESSION = { token: "", pageKey: "" };

describe("ids", () => {
  it("sort by creation, also within a millisecond and over a clock that jumps back, and never repeat", () => {
    const ids: string[] = [];
    let now = Date.UTC(2026, 5, 1);
    for (let number = 0; number < 20_000; number += 1) {
      if (number % 3_000 === 0) now += 1;
      if (number === 10_000) now -= 5 * 3_600_000;
      ids.push(newId("x", now));
    }
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[0]).toMatch(/^x_[0-9a-hjkmnp-tv-z]{17}$/);
  });
});

describe("rate limits", () => {
  it("let a burst through, then as many as time allows, each caller apart", () => {
    const clock = new ManualClock();
    const limits = new RateLimits(clock);
    const take = (key: string): number => limits.take(key, 10, 20);
    expect(Array.from({ length: 21 }, () => take("a")).filter((wait) => wait > 0)).toEqual([1]);
    expect(take("b")).toBe(0);
    clock.advance(500);
    expect(Array.from({ length: 6 }, () => take("a")).filter((wait) => wait > 0)).toHaveLength(1);
    clock.jump(DAY_MS);
    expect(take("a")).toBeGreaterThan(0);
    clock.advance(DAY_MS);
    expect(Array.from({ length: 21 }, () => take("a")).filter((wait) => wait > 0)).toHaveLength(1);
  });

  it("say how long to wait", () => {
    const limits = new RateLimits(new ManualClock());
    limits.take("a", 0.1, 1);
    expect(limits.take("a", 0.1, 1)).toBe(10);
  });

  it("stay small when many come once, and nobody gets free tokens by that", () => {
    const clock = new ManualClock();
    const limits = new RateLimits(clock);
    for (let number = 0; number < 60; number += 1) limits.take("busy", 1, 50);
    for (let number = 0; number < 9_999; number += 1) limits.take(`guest-${number}`, 1_000, 2);
    clock.advance(10);
    limits.take("one more", 1, 50);
    expect(limits.take("busy", 1, 50)).toBeGreaterThan(0);
  });
});
