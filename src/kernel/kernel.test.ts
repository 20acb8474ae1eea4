import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { personCaller } from "./caller.ts";
import type { CallContext, Host } from "./context.ts";
import type { Feature } from "./feature.ts";
import type { Integration } from "./integration.ts";
import { part, settings } from "./keys.ts";
import { operation, stream } from "./operation.ts";
import { openTestKernel, testFeature } from "./testing.ts";

declare module "./context.ts" {
  interface IntegrationClients {
    testPeer: { greet(): string };
  }
}

const nothing = z.strictObject({});

/** An integration that is as its settings say. */
function peer(state: "there" | "unset" | "broken", closed: string[] = []): Integration {
  return {
    name: "testPeer",
    about: "for a test",
    settings: settings("testPeer", nothing),
    hint: "Say `hydra connect testPeer`.",
    connect: async () => {
      if (state === "broken") throw new Error("the socket is wet");
      if (state === "unset") return null;
      return {
        client: { greet: () => "hello" },
        probe: () => Promise.reject(new Error("no idea")),
        close: async () => {
          closed.push("testPeer");
        },
      };
    },
  };
}

const greet = operation({
  name: "parlour.greet",
  summary: "Greet",
  http: "GET /parlour/greet",
  risk: "read",
  uses: { testPeer: "required" },
  input: nothing,
  output: z.strictObject({ said: z.string() }),
  run: (_input, ctx) => ({ said: ctx.testPeer.greet() }),
});
const nod = operation({
  name: "parlour.nod",
  summary: "Nod, or greet where that is possible",
  http: "GET /parlour/nod",
  risk: "read",
  uses: { testPeer: "optional" },
  input: nothing,
  output: z.strictObject({ said: z.string() }),
  run: (_input, ctx) => ({ said: ctx.testPeer?.greet() ?? "nods" }),
});

function parlour(more: Partial<Feature> = {}): Feature {
  return testFeature({ name: "parlour", operations: [greet, nod], ...more });
}

describe("integrations", () => {
  it("that are connected are handed to those who use them, and closed at the end", async () => {
    const closed: string[] = [];
    const test = await openTestKernel({ features: [parlour()], integrations: [peer("there", closed)] });
    expect(await test.kernel.callAsOwner(greet, {})).toEqual({ said: "hello" });
    expect(await test.kernel.callAsOwner(nod, {})).toEqual({ said: "hello" });
    expect(test.kernel.services.isConfigured("testPeer")).toBe(true);
    expect(await test.kernel.services.integrationStates()).toMatchObject([
      { name: "testPeer", isConfigured: true, probe: { status: "unwell", detail: "no idea" } },
    ]);
    await test.end();
    expect(closed).toEqual(["testPeer"]);
  });

  it.each(["unset", "broken"] as const)(
    "that are %s leave what needs them unconfigured, with the hint, and the rest as it is",
    async (state) => {
      await using test = await openTestKernel({ features: [parlour()], integrations: [peer(state)] });
      await expect(test.kernel.callAsOwner(greet, {})).rejects.toMatchObject({
        code: "not_configured",
        message: expect.stringContaining("hydra connect testPeer"),
      });
      expect(await test.kernel.callAsOwner(nod, {})).toEqual({ said: "nods" });
      expect(await test.kernel.services.integrationStates()).toMatchObject([{ isConfigured: false, probe: null }]);
    },
  );
});

describe("a host", () => {
  it("runs things in the background again after a failure, until Hydra stops", async () => {
    const runs: string[] = [];
    const start = (host: Host): void => {
      host.background("fragile", async (signal) => {
        runs.push("begun");
        if (runs.length === 1) throw new Error("the first time it breaks");
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
        runs.push("ended");
      });
    };
    const test = await openTestKernel({ features: [parlour({ start })], integrations: [peer("unset")] });
    await expect.poll(() => runs.length, { timeout: 20_000 }).toBe(2);
    await test.end();
    expect(runs).toEqual(["begun", "begun", "ended"]);
  });

  it("repeats things, never twice at once, also after a failure", async () => {
    let running = 0;
    let most = 0;
    let count = 0;
    const start = (host: Host): void => {
      host.every("often", 1, async () => {
        count += 1;
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => {
          setTimeout(resolve, 3);
        });
        running -= 1;
        if (count === 2) throw new Error("once it fails");
      });
    };
    const test = await openTestKernel({ features: [parlour({ start })], integrations: [peer("unset")] });
    await expect.poll(() => count, { timeout: 20_000 }).toBeGreaterThan(4);
    await test.end();
    const atEnd = count;
    expect(most).toBe(1);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    expect(count).toBe(atEnd);
  });

  it("keeps a part for as long as the kernel lives, one for each kernel", async () => {
    const made: string[] = [];
    const board = part("parlour.board", (host) => {
      made.push(host.owner);
      return { lines: [] as string[] };
    });
    await using one = await openTestKernel({ features: [parlour()], integrations: [peer("unset")] });
    await using two = await openTestKernel({ features: [parlour()], integrations: [peer("unset")] });
    one.kernel.hostOf("parlour").part(board).lines.push("x");
    expect(one.kernel.hostOf("parlour").part(board).lines).toEqual(["x"]);
    expect(two.kernel.hostOf("parlour").part(board).lines).toEqual([]);
    expect(made).toEqual(["parlour", "parlour"]);
  });
});

