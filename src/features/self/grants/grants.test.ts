import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveTestKernel, type Served } from "../../../doors/testing/served.ts";
import { lampsFeature } from "../../../doors/testing/lamps.ts";
import { undoStepOf } from "../../../kernel/operation.ts";
import { grants } from "./index.ts";

let served: Served;
beforeAll(async () => {
  served = await serveTestKernel({ features: [grants, lampsFeature()] });
});
afterAll(() => served[Symbol.asyncDispose]());

const ALL = { kind: "all" };

function put(body: object, token?: string) {
  return served.ask("/grants", { method: "PUT", body, ...(token === undefined ? {} : { token }) });
}

async function listed() {
  return (await served.ask("/grants")).json()["grants"] as { id: string; level: string; grantee: string }[];
}

describe("a grant", () => {
  test.each([
    [{ operation: "lamps.swichOn", scope: ALL, level: "act" }, 'operation: there is no "lamps.swichOn". Did you mean "lamps.switchOn"?'],
    [{ operation: "lamps.list", scope: ALL, level: "act" }, "operation: lamps.list is a read, which needs no grant."],
    [{ operation: "lamps.smash", scope: ALL, level: "act" }, "operation: lamps.smash is destroying, which always needs a person."],
    [{ operation: "lamps.adopt", scope: ALL, level: "act" }, "operation: lamps.adopt is for a person only."],
    [{ operation: "grants.put", scope: ALL, level: "act" }, "operation: grants.put is for a person only."],
    [{ operation: "lamps.switchOn", scope: { kind: "one" }, level: "act" }, 'scope.name: needed for "one" and "project", not for "all".'],
    [
      { operation: "lamps.switchOn", scope: { kind: "project" }, level: "act" },
      'scope.name: needed for "one" and "project", not for "all".',
    ],
    [
      { operation: "lamps.switchOn", scope: { ...ALL, name: "desk" }, level: "act" },
      'scope.name: needed for "one" and "project", not for "all".',
    ],
    [{ operation: "lamps.switchOn", scope: ALL, level: "act", expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt: that time is over already."],
  ])("%j is refused", async (body, detail) => {
    const answer = await put(body);
    expect(answer.status).toBe(422);
    expect(answer.json()["detail"]).toBe(detail);
  });

  test.each([
    { operation: "lamps.switchOn", scope: ALL, level: "always" },
    { operation: "lamps.switchOn", scope: { kind: "some" }, level: "act" },
    { operation: "lamps.switchOn", scope: { kind: "one", name: "" }, level: "act" },
    { operation: "lamps.switchOn", scope: ALL, level: "act", grantee: "person:owner" },
    { operation: "lamps.switchOn", scope: ALL, level: "act", grantee: "program:x" },
    { operation: "lamps.switchOn", scope: ALL, level: "act", grantee: "*" },
    { operation: "lamps.switchOn", scope: ALL, level: "act", expiresAt: "tomorrow" },
    { operation: "lamps.switchOn", scope: ALL, level: "act", by: "person:owner" },
    { operation: "lamps.switchOn", level: "act" },
  ])("%j has a wrong shape", async (body) => {
    expect((await put(body)).status).toBe(422);
    expect(await listed()).toEqual([]);
  });

  test("makes a model act where it had to ask, and taking it back ends that", async () => {
    const token = await served.tokenFor("claude", "model", "lamps.*");
    const on = () => served.ask("/lamps/desk/on", { method: "POST", token });
    expect((await on()).status).toBe(428);
    const granted = await put({ operation: "lamps.switchOn", scope: { kind: "one", name: "desk" }, level: "act", grantee: "model:claude" });
    expect(granted.json()).toMatchObject({
      grantee: "model:claude",
      scope: { kind: "one", name: "desk" },
      level: "act",
      by: "person:owner",
      expiresAt: null,
    });
    expect((await on()).status).toBe(200);
    expect((await served.ask("/lamps/hall/on", { method: "POST", token })).status).toBe(428);
    await put({ operation: "lamps.switchOn", scope: { kind: "one", name: "desk" }, level: "watch", grantee: "model:claude" });
    const watched = await on();
    expect(watched.status).toBe(403);
    expect(watched.json()["detail"]).toContain("would have done");
    expect(await listed()).toHaveLength(1);
    const [known] = await listed();
    expect((await served.ask(`/grants/${known?.id}`, { method: "DELETE" })).status).toBe(200);
    expect((await on()).status).toBe(428);
    expect((await served.ask(`/grants/${known?.id}`, { method: "DELETE" })).status).toBe(404);
  });

  test("is a person's to give", async () => {
    for (const kind of ["program", "model"] as const) {
      const token = await served.tokenFor(`greedy-${kind}`, kind, "*");
      const answer = await put({ operation: "lamps.switchOn", scope: ALL, level: "act", grantee: "model:*" }, token);
      expect(answer.status).toBe(403);
      expect((await served.ask("/grants/any", { method: "DELETE", token })).status).toBe(403);
      expect((await served.ask("/grants", { token })).status).toBe(200);
    }
  });
});

function undoOf(name: string, input: unknown, output: unknown, before: unknown) {
  const op = served.test.kernel.services.registry.operations.get(name);
  const step = op === undefined ? null : undoStepOf(op, input, output, before);
  if (step === null) throw new Error(`${name} has no undo`);
  return served.test.kernel.callAsOwner(step.operation, step.input);
}

/** What the call said of the state before it: it is kept with its job. */
async function beforeOf(operation: string): Promise<unknown> {
  const jobs = await served.test.kernel.services.jobs.list(undefined, 50);
  return JSON.parse(jobs.find((job) => job.operation === operation)?.stateBefore ?? "null");
}

describe("its undo", () => {
  const wish = {
    operation: "lamps.switchOn",
    scope: { kind: "project", name: "home" },
    level: "ask",
    grantee: "hydra:healing",
    cause: "dark",
    expiresAt: "2199-01-01T00:00:00.000Z",
  };

  test("of a new grant takes it back; of taking back gives it again", async () => {
    const granted = (await put(wish)).json();
    const removed = await undoOf("grants.put", wish, granted, await beforeOf("grants.put"));
    expect(await listed()).toEqual([]);
    await undoOf("grants.remove", { id: granted["id"] }, removed, null);
    expect(await listed()).toEqual([expect.objectContaining(wish)]);
  });

  test("of a changed grant puts the old one back", async () => {
    await put(wish);
    const changed = { ...wish, level: "act", expiresAt: "2100-01-01T00:00:00.000Z" };
    const granted = (await put(changed)).json();
    expect(await listed()).toEqual([expect.objectContaining(changed)]);
    await undoOf("grants.put", changed, granted, await beforeOf("grants.put"));
    expect(await listed()).toEqual([expect.objectContaining(wish)]);
  });
});
