import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serveTestKernel, type Served } from "../../../../doors/testing/served.ts";
import { fakeDocker, fakeDockerIntegration } from "../../../../integrations/docker/fake.ts";
import { hydraCaller } from "../../../../kernel/caller.ts";
import { operation, undoStepOf } from "../../../../kernel/operation.ts";
import { testFeature } from "../../../../kernel/testing.ts";
import { grants } from "../index.ts";
import type { Choice } from "./choice.ts";

const containers = testFeature({
  name: "containers",
  operations: (["restart", "recreate"] as const).map((verb) =>
    operation({
      name: `containers.${verb}`,
      summary: "For a test",
      http: `POST /containers/${verb}`,
      risk: "undoable",
      undo: { none: "only a test" },
      input: z.strictObject({ name: z.string() }),
      output: z.strictObject({ isWell: z.boolean() }),
      subject: ({ name }) => ({ kind: "container", node: "tower", name }),
      run: () => ({ isWell: true }),
    }),
  ),
});

let served: Served;
beforeEach(async () => {
  served = await serveTestKernel({ features: [containers, grants] });
  served.test.kernel.services.protections.push(({ name }) => (name === "db" ? "a database" : null));
});
afterEach(() => served[Symbol.asyncDispose]());

function choose(choice: string, token?: string) {
  return served.ask("/grants/choice", { method: "POST", body: { choice }, ...(token === undefined ? {} : { token }) });
}

/** What comes of Hydra's wish: "ran", or what it met instead. */
async function heal(verb: "restart" | "recreate", name: string, cause: string): Promise<string> {
  try {
    const caller = hydraCaller("healing");
    await served.test.kernel.services.call({ operation: `containers.${verb}`, input: { name }, caller, door: "internal", cause });
    return "ran";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

function put(body: object) {
  return served.ask("/grants", { method: "PUT", body: { operation: "containers.restart", grantee: "hydra:healing", ...body } });
}

async function listed(): Promise<{ level: string; cause: string | null; operation: string; scope: { name?: string } }[]> {
  return (await served.ask("/grants")).json()["grants"] as Awaited<ReturnType<typeof listed>>;
}

describe("the first question", () => {
  test("is open at first: Hydra watches", async () => {
    const asked = (await served.ask("/grants/choice")).json();
    expect(asked).toMatchObject({ choice: null, chosenBy: null, chosenAt: null, note: null });
    expect(asked["sentence"]).toBe("Watching only: I change nothing until you let me. ./hydra choose watch|ask|act");
    expect((asked["options"] as { choice: string }[]).map(({ choice }) => choice)).toEqual(["watch", "ask", "act"]);
    expect(await listed()).toEqual([]);
  });

  test.each<[Choice, string, string, string, string]>([
    ["watch", "forbidden", "forbidden", "forbidden", "approval_required"],
    ["ask", "approval_required", "approval_required", "approval_required", "approval_required"],
    ["act", "ran", "approval_required", "approval_required", "approval_required"],
  ])("answered with %s", async (choice, crashed, cannotStart, recreated, ofProtected) => {
    const answer = await choose(choice);
    expect(answer.json()).toMatchObject({ choice, chosenBy: "person:owner", note: null });
    for (const cause of ["crashed", "hung", "unhealthy", "out_of_memory"]) expect(await heal("restart", "web", cause)).toBe(crashed);
    expect(await heal("restart", "web", "cannot_start")).toBe(cannotStart);
    expect(await heal("recreate", "web", "crashed")).toBe(recreated);
    expect(await heal("restart", "db", "crashed")).toBe(ofProtected);
    expect((await served.ask("/grants/choice")).json()).toMatchObject({ choice });
  });

  test.each<[Choice, Choice]>([
    ["act", "watch"],
    ["act", "ask"],
    ["ask", "watch"],
    ["ask", "act"],
    ["watch", "act"],
  ])("answered with %s and then with %s is as if it had been answered with the latter at once", async (first, second) => {
    const told = (rows: Awaited<ReturnType<typeof listed>>) => rows.map((row) => `${row.operation} ${row.cause} ${row.level}`).toSorted();
    await choose(second);
    const atOnce = told(await listed());
    await choose(first);
    await choose(second);
    expect(told(await listed())).toEqual(atOnce);
  });

  test("watch means it, also for what was allowed by hand; what was forbidden by hand stays forbidden", async () => {
    await put({ scope: { kind: "project", name: "media" }, level: "act" });
    await put({ scope: { kind: "one", name: "cache" }, level: "watch" });
    await choose("watch");
    expect(await listed()).toEqual([expect.objectContaining({ level: "watch", scope: { kind: "one", name: "cache" } })]);
    await choose("act");
    expect(await heal("restart", "cache", "crashed")).toBe("forbidden");
  });

  test("says when more was allowed since, or less", async () => {
    const sentence = async () => String((await served.ask("/grants/choice")).json()["sentence"]);
    await put({ scope: { kind: "one", name: "web" }, level: "act" });
    expect(await sentence()).toBe("Some things are allowed: ./hydra grants lists them.");
    expect((await served.ask("/grants/choice")).json()["more"]).toBe(1);
    await choose("ask");
    expect(await sentence()).toBe("Ask me: Hydra says what it would do and waits for your yes.");
    await put({ scope: { kind: "one", name: "web" }, level: "act" });
    expect(await sentence()).toContain("More was allowed since");
    await choose("act");
    expect(await sentence()).toMatch(/it asks\.$/);
    const hung = (await served.test.kernel.services.grants.list()).find(({ cause }) => cause === "hung");
    await served.test.kernel.services.grants.lower(hung?.id ?? "", "It was needless.");
    expect(await sentence()).toContain("Some of it asks again now");
  });

  test("is taken back to the earlier answer", async () => {
    await choose("ask");
    await choose("act");
    const op = served.test.kernel.services.registry.operations.get("grants.choose");
    const [job] = await served.test.kernel.services.jobs.list(undefined, 1);
    const step = op === undefined ? null : undoStepOf(op, {}, null, JSON.parse(job?.stateBefore ?? "null"));
    expect(step).toEqual({ operation: "grants.choose", input: { choice: "ask" } });
    expect(op === undefined ? null : undoStepOf(op, {}, null, null)).toEqual({ operation: "grants.choose", input: { choice: "watch" } });
  });

  test("is a person's to answer, with one of its answers", async () => {
    for (const kind of ["program", "model"] as const)
      expect((await choose("act", await served.tokenFor(`greedy-${kind}`, kind, "*"))).status).toBe(403);
    expect((await choose("everything")).status).toBe(422);
    expect(await listed()).toEqual([]);
  });
});

test("with --watch-only the choice is kept, and the answer says that nothing can be changed", async () => {
  await using readOnly = await serveTestKernel({
    features: [containers, grants],
    integrations: [fakeDockerIntegration(fakeDocker({ watchOnly: true }))],
  });
  const answer = await readOnly.ask("/grants/choice", { method: "POST", body: { choice: "act" } });
  expect(answer.json()).toMatchObject({ choice: "act", note: expect.stringContaining("--watch-only") });
  await using free = await serveTestKernel({ features: [containers, grants], integrations: [fakeDockerIntegration(fakeDocker())] });
  expect((await free.ask("/grants/choice", { method: "POST", body: { choice: "act" } })).json()).toMatchObject({ note: null });
});
