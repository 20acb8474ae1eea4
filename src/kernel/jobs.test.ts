import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { hydraCaller, personCaller } from "./caller.ts";
import { HydraError } from "./errors.ts";
import type { Feature } from "./feature.ts";
import type { Job } from "./jobs.ts";
import { operation, type AnyOperation } from "./operation.ts";
import { openTestKernel, testFeature, type TestKernel } from "./testing.ts";

interface World {
  /** Identity of the thing: changes when the operation took effect. */
  startedAt: number;
  effects: string[];
  /** Waits here for ever, as an operation does whose process is killed. */
  hangsAfter: string | null;
}

const forever = new Promise<never>(() => undefined);

function pump(world: World, extra: Partial<AnyOperation> = {}): Feature {
  const restart = operation({
    name: "pump.restart",
    summary: "Restart the pump",
    http: "POST /pump/restart",
    risk: "undoable",
    undo: { none: "only a test" },
    input: z.strictObject({ name: z.string() }),
    output: z.strictObject({ water: z.string() }),
    before: () => ({ startedAt: world.startedAt }),
    run: async ({ name }, ctx) => {
      const water = await ctx.step("drain", async () => {
        world.effects.push(`drained ${name}`);
        return `water of ${name}`;
      });
      if (world.hangsAfter === "drain") await forever;
      await ctx.step("start", async () => {
        world.effects.push("started");
        world.startedAt += 1;
      });
      if (world.hangsAfter === "start") await forever;
      return { water };
    },
  });
  return testFeature({ name: "pump", operations: [{ ...restart, ...extra } as AnyOperation] });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2_000; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
  throw new Error("the condition was never met");
}

/** Begin the call, let it hang where the world says, and leave its state as a killed process does. */
async function crash(world: World, feature: Feature, hangsAfter: string, test: TestKernel): Promise<void> {
  world.hangsAfter = hangsAfter;
  const seen = world.effects.length;
  void test.kernel.callAsOwner("pump.restart", { name: "P1" }).catch(() => undefined);
  await until(async () => {
    const steps = await test.kernel.store.tables<{ job_steps: { step: string } }>().selectFrom("job_steps").select("step").execute();
    return world.effects.length > seen && steps.some(({ step }) => step === hangsAfter);
  });
  await test.kernel.stop();
  expect(feature.name).toBe("pump");
}

async function onlyJob(test: TestKernel): Promise<Job> {
  const [job] = await test.kernel.services.jobs.list(undefined, 10);
  return job as Job;
}

async function endedJob(test: TestKernel): Promise<Job> {
  await until(async () => (await onlyJob(test)).state !== "running");
  return onlyJob(test);
}

