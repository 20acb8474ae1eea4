import { describe, expect, it } from "vitest";
import { z } from "zod";
import { personCaller, type Caller, type CallerKind } from "./caller.ts";
import { HydraError } from "./errors.ts";
import type { GrantLevel } from "./grants.ts";
import { operation, RISKS, type Risk, type Subject } from "./operation.ts";
import { rulingFor, type Ruling } from "./policy.ts";
import { openTestKernel, testFeature, type TestKernel, type TestKernelOptions } from "./testing.ts";

/** The policy as the house states it, written down a second time on purpose. */
const PLAIN: Record<Risk, Record<CallerKind, Ruling>> = {
  read: { person: "runs", program: "by-scope", model: "by-scope", hydra: "runs" },
  undoable: { person: "runs", program: "by-scope", model: "by-grant", hydra: "by-grant" },
  lasting: { person: "runs", program: "by-scope", model: "by-grant", hydra: "by-grant" },
  destroying: { person: "confirms", program: "needs-person", model: "needs-person", hydra: "needs-person" },
};
const PROTECTED: Record<Risk, Record<CallerKind, Ruling>> = {
  read: PLAIN.read,
  undoable: { person: "confirms", program: "needs-person", model: "needs-person", hydra: "needs-person" },
  lasting: { person: "confirms", program: "needs-person", model: "needs-person", hydra: "needs-person" },
  destroying: { person: "confirms", program: "needs-person", model: "needs-person", hydra: "needs-person" },
};

const CALLERS: Record<CallerKind, Caller> = {
  person: personCaller("owner"),
  program: { kind: "program", id: "program:n8n", userId: null, scopes: ["lamps.*"] },
  model: { kind: "model", id: "model:claude", userId: null, scopes: ["lamps.*"] },
  hydra: { kind: "hydra", id: "hydra:healing", userId: null, scopes: ["*"] },
};

const input = z.strictObject({ name: z.string() });
const output = z.strictObject({ ran: z.number() });

const subject = (given: { name: string }): Subject => ({ kind: "lamp", name: given.name, project: "hall" });

function lamps(counts: Record<string, number>): ReturnType<typeof testFeature> {
  const make = (name: "look" | "dim" | "label" | "smash", risk: Risk, http: string) =>
    operation({
      name: `lamps.${name}`,
      summary: "For a test",
      http,
      risk,
      undo: { none: "only a test" },
      input,
      output,
      subject,
      run: () => ({ ran: (counts[risk] = (counts[risk] ?? 0) + 1) }),
    });
  return testFeature({
    name: "lamps",
    operations: [
      make("look", "read", "GET /lamps/{name}"),
      make("dim", "undoable", "POST /lamps/{name}/dim"),
      make("label", "lasting", "POST /lamps/{name}/label"),
      make("smash", "destroying", "POST /lamps/{name}/smash"),
      operation({
        name: "lamps.own",
        summary: "Only for a person",
        http: "POST /lamps/own",
        risk: "undoable",
        undo: { none: "only a test" },
        personOnly: true,
        input: z.strictObject({}),
        output,
        run: () => ({ ran: 1 }),
      }),
    ],
  });
}

const NAME_OF: Record<Risk, string> = { read: "lamps.look", undoable: "lamps.dim", lasting: "lamps.label", destroying: "lamps.smash" };

async function open(options: TestKernelOptions = {}): Promise<TestKernel & { counts: Record<string, number> }> {
  const counts: Record<string, number> = {};
  const test = await openTestKernel({ ...options, features: [lamps(counts)] });
  return Object.assign(test, { counts });
}

/** What a call comes to: "runs", or the code of its failure. */
async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "runs";
  } catch (error) {
    if (error instanceof HydraError) return error.code;
    throw error;
  }
}

const expected = (ruling: Ruling, level: GrantLevel | null, kind: CallerKind): string => {
  if (ruling === "runs" || ruling === "by-scope") return "runs";
  if (ruling !== "by-grant") return "approval_required";
  const effective = level ?? (kind === "hydra" ? "watch" : "ask");
  return { watch: "forbidden", ask: "approval_required", act: "runs" }[effective];
};

