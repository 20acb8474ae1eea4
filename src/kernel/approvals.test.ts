import { describe, expect, it } from "vitest";
import { z } from "zod";
import { approvalAsked, approvalEnded } from "./approval-events.ts";
import { asModel, personCaller, type Caller } from "./caller.ts";
import { ManualClock } from "./clock.ts";
import { HydraError } from "./errors.ts";
import { operation } from "./operation.ts";
import { openTestKernel, testFeature, type TestKernel } from "./testing.ts";

const HOUR_MS = 3_600_000;
const OWNER = personCaller("owner");
const PARTNER = personCaller("partner");
const HYDRA: Caller = { kind: "hydra", id: "hydra:cleanup", userId: null, scopes: ["*"] };

interface Vault {
  /** What stands in the vault: the state that a call starts from. */
  content: string;
  emptied: string[];
  fails: boolean;
}

/** What is told about approvals, in the order of its telling. */
function listen(test: TestKernel): string[] {
  const said: string[] = [];
  const host = test.kernel.hostOf("vault");
  host.on(
    approvalAsked,
    ({ operation: name, askedBy, caller, subject }) => void said.push(`${askedBy} (${caller}) asks ${name} ${subject}`),
  );
  host.on(
    approvalEnded,
    ({ askedBy, state, decidedBy, decisionReason }) => void said.push(`${askedBy} ${state} by ${decidedBy}: ${decisionReason}`),
  );
  return said;
}

/** A kernel with a thing that cannot be taken back. */
async function openVault(clock = new ManualClock()): Promise<TestKernel & { vault: Vault; clock: ManualClock }> {
  const vault: Vault = { content: "gold", emptied: [], fails: false };
  const empty = operation({
    name: "vault.empty",
    summary: "Empty the vault",
    http: "POST /vault/empty",
    risk: "destroying",
    input: z.strictObject({ room: z.string(), password: z.string().optional() }),
    output: z.strictObject({ emptied: z.number(), token: z.string().optional() }),
    before: () => vault.content,
    run: async ({ room }) => {
      await Promise.resolve();
      if (vault.fails) throw new HydraError("upstream_failed", "the door is stuck");
      vault.emptied.push(room);
      return { emptied: vault.emptied.length, ...(room === "safe" ? { token: "hunter2-hunter2" } : {}) };
    },
  });
  const test = await openTestKernel({ clock, features: [testFeature({ name: "vault", operations: [empty] })] });
  return Object.assign(test, { vault, clock });
}

function ask(test: TestKernel, caller: Caller, room = "hall"): Promise<unknown> {
  return test.kernel.callAs(caller, "vault.empty", { room });
}

/** The id under which a call was parked. */
async function parkedId(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof HydraError && error.code === "approval_required") return error.detail.approvalId as string;
    throw error;
  }
  throw new Error("the call was not parked");
}

/** A part of something larger. */
function part(name: string, risk: "undoable" | "destroying") {
  return operation({
    name,
    summary: name,
    http: `POST /house/${name.slice(6)}`,
    risk,
    ...(risk === "undoable" ? { undo: { none: "it can be done again" } } : {}),
    input: z.strictObject({}),
    output: z.strictObject({ by: z.string() }),
    run: (_input, ctx) => ({ by: ctx.caller.id }),
  } as Parameters<typeof operation>[0]);
}

/** Tidying opens a window, and burns the rubbish when it is asked for that. */
async function openHouse(): Promise<TestKernel> {
  const air = part("house.air", "undoable");
  const burn = part("house.burn", "destroying");
  const tidy = operation({
    name: "house.tidy",
    summary: "Tidy up",
    http: "POST /house/tidy",
    risk: "undoable",
    undo: { none: "it gets untidy by itself" },
    input: z.strictObject({ burns: z.boolean() }),
    output: z.strictObject({ said: z.unknown() }),
    run: async ({ burns }, ctx) => ({ said: await ctx.call(burns ? burn : air, {}) }),
  });
  return openTestKernel({ features: [testFeature({ name: "house", operations: [tidy, air, burn] })] });
}