describe("a mutation", () => {
  it("is written before it acts", async () => {
    const seen: string[] = [];
    const world: World = { startedAt: 1, effects: [], hangsAfter: null };
    const base = pump(world);
    const watched = pump(world, {
      run: async (_input: unknown, ctx: { kernel: { jobs: { list(state: undefined, limit: number): Promise<Job[]> } } }) => {
        seen.push(...(await ctx.kernel.jobs.list(undefined, 5)).map((job) => `${job.operation} ${job.state} ${job.stateBefore}`));
        return { water: "none" };
      },
    } as never);
    expect(base.operations).toHaveLength(1);
    await using test = await openTestKernel({ features: [watched] });
    await test.kernel.callAsOwner("pump.restart", { name: "P1" });
    expect(seen).toEqual(['pump.restart running {"startedAt":1}']);
    expect(await onlyJob(test)).toMatchObject({ state: "done", tries: 1, error: null });
  });

  it("goes on after a crash with the steps that it had done", async () => {
    const world: World = { startedAt: 1, effects: [], hangsAfter: null };
    const feature = pump(world);
    const first = await openTestKernel({ features: [feature] });
    await crash(world, feature, "drain", first);
    world.hangsAfter = null;
    await using second = await openTestKernel({ features: [feature], home: first.home });
    expect(await endedJob(second)).toMatchObject({ state: "done", tries: 2 });
    expect(world.effects).toEqual(["drained P1", "started"]);
    const [line] = await second.kernel.services.audit.list({ limit: 1 });
    expect(line).toMatchObject({ operation: "pump.restart", outcome: "done", actor: "person:owner" });
    expect((await second.kernel.services.audit.verify()).problems).toEqual([]);
  });

  it("is not done again when the world shows that it was done", async () => {
    const world: World = { startedAt: 1, effects: [], hangsAfter: null };
    const feature = pump(world);
    const first = await openTestKernel({ features: [feature] });
    await crash(world, feature, "start", first);
    await using second = await openTestKernel({ features: [feature], home: first.home });
    expect(await endedJob(second)).toMatchObject({ state: "done" });
    expect(world.effects).toEqual(["drained P1", "started"]);
    const [line] = await second.kernel.services.audit.list({ limit: 1 });
    expect(line).toMatchObject({ outcome: "done", detail: expect.stringContaining("after a restart") });
  });

  it("waits until the world can be looked at, which right after a start it may not", async () => {
    const world: World = { startedAt: 1, effects: [], hangsAfter: null };
    const first = await openTestKernel({ features: [pump(world)] });
    await crash(world, pump(world), "start", first);
    world.hangsAfter = null;
    let looks = 0;
    const before = (): unknown => {
      looks += 1;
      if (looks < 3) throw new HydraError("not_found", "There is no P1.");
      return { startedAt: world.startedAt };
    };
    await using second = await openTestKernel({ features: [pump(world, { before } as never)], home: first.home });
    expect(await endedJob(second)).toMatchObject({ state: "done", tries: 2 });
    expect(world.effects).toEqual(["drained P1", "started"]);
  });

  it("is interrupted when there is nothing to compare, when bytes are gone, when the operation is gone", async () => {
    const world: World = { startedAt: 1, effects: [], hangsAfter: null };
    for (const again of [
      [pump(world, { before: undefined } as never)],
      [pump(world, { upload: { mediaTypes: ["text/plain"] } })],
      [] as Feature[],
    ]) {
      world.effects = [];
      const feature = pump(world);
      const first = await openTestKernel({ features: [feature] });
      await crash(world, feature, "drain", first);
      world.hangsAfter = null;
      await using second = await openTestKernel({ features: again, home: first.home });
      expect(await endedJob(second)).toMatchObject({ state: "interrupted" });
      expect(world.effects).toEqual(["drained P1"]);
      const [line] = await second.kernel.services.audit.list({ limit: 1 });
      expect(line?.outcome).toBe("interrupted");
    }
  });

  it("is given up after three tries", async () => {
    const world: World = { startedAt: 1, effects: [], hangsAfter: null };
    const feature = pump(world);
    const first = await openTestKernel({ features: [feature] });
    await crash(world, feature, "drain", first);
    for (const tries of [2, 3]) {
      const again = await openTestKernel({ features: [feature], home: first.home });
      await until(async () => (await onlyJob(again)).tries === tries);
      await again.kernel.stop();
    }
    world.hangsAfter = null;
    await using last = await openTestKernel({ features: [feature], home: first.home });
    expect(await endedJob(last)).toMatchObject({ state: "interrupted", error: expect.stringContaining("3 times") });
    expect(world.effects).toEqual(["drained P1"]);
  });

  it("of Hydra's own is not done again while paused", async () => {
    const world: World = { startedAt: 1, effects: [], hangsAfter: "drain" };
    const feature = pump(world);
    const first = await openTestKernel({ features: [feature] });
    const { grants, pause } = first.kernel.services;
    await grants.put({
      grantee: "hydra:*",
      operation: "pump.restart",
      scope: { kind: "all" },
      cause: null,
      level: "act",
      by: "person:owner",
      reason: null,
      expiresAt: null,
    });
    void first.kernel.callAs(hydraCaller("healing"), "pump.restart", { name: "P1" }).catch(() => undefined);
    await until(() => world.effects.length === 1);
    pause.set(null, null);
    await first.kernel.stop();
    world.hangsAfter = null;
    await using second = await openTestKernel({ features: [feature], home: first.home });
    expect(await endedJob(second)).toMatchObject({ state: "interrupted", error: expect.stringContaining("paused") });
    expect(world.effects).toEqual(["drained P1"]);
  });

  it("that hangs does not keep Hydra from starting", async () => {
    const world: World = { startedAt: 1, effects: [], hangsAfter: null };
    const feature = pump(world);
    const first = await openTestKernel({ features: [feature] });
    await crash(world, feature, "drain", first);
    // It hangs again, yet the kernel has started and answers.
    await using second = await openTestKernel({ features: [feature], home: first.home });
    expect(second.kernel.services.registry.operations.size).toBe(1);
    expect(await onlyJob(second)).toMatchObject({ state: "running" });
  });

  it("with an upload needs its bytes", async () => {
    const world: World = { startedAt: 1, effects: [], hangsAfter: null };
    await using test = await openTestKernel({ features: [pump(world, { upload: { mediaTypes: ["text/plain"] } })] });
    await expect(test.kernel.callAsOwner("pump.restart", { name: "P1" })).rejects.toMatchObject({ code: "invalid_input" });
    const upload = { mediaType: "text/plain", body: Readable.from(["x"]) };
    const call = { operation: "pump.restart", input: { name: "P1" }, caller: personCaller("owner"), door: "internal" as const };
    expect(await test.kernel.services.call({ ...call, upload })).toEqual({ water: "water of P1" });
  });
});