const put = (test: TestKernel, grant: Partial<Parameters<TestKernel["kernel"]["services"]["grants"]["put"]>[0]>) =>
  test.kernel.services.grants.put({
    grantee: "hydra:*",
    operation: "lamps.dim",
    scope: { kind: "all" },
    cause: null,
    level: "act",
    by: "person:owner",
    reason: null,
    expiresAt: null,
    ...grant,
  });
const dim = (test: TestKernel, name = "L1"): Promise<string> => outcomeOf(test.kernel.callAs(CALLERS.hydra, "lamps.dim", { name }));

describe("the policy", () => {
  for (const risk of RISKS) {
    for (const kind of Object.keys(CALLERS) as CallerKind[]) {
      it(`${risk} by ${kind}: ${PLAIN[risk][kind]}, protected: ${PROTECTED[risk][kind]}`, () => {
        expect(rulingFor(risk, kind, false)).toBe(PLAIN[risk][kind]);
        expect(rulingFor(risk, kind, true)).toBe(PROTECTED[risk][kind]);
      });
    }
  }
});

describe("the policy through the call path", () => {
  for (const isProtected of [false, true]) {
    for (const level of [null, "watch", "ask", "act"] as const) {
      it(`every caller and risk, ${isProtected ? "protected" : "unprotected"}, granted ${level ?? "nothing"}`, async () => {
        await using test = await open();
        const { services } = test.kernel;
        if (isProtected) services.protections.push((subject) => (subject.name === "L1" ? "it is dear" : null));
        for (const risk of RISKS) {
          for (const kind of ["model", "hydra"] as const) {
            if (level !== null)
              await services.grants.put({
                grantee: CALLERS[kind].id,
                operation: NAME_OF[risk],
                scope: { kind: "all" },
                cause: null,
                level,
                by: "person:owner",
                reason: null,
                expiresAt: null,
              });
          }
        }
        const table = isProtected ? PROTECTED : PLAIN;
        for (const risk of RISKS) {
          let ran = 0;
          for (const kind of Object.keys(CALLERS) as CallerKind[]) {
            const want = expected(table[risk][kind], level, kind);
            const got = await outcomeOf(test.kernel.callAs(CALLERS[kind], NAME_OF[risk], { name: "L1" }));
            expect(`${risk} ${kind} ${got}`).toBe(`${risk} ${kind} ${want}`);
            if (want === "runs") ran += 1;
          }
          expect(test.counts[risk] ?? 0).toBe(ran);
        }
        expect((await services.audit.verify()).problems).toEqual([]);
      });
    }
  }

  it("takes protection off one subject for a read and for its neighbours", async () => {
    await using test = await open();
    test.kernel.services.protections.push((subject) => (subject.name === "L1" ? "it is dear" : null));
    expect(await outcomeOf(test.kernel.callAsOwner("lamps.dim", { name: "L1" }))).toBe("approval_required");
    expect(await outcomeOf(test.kernel.callAsOwner("lamps.dim", { name: "L2" }))).toBe("runs");
    expect(await outcomeOf(test.kernel.callAs(CALLERS.hydra, "lamps.look", { name: "L1" }))).toBe("runs");
  });
});

