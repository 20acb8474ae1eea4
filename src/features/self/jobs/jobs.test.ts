import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { serveTestKernel, type Served } from "../../../doors/testing/served.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation } from "../../../kernel/operation.ts";
import { testFeature } from "../../../kernel/testing.ts";
import { jobs } from "./index.ts";

let mayEnd = Promise.withResolvers<void>();

const ovens = testFeature({
  name: "ovens",
  operations: [
    operation({
      name: "ovens.bake",
      summary: "Bake",
      http: "POST /ovens/bake",
      risk: "lasting",
      input: z.strictObject({ what: z.string(), token: z.string().optional() }),
      output: z.strictObject({ baked: z.string() }),
      subject: ({ what }) => ({ kind: "dough", name: what }),
      run: async ({ what }) => {
        if (what === "stone") throw new HydraError("conflict", "Stone does not bake.");
        if (what === "bread") await mayEnd.promise;
        return { baked: what };
      },
    }),
  ],
});

let served: Served;
beforeAll(async () => {
  served = await serveTestKernel({ features: [jobs, ovens] });
});
afterAll(() => served[Symbol.asyncDispose]());

async function listed(query = ""): Promise<Record<string, unknown>[]> {
  return (await served.ask(`/jobs${query}`)).json()["jobs"] as Record<string, unknown>[];
}

test("a change is listed while it runs, and how it ended", async () => {
  mayEnd = Promise.withResolvers();
  const baking = served.ask("/ovens/bake", { body: { what: "bread" } });
  await vi.waitFor(async () => expect(await listed("?state=running")).toHaveLength(1), { timeout: 20_000 });
  expect((await listed("?state=running"))[0]).toMatchObject({
    operation: "ovens.bake",
    subject: "bread",
    by: "person:owner",
    door: "rest",
    finishedAt: null,
    tries: 1,
    error: null,
  });
  mayEnd.resolve();
  expect((await baking).json()).toEqual({ baked: "bread" });
  expect(await listed("?state=running")).toEqual([]);
  await served.ask("/ovens/bake", { body: { what: "stone" } });
  const [failed, done] = await listed();
  expect(failed).toMatchObject({ subject: "stone", state: "failed", error: "conflict: Stone does not bake." });
  expect(done).toMatchObject({ subject: "bread", state: "done", finishedAt: expect.stringMatching(/Z$/) });
});

test("a list has an end, a state that exists, and readers with the right to it", async () => {
  await served.ask("/ovens/bake", { body: { what: "cake", token: "sugar-and-salt-123" } });
  expect(await listed("?limit=1")).toHaveLength(1);
  expect((await served.ask("/jobs")).text).not.toContain("sugar-and-salt");
  for (const query of ["?state=burnt", "?limit=0", "?limit=501"]) expect((await served.ask(`/jobs${query}`)).status).toBe(422);
  const token = await served.tokenFor("baker", "program", "ovens.*");
  expect((await served.ask("/jobs", { token })).status).toBe(403);
});