describe("what a person approved", () => {
  it("may be made of parts: they need no second yes", async () => {
    await using test = await openHouse();
    const model = asModel(OWNER);
    const id = await parkedId(test.kernel.callAs(model, "house.tidy", { burns: false }));
    expect(await test.kernel.services.runApproved(id, OWNER)).toMatchObject({ state: "done", result: { said: { by: model.id } } });
    expect(await test.kernel.services.approvals.countWaiting()).toBe(0);
    await parkedId(test.kernel.callAs(model, "house.air", {}));
  });

  it("covers no part that is worse than the whole", async () => {
    await using test = await openHouse();
    const id = await parkedId(test.kernel.callAs(asModel(OWNER), "house.tidy", { burns: true }));
    expect(await test.kernel.services.runApproved(id, OWNER)).toMatchObject({ state: "failed", error: { code: "approval_required" } });
    expect(await test.kernel.services.approvals.list("waiting", 10)).toMatchObject([{ operation: "house.burn" }]);
  });
});

describe("a parked call", () => {
  it("runs once when approved, hands its result over once, and is a new wish afterwards", async () => {
    await using test = await openVault();
    const id = await parkedId(ask(test, HYDRA));
    expect(await parkedId(ask(test, HYDRA))).toBe(id);
    expect(test.vault.emptied).toEqual([]);
    expect(await test.kernel.services.runApproved(id, OWNER)).toMatchObject({
      state: "done",
      result: { emptied: 1 },
      decidedBy: "person:owner",
    });
    expect(await ask(test, HYDRA)).toEqual({ emptied: 1 });
    expect(test.vault.emptied).toEqual(["hall"]);
    expect(await parkedId(ask(test, HYDRA))).not.toBe(id);
    const outcomes = (await test.kernel.services.audit.list({ limit: 9 })).map(({ actor, outcome }) => `${actor} ${outcome}`);
    expect(outcomes).toEqual(["hydra:cleanup asked", "hydra:cleanup done", "hydra:cleanup asked"]);
  });

  it("is another one for another input and another caller", async () => {
    await using test = await openVault();
    const ids = [
      await parkedId(ask(test, HYDRA)),
      await parkedId(ask(test, HYDRA, "cellar")),
      await parkedId(ask(test, OWNER)),
      await parkedId(ask(test, { ...HYDRA, id: "hydra:healing" })),
    ];
    expect(new Set(ids).size).toBe(4);
    expect(await test.kernel.services.approvals.countWaiting()).toBe(4);
    expect((await test.kernel.services.approvals.list("waiting", 10)).length).toBe(4);
  });

  it("is asked once by many at the same moment", async () => {
    await using test = await openVault();
    const ids = await Promise.all(Array.from({ length: 20 }, () => parkedId(ask(test, HYDRA))));
    expect(new Set(ids).size).toBe(1);
    expect(await test.kernel.services.audit.list({ limit: 50 })).toHaveLength(1);
  });

  it("runs exactly once when people approve and reject at the same moment", async () => {
    await using test = await openVault();
    const { services } = test.kernel;
    const id = await parkedId(ask(test, HYDRA));
    const decisions = await Promise.allSettled([
      services.runApproved(id, OWNER),
      services.runApproved(id, PARTNER),
      services.approvals.decide(id, "rejected", PARTNER, "no"),
    ]);
    expect(decisions.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(test.vault.emptied).toEqual(["hall"]);
    await expect(services.runApproved(id, OWNER)).rejects.toMatchObject({ code: "conflict" });
  });

  it("is refused to its caller once when rejected", async () => {
    await using test = await openVault();
    const id = await parkedId(ask(test, HYDRA));
    await test.kernel.services.approvals.decide(id, "rejected", OWNER, "not today");
    await expect(ask(test, HYDRA)).rejects.toMatchObject({ code: "forbidden", message: expect.stringContaining("not today") });
    expect(await parkedId(ask(test, HYDRA))).not.toBe(id);
    expect(test.vault.emptied).toEqual([]);
  });

  it("is taken back by whoever rejects a wish of their own: the same call afterwards is a new wish", async () => {
    await using test = await openVault();
    const { approvals } = test.kernel.services;
    const id = await parkedId(ask(test, OWNER));
    expect(await approvals.decide(id, "rejected", OWNER, null)).toMatchObject({ state: "withdrawn" });
    expect(await approvals.countWaiting()).toBe(0);
    expect(await parkedId(ask(test, OWNER))).not.toBe(id);
    expect(test.vault.emptied).toEqual([]);
  });

  it("cannot be decided by anybody but a person", async () => {
    await using test = await openVault();
    const id = await parkedId(ask(test, HYDRA));
    const program: Caller = { kind: "program", id: "program:n8n", userId: null, scopes: ["*"] };
    for (const caller of [program, asModel(program), asModel(OWNER), HYDRA])
      await expect(test.kernel.services.runApproved(id, caller)).rejects.toMatchObject({ code: "forbidden" });
    await expect(test.kernel.services.runApproved("approval_none", OWNER)).rejects.toMatchObject({ code: "not_found" });
    expect(test.vault.emptied).toEqual([]);
  });

  it("lives 24 hours", async () => {
    await using test = await openVault();
    const id = await parkedId(ask(test, HYDRA));
    test.clock.advance(24 * HOUR_MS - 1);
    expect(await parkedId(ask(test, HYDRA))).toBe(id);
    test.clock.advance(1);
    await expect(test.kernel.services.runApproved(id, OWNER)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("expired"),
    });
    expect((await test.kernel.services.approvals.list("expired", 5)).map((approval) => approval.id)).toEqual([id]);
    expect(await test.kernel.services.approvals.countWaiting()).toBe(0);
    expect(await parkedId(ask(test, HYDRA))).not.toBe(id);
  });

  it("is not run when the world changed since, and says so", async () => {
    await using test = await openVault();
    const id = await parkedId(ask(test, HYDRA));
    test.vault.content = "a cat";
    expect(await test.kernel.services.runApproved(id, OWNER)).toMatchObject({ state: "failed", error: { code: "conflict" } });
    expect(test.vault.emptied).toEqual([]);
    const [line] = await test.kernel.services.audit.list({ limit: 1 });
    expect(line).toMatchObject({ outcome: "refused", detail: expect.stringContaining("the world changed") });
    await expect(ask(test, HYDRA)).rejects.toMatchObject({ code: "conflict" });
  });

  it("is not run when its token was revoked or narrowed meanwhile", async () => {
    await using test = await openVault();
    const { tokens, runApproved } = test.kernel.services;
    const { token } = await tokens.issue("n8n", "program", ["vault.admin"], null);
    const caller = (await tokens.callerOf(token)) as Caller;
    const id = await parkedId(ask(test, caller));
    await tokens.revoke("n8n");
    expect(await runApproved(id, OWNER)).toMatchObject({ state: "failed", error: { code: "forbidden" } });
    await tokens.issue("n8n", "program", ["vault.admin"], null);
    const second = await parkedId(ask(test, caller, "cellar"));
    await tokens.revoke("n8n");
    await tokens.issue("n8n", "program", ["vault.read"], null);
    expect(await runApproved(second, OWNER)).toMatchObject({ state: "failed", error: { code: "forbidden" } });
    expect(test.vault.emptied).toEqual([]);
  });

  it("keeps the rights of the person behind a model", async () => {
    await using test = await openVault();
    const id = await parkedId(ask(test, asModel(PARTNER)));
    expect(await test.kernel.services.runApproved(id, OWNER)).toMatchObject({ state: "done", caller: { id: "model:partner" } });
  });

  it("records a run that failed and tells its caller", async () => {
    await using test = await openVault();
    const id = await parkedId(ask(test, HYDRA));
    test.vault.fails = true;
    expect(await test.kernel.services.runApproved(id, OWNER)).toMatchObject({
      state: "failed",
      error: { code: "upstream_failed", detail: "the door is stuck" },
    });
    const [line] = await test.kernel.services.audit.list({ limit: 1 });
    expect(line).toMatchObject({ outcome: "failed", actor: "hydra:cleanup" });
    await expect(ask(test, HYDRA)).rejects.toMatchObject({ code: "upstream_failed" });
  });

  it("keeps the exact input only until it ended", async () => {
    await using test = await openVault();
    const { services } = test.kernel;
    const secret = { room: "hall", password: "hunter2-hunter2" };
    const call = (room: string): Promise<unknown> => test.kernel.callAs(HYDRA, "vault.empty", { ...secret, room });
    const run = await parkedId(call("hall"));
    const rejected = await parkedId(call("cellar"));
    expect((await services.approvals.get(run)).input).toEqual(secret);
    await services.runApproved(run, OWNER);
    await services.approvals.decide(rejected, "rejected", OWNER, null);
    for (const id of [run, rejected]) expect((await services.approvals.get(id)).input).toMatchObject({ password: "***" });
    expect(await call("hall")).toEqual({ emptied: 1 });
  });

  it("does not hand an old result to a new wish", async () => {
    await using test = await openVault();
    const id = await parkedId(ask(test, HYDRA));
    await test.kernel.services.runApproved(id, OWNER);
    test.clock.advance(HOUR_MS);
    expect(await parkedId(ask(test, HYDRA))).not.toBe(id);
  });

  it("survives a restart while it waits, and is failed when a crash cut its run", async () => {
    const first = await openVault();
    const waiting = await parkedId(ask(first, HYDRA));
    const running = await parkedId(ask(first, HYDRA, "cellar"));
    await first.kernel.services.approvals.decide(running, "running", OWNER, null);
    await first.kernel.stop();
    await using second = await openTestKernel({ home: first.home, clock: first.clock });
    expect(await second.kernel.services.approvals.get(waiting)).toMatchObject({ state: "waiting" });
    expect(await second.kernel.services.approvals.get(running)).toMatchObject({ state: "failed", error: { code: "internal" } });
  });

  it("lives as long as the clock says when the clock jumps: longer backwards, shorter forwards, never run twice", async () => {
    await using test = await openVault();
    const id = await parkedId(ask(test, HYDRA));
    test.clock.jump(-5 * HOUR_MS);
    expect(await parkedId(ask(test, HYDRA))).toBe(id);
    expect(await test.kernel.services.runApproved(id, OWNER)).toMatchObject({ state: "done" });
    await expect(test.kernel.services.runApproved(id, OWNER)).rejects.toMatchObject({ code: "conflict" });
    const next = await parkedId(ask(test, HYDRA, "cellar"));
    test.clock.jump(25 * HOUR_MS);
    await expect(test.kernel.services.runApproved(next, OWNER)).rejects.toMatchObject({ code: "conflict" });
    expect(test.vault.emptied).toEqual(["hall"]);
  });
});