describe("who is refused before anything else", () => {
  it("a program or model without a scope, and the refusal is audited", async () => {
    await using test = await open();
    for (const kind of ["program", "model"] as const) {
      const caller: Caller = { ...CALLERS[kind], scopes: ["lamps.read", "doors.*"] };
      expect(await outcomeOf(test.kernel.callAs(caller, "lamps.look", { name: "L1" }))).toBe("runs");
      expect(await outcomeOf(test.kernel.callAs(caller, "lamps.dim", { name: "L1" }))).toBe("forbidden");
      expect(await outcomeOf(test.kernel.callAs({ ...caller, scopes: [] }, "lamps.look", { name: "L1" }))).toBe("forbidden");
      expect(await outcomeOf(test.kernel.callAs({ ...caller, scopes: ["*.operate"] }, "lamps.smash", { name: "L1" }))).toBe("forbidden");
    }
    const lines = await test.kernel.services.audit.list({ limit: 50 });
    expect(lines.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 6 }, () => "refused"));
    expect(test.counts["undoable"]).toBeUndefined();
  });

  it("anybody but a person where only a person may call, whatever the scope or grant", async () => {
    await using test = await open();
    for (const kind of ["program", "model", "hydra"] as const)
      expect(await outcomeOf(test.kernel.callAs({ ...CALLERS[kind], scopes: ["*"] }, "lamps.own", {}))).toBe("forbidden");
    expect(await outcomeOf(test.kernel.callAsOwner("lamps.own", {}))).toBe("runs");
  });

  it("Hydra itself while paused, nobody else", async () => {
    await using test = await open();
    const { grants, pause } = test.kernel.services;
    await grants.put({
      grantee: "hydra:*",
      operation: "lamps.dim",
      scope: { kind: "all" },
      cause: null,
      level: "act",
      by: "person:owner",
      reason: null,
      expiresAt: null,
    });
    pause.set(null, "a guest sleeps");
    expect(await outcomeOf(test.kernel.callAs(CALLERS.hydra, "lamps.dim", { name: "L1" }))).toBe("conflict");
    expect(await outcomeOf(test.kernel.callAs(CALLERS.hydra, "lamps.look", { name: "L1" }))).toBe("runs");
    expect(await outcomeOf(test.kernel.callAsOwner("lamps.dim", { name: "L1" }))).toBe("runs");
    pause.clear();
    expect(await outcomeOf(test.kernel.callAs(CALLERS.hydra, "lamps.dim", { name: "L1" }))).toBe("runs");
  });

  it("an unknown operation, with what was probably meant", async () => {
    await using test = await open();
    await expect(test.kernel.callAsOwner("lamps.dimm", {})).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining('Did you mean "lamps.dim"?'),
    });
    await expect(test.kernel.callAsOwner("x".repeat(1_000_000), {})).rejects.toMatchObject({ code: "not_found" });
  });

  it("a caller that calls too often, until time has passed", async () => {
    await using test = await open();
    const outcomes: string[] = [];
    for (let i = 0; i < 402; i += 1) outcomes.push(await outcomeOf(test.kernel.callAs(CALLERS.program, "lamps.look", { name: "L1" })));
    expect(outcomes.filter((outcome) => outcome === "runs").length).toBe(400);
    expect(outcomes.at(-1)).toBe("rate_limited");
    expect(await outcomeOf(test.kernel.callAsOwner("lamps.look", { name: "L1" }))).toBe("runs");
  });
});