describe("the life of a kernel", () => {
  it("starts features in order and stops them in reverse, also when one cannot stop, and only once", async () => {
    const order: string[] = [];
    const one = testFeature({
      name: "one",
      start: () => void order.push("start one"),
      stop: async (host) => {
        await host.store.commit(async () => undefined);
        order.push("stop one");
      },
    });
    const two = testFeature({ name: "two", start: () => void order.push("start two"), stop: () => Promise.reject(new Error("stuck")) });
    const test = await openTestKernel({ features: [one, two] });
    await Promise.all([test.kernel.stop(), test.kernel.stop()]);
    await test.end();
    expect(order).toEqual(["start one", "start two", "stop one"]);
  });

  it("does not stop what never started", async () => {
    const order: string[] = [];
    const broken = testFeature({
      name: "broken",
      migrations: [{ name: "broken", up: () => Promise.reject(new Error("bad SQL")) }],
      stop: async () => void order.push("stop"),
    });
    await expect(openTestKernel({ features: [broken] })).rejects.toThrow("bad SQL");
    expect(order).toEqual([]);
  });

  it("tells a call that Hydra stops, whether or not its caller may go away", async () => {
    let waiting = 0;
    let told = 0;
    const wait = operation({
      name: "parlour.wait",
      summary: "Wait",
      http: "GET /parlour/wait",
      risk: "read",
      input: nothing,
      output: nothing,
      run: (_input, ctx) =>
        new Promise<Record<string, never>>((resolve) => {
          waiting += 1;
          ctx.signal.addEventListener("abort", () => {
            told += 1;
            resolve({});
          });
        }),
    });
    const test = await openTestKernel({ features: [testFeature({ name: "parlour", operations: [wait] })] });
    const own = new AbortController();
    const calls = [
      test.kernel.callAsOwner(wait, {}),
      test.kernel.services.call({ operation: "parlour.wait", input: {}, caller: personCaller("owner"), door: "rest", signal: own.signal }),
    ];
    await expect.poll(() => waiting).toBe(2);
    await test.end();
    expect(await Promise.all(calls)).toEqual([{}, {}]);
    expect(told).toBe(2);
    expect(existsSync(join(test.home, "hydra.db"))).toBe(false);
  });

  it("measures every call, also of what does not exist, without letting names from outside become series", async () => {
    await using test = await openTestKernel({ features: [parlour()], integrations: [peer("unset")] });
    await test.kernel.callAsOwner(nod, {});
    for (let number = 0; number < 5; number += 1) await test.kernel.callAsOwner(`made.up${number}`, {}).catch(() => undefined);
    const text = await test.kernel.metrics.text();
    expect(text).toContain('hydra_operation_seconds_count{operation="parlour.nod",door="internal",outcome="ok"} 1');
    expect(text).toContain('hydra_operation_seconds_count{operation="unknown",door="internal",outcome="not_found"} 5');
    expect(text).not.toContain("made.up");
  });
});

describe("a context", () => {
  it("calls as the same caller, knows its door, and streams pass through unread", async () => {
    const seen: string[] = [];
    const note = (ctx: CallContext): void => void seen.push(`${ctx.caller.id} ${ctx.door} ${ctx.callId.split("_")[0]}`);
    const inner = operation({
      name: "parlour.inner",
      summary: "x",
      http: "POST /parlour/inner",
      risk: "lasting",
      input: nothing,
      output: nothing,
      run: (_input, ctx) => {
        note(ctx as never);
        return {};
      },
    });
    const outer = operation({
      name: "parlour.outer",
      summary: "x",
      http: "GET /parlour/outer",
      risk: "read",
      input: nothing,
      output: stream(z.number()),
      run: async function* (_input, ctx) {
        note(ctx as never);
        await ctx.call(inner, {});
        yield await ctx.step("once", async () => 7);
      },
    });
    await using test = await openTestKernel({ features: [testFeature({ name: "parlour", operations: [inner, outer] })] });
    const call = { operation: "parlour.outer", input: {}, caller: personCaller("ann"), door: "rest" as const };
    const items: number[] = [];
    for await (const item of (await test.kernel.services.call(call)) as AsyncIterable<number>) items.push(item);
    expect(items).toEqual([7]);
    expect(seen).toEqual(["person:ann rest call", "person:ann internal job"]);
    expect(await test.kernel.services.audit.list({ limit: 5 })).toMatchObject([
      { actor: "person:ann", operation: "parlour.inner", door: "internal" },
    ]);
  });
});