describe("what is told about a parked call", () => {
  it("once when it is asked, once when it ended, however it ended", async () => {
    await using test = await openVault();
    const said = listen(test);
    const { services } = test.kernel;
    const [done, failed, rejected, withdrawn] = [
      await parkedId(ask(test, HYDRA, "done")),
      await parkedId(ask(test, HYDRA, "failed")),
      await parkedId(ask(test, HYDRA, "rejected")),
      await parkedId(ask(test, HYDRA, "withdrawn")),
    ];
    await parkedId(ask(test, HYDRA, "withdrawn"));
    expect(said.splice(0)).toEqual(Array.from({ length: 4 }, () => "hydra:cleanup (hydra) asks vault.empty null"));
    await services.runApproved(done, OWNER);
    test.vault.fails = true;
    await services.runApproved(failed, OWNER);
    await services.approvals.decide(rejected, "rejected", PARTNER, "not today");
    await services.approvals.withdraw(withdrawn, HYDRA, "it is empty");
    expect(said.splice(0)).toEqual([
      "hydra:cleanup done by person:owner: null",
      "hydra:cleanup failed by person:owner: null",
      "hydra:cleanup rejected by person:partner: not today",
      "hydra:cleanup withdrawn by hydra:cleanup: it is empty",
    ]);
    for (const id of [done, failed, rejected, withdrawn]) {
      await expect(services.runApproved(id, OWNER)).rejects.toMatchObject({ code: "conflict" });
      await services.approvals.withdraw(id, HYDRA, "again");
    }
    expect(said).toEqual([]);
  });
});