describe("grants", () => {
  it("the narrowest decides, among equals the most careful", async () => {
    await using test = await open();
    await put(test, { level: "act" });
    expect(await dim(test)).toBe("runs");
    await put(test, { scope: { kind: "project", name: "hall" }, level: "ask" });
    expect(await dim(test)).toBe("approval_required");
    await put(test, { scope: { kind: "one", name: "L1" }, level: "watch" });
    expect(await dim(test)).toBe("forbidden");
    expect(await dim(test, "L2")).toBe("approval_required");
    await put(test, { grantee: "hydra:healing", scope: { kind: "project", name: "hall" }, level: "act" });
    expect(await dim(test, "L2")).toBe("approval_required");
  });

  it("with a cause applies to calls with that cause only", async () => {
    await using test = await open();
    const dimFor = (cause?: string): Promise<string> =>
      outcomeOf(
        test.kernel.services.call({
          operation: "lamps.dim",
          input: { name: "L1" },
          caller: CALLERS.hydra,
          door: "internal",
          ...(cause === undefined ? {} : { cause }),
        }),
      );
    await put(test, { cause: "night" });
    expect([await dimFor("night"), await dimFor("day"), await dimFor()]).toEqual(["runs", "forbidden", "forbidden"]);
    await put(test, { level: "ask" });
    expect([await dimFor("night"), await dimFor("day"), await dimFor()]).toEqual(["runs", "approval_required", "approval_required"]);
    await put(test, { scope: { kind: "one", name: "L1" }, level: "watch" });
    expect(await dimFor("night")).toBe("forbidden");
  });

  it("of one on one node is not of its namesake on another", async () => {
    const counts: Record<string, number> = {};
    const onNode = (node: string): ReturnType<typeof testFeature> => {
      const feature = lamps(counts);
      return { ...feature, operations: feature.operations.map((op) => ({ ...op, subject: () => ({ kind: "lamp", node, name: "L1" }) })) };
    };
    for (const [name, node, expectation] of [
      ["tower/L1", "tower", "runs"],
      ["tower/L1", "shed", "forbidden"],
      ["L1", "shed", "runs"],
      ["tower/L2", "tower", "forbidden"],
    ] as const) {
      await using test = await openTestKernel({ features: [onNode(node)] });
      await put(test, { scope: { kind: "one", name } });
      expect(`${name} for ${node}: ${await dim(test)}`).toBe(`${name} for ${node}: ${expectation}`);
    }
  });

  it("that is lowered asks, keeps since when it was given, and is lowered once", async () => {
    await using test = await open();
    const given = await put(test, {});
    const { grants } = test.kernel.services;
    const lowered = await grants.lower(given.id, "It was needless.");
    expect(lowered).toEqual({ ...given, level: "ask", by: "hydra", reason: "It was needless." });
    expect(await dim(test)).toBe("approval_required");
    expect(await grants.lower(given.id, "Again.")).toBeNull();
    expect(await grants.lower("grant_none", "Never.")).toBeNull();
    expect(await grants.list()).toEqual([lowered]);
  });

  it("ends when it expires or is removed, and is replaced rather than added", async () => {
    await using test = await open();
    const now = test.kernel.hostOf("lamps").clock.now();
    await put(test, { expiresAt: now });
    expect(await dim(test)).toBe("forbidden");
    const again = await put(test, { expiresAt: now + 1 });
    expect(await dim(test)).toBe("runs");
    expect(await test.kernel.services.grants.list()).toHaveLength(1);
    await test.kernel.services.grants.remove(again.id);
    expect(await dim(test)).toBe("forbidden");
    await expect(test.kernel.services.grants.remove(again.id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("leaves a line for what Hydra would have done", async () => {
    await using test = await open();
    await dim(test);
    const [line] = await test.kernel.services.audit.list({ limit: 1 });
    expect(line).toMatchObject({ outcome: "would", actor: "hydra:healing", operation: "lamps.dim", subject: "L1" });
  });
});

describe("what comes in and what goes out", () => {
  it("refuses what the input does not allow, with the path, for every caller", async () => {
    await using test = await open();
    await expect(test.kernel.callAsOwner("lamps.dim", { name: 4, colour: "red" })).rejects.toMatchObject({
      code: "invalid_input",
      detail: { errors: expect.arrayContaining([expect.objectContaining({ path: "name" })]) },
    });
    expect(test.counts["undoable"]).toBeUndefined();
  });

  it("survives an input that is nested endlessly, also when it is refused and audited", async () => {
    await using test = await open();
    const deep: unknown = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
    expect(await outcomeOf(test.kernel.callAsOwner("lamps.dim", { name: deep }))).toBe("invalid_input");
    expect(await outcomeOf(test.kernel.callAs({ ...CALLERS.program, scopes: [] }, "lamps.dim", { name: deep }))).toBe("forbidden");
    expect(await outcomeOf(test.kernel.callAs({ ...CALLERS.program, scopes: [] }, "lamps.dim", { name: "x".repeat(1_000_000) }))).toBe(
      "forbidden",
    );
    const [line] = await test.kernel.services.audit.list({ limit: 1 });
    expect(JSON.stringify(line).length).toBeLessThan(2_000);
    expect((await test.kernel.services.audit.verify()).intact).toBe(true);
  });

  it("tells a stranger's failure as an incident, without its words, and records it as failed", async () => {
    const boom = operation({
      name: "lamps.explode",
      summary: "Fail",
      http: "POST /lamps/explode",
      risk: "lasting",
      input: z.strictObject({}),
      output,
      run: () => {
        throw new Error("secret stack");
      },
    });
    const wrong = operation({
      name: "lamps.wrong",
      summary: "Answer wrongly",
      http: "GET /lamps/wrong",
      risk: "read",
      input: z.strictObject({}),
      output,
      run: () => Object.freeze({ ran: "often" }) as never,
    });
    await using test = await openTestKernel({ features: [testFeature({ name: "lamps", operations: [boom, wrong] })] });
    await expect(test.kernel.callAsOwner(boom, {})).rejects.toMatchObject({
      code: "internal",
      message: expect.not.stringContaining("secret stack"),
    });
    await expect(test.kernel.callAsOwner(wrong, {})).rejects.toMatchObject({ code: "internal" });
    const [line] = await test.kernel.services.audit.list({ limit: 5 });
    expect(line).toMatchObject({ operation: "lamps.explode", outcome: "failed" });
    expect((await test.kernel.services.jobs.list("failed", 5)).length).toBe(1);
  });

  it("checks one frozen answer once for each operation that gives it", async () => {
    const shared = Object.freeze({ ran: 1 });
    const good = operation({
      name: "lamps.good",
      summary: "x",
      http: "GET /lamps/good",
      risk: "read",
      input: z.strictObject({}),
      output,
      run: () => shared,
    });
    const other = operation({
      name: "lamps.other",
      summary: "x",
      http: "GET /lamps/other",
      risk: "read",
      input: z.strictObject({}),
      output: z.strictObject({ done: z.boolean() }),
      run: () => shared as never,
    });
    await using test = await openTestKernel({ features: [testFeature({ name: "lamps", operations: [good, other] })] });
    expect(await test.kernel.callAsOwner(good, {})).toBe(shared);
    expect(await test.kernel.callAsOwner(good, {})).toBe(shared);
    expect(await outcomeOf(test.kernel.callAsOwner(other, {}))).toBe("internal");
  });

  it("audits mutations and private reads, not other reads, and hides secrets in their inputs", async () => {
    const read = operation({
      name: "lamps.diary",
      summary: "x",
      http: "GET /lamps/diary",
      risk: "read",
      isPrivate: true,
      input: z.strictObject({}),
      output,
      run: () => ({ ran: 1 }),
    });
    const unlock = operation({
      name: "lamps.unlock",
      summary: "x",
      http: "POST /lamps/unlock",
      risk: "lasting",
      input: z.strictObject({ password: z.string(), note: z.string() }),
      output,
      run: () => ({ ran: 1 }),
    });
    const plain = operation({
      name: "lamps.plain",
      summary: "x",
      http: "GET /lamps/plain",
      risk: "read",
      input: z.strictObject({}),
      output,
      run: () => ({ ran: 1 }),
    });
    await using test = await openTestKernel({ features: [testFeature({ name: "lamps", operations: [read, unlock, plain] })] });
    await test.kernel.callAsOwner(plain, {});
    await test.kernel.callAsOwner(read, {});
    await test.kernel.callAsOwner(unlock, { password: "hunter2-hunter2", note: "token=abcdefgh" });
    const lines = await test.kernel.services.audit.list({ limit: 5 });
    expect(lines.map(({ operation: name }) => name)).toEqual(["lamps.unlock", "lamps.diary"]);
    expect(lines[0]?.input).toEqual({ password: "***", note: "token=***" });
    expect(JSON.stringify(await test.kernel.services.jobs.list(undefined, 5))).not.toContain("hunter2");
  });
});