describe("withdrawing a parked call", () => {
  it("is up to whoever asked, while it waits", async () => {
    await using test = await openVault();
    const { approvals, runApproved } = test.kernel.services;
    const id = await parkedId(ask(test, HYDRA));
    await expect(approvals.withdraw(id, { ...HYDRA, id: "hydra:healing" }, "mine")).rejects.toMatchObject({ code: "forbidden" });
    await expect(approvals.withdraw("approval_none", HYDRA, "none")).rejects.toMatchObject({ code: "not_found" });
    await approvals.withdraw(id, HYDRA, "it is empty");
    expect(await approvals.get(id)).toMatchObject({ state: "withdrawn", decidedBy: "hydra:cleanup", decisionReason: "it is empty" });
    expect(await approvals.countWaiting()).toBe(0);
    const next = await parkedId(ask(test, HYDRA));
    expect(next).not.toBe(id);
    await runApproved(next, OWNER);
    await approvals.withdraw(next, HYDRA, "too late");
    expect(await approvals.get(next)).toMatchObject({ state: "done" });
  });

  it("and approving at the same moment ends in one of both", async () => {
    await using test = await openVault();
    const { approvals, runApproved } = test.kernel.services;
    const id = await parkedId(ask(test, HYDRA));
    const [withdrawn, approved] = await Promise.allSettled([approvals.withdraw(id, HYDRA, "it is empty"), runApproved(id, OWNER)]);
    const { state } = await approvals.get(id);
    expect(withdrawn.status).toBe("fulfilled");
    expect([approved.status, state, test.vault.emptied.length]).toEqual(
      state === "withdrawn" ? ["rejected", "withdrawn", 0] : ["fulfilled", "done", 1],
    );
  });
});

describe("the result of a parked call", () => {
  it("is handed over as it is, and kept without what is secret in it", async () => {
    await using test = await openVault();
    const { approvals, runApproved } = test.kernel.services;
    const id = await parkedId(ask(test, HYDRA, "safe"));
    const secret = { emptied: 1, token: "hunter2-hunter2" };
    expect((await runApproved(id, OWNER)).result).toEqual(secret);
    expect(await ask(test, HYDRA, "safe")).toEqual(secret);
    expect((await approvals.get(id)).result).toEqual({ emptied: 1, token: "***" });
  });

  it("that nobody comes for loses its secrets when its time is over", async () => {
    await using test = await openVault();
    const { approvals, runApproved } = test.kernel.services;
    const id = await parkedId(ask(test, HYDRA, "safe"));
    await runApproved(id, OWNER);
    await approvals.forgetResults();
    expect((await approvals.get(id)).result).toMatchObject({ token: "hunter2-hunter2" });
    test.clock.advance(HOUR_MS);
    await test.kernel.enforceRetention();
    expect(await approvals.get(id)).toMatchObject({ state: "done", result: { token: "***" }, isCollected: true });
  });

  it("collected by whoever asked is not handed over again", async () => {
    await using test = await openVault();
    const { approvals, runApproved } = test.kernel.services;
    const id = await parkedId(ask(test, HYDRA, "safe"));
    await approvals.collect(id, HYDRA);
    expect(await parkedId(ask(test, HYDRA, "safe"))).toBe(id);
    await runApproved(id, OWNER);
    await expect(approvals.collect(id, OWNER)).rejects.toMatchObject({ code: "forbidden" });
    await approvals.collect(id, HYDRA);
    expect(await parkedId(ask(test, HYDRA, "safe"))).not.toBe(id);
  });
});

describe("the cause of a parked call", () => {
  it("is kept with it; the same call for another cause is the same question", async () => {
    await using test = await openVault();
    const { approvals, call } = test.kernel.services;
    const wish = { operation: "vault.empty", input: { room: "hall" }, caller: HYDRA, door: "internal" } as const;
    const id = await parkedId(call({ ...wish, cause: "full" }));
    expect(await parkedId(call({ ...wish, cause: "dusty" }))).toBe(id);
    expect(await approvals.get(id)).toMatchObject({ cause: "full" });
    expect(await approvals.get(await parkedId(ask(test, HYDRA, "cellar")))).toMatchObject({ cause: null });
  });
});
