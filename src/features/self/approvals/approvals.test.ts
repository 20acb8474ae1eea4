import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { serveTestKernel, type Answer, type Served } from "../../../doors/testing/served.ts";
import { hydraCaller } from "../../../kernel/caller.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation } from "../../../kernel/operation.ts";
import { testFeature } from "../../../kernel/testing.ts";
import { approvals } from "./index.ts";

const torn: string[] = [];
const pages = testFeature({
  name: "pages",
  operations: [
    operation({
      name: "pages.tear",
      summary: "Tear a page out",
      http: "DELETE /pages/{name}",
      risk: "destroying",
      input: z.strictObject({ name: z.string(), password: z.string().optional() }),
      output: z.strictObject({ torn: z.int() }),
      subject: ({ name }) => ({ kind: "page", name }),
      run: ({ name }) => {
        if (name === "stuck") throw new HydraError("conflict", "The page is stuck.");
        torn.push(name);
        return { torn: torn.length };
      },
    }),
  ],
});

let served: Served;
let program: string;
let other: string;
let model: string;
beforeAll(async () => {
  served = await serveTestKernel({ features: [approvals, pages] });
  program = await served.tokenFor("cleaner", "program", "pages.*", "approvals.read");
  other = await served.tokenFor("stranger", "program", "pages.*", "approvals.read");
  model = await served.tokenFor("claude", "model", "*");
});
afterAll(() => served[Symbol.asyncDispose]());

function tear(name: string, token?: string, query = ""): Promise<Answer> {
  return served.ask(`/pages/${name}${query}`, { method: "DELETE", ...(token === undefined ? {} : { token }) });
}

async function park(name: string, token?: string, query?: string): Promise<string> {
  const answer = await tear(name, token, query);
  expect(answer.status).toBe(428);
  return String(answer.json()["approvalId"]);
}

function decide(id: string, verb: "approve" | "reject", wish: { token?: string; body?: object } = {}): Promise<Answer> {
  return served.ask(`/approvals/${id}/${verb}`, { method: "POST", ...wish });
}

async function listed(token?: string, query = ""): Promise<string[]> {
  const answer = await served.ask(`/approvals${query}`, token === undefined ? {} : { token });
  return (answer.json()["approvals"] as { id: string }[]).map(({ id }) => id);
}

describe("what waits", () => {
  test("is seen by the person and by whoever asked, by nobody else", async () => {
    const mine = await park("one", program);
    const theirs = await park("two", other);
    expect(await listed()).toEqual(expect.arrayContaining([mine, theirs]));
    expect(await listed(program)).toEqual([mine]);
    expect(await listed(model)).toEqual([]);
    expect((await served.ask(`/approvals/${mine}`, { token: program })).json()).toMatchObject({
      id: mine,
      state: "waiting",
      askedBy: "program:cleaner",
    });
    for (const token of [other, model]) {
      const answer = await served.ask(`/approvals/${mine}`, { token });
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain("cleaner");
    }
    expect((await served.ask("/approvals/none")).status).toBe(404);
  });

  test("of one's own is found also behind many of others", async () => {
    const mine = await park("behind", program);
    for (let page = 0; page < 5; page += 1) await park(`many-${page}`, other);
    expect(await listed(program, "?limit=3")).toContain(mine);
    expect(await listed(program, "?limit=1")).toHaveLength(1);
  });

  test("shows its input without what is secret in it", async () => {
    const id = await park("three", program, "?password=swordfish-7");
    const answer = await served.ask(`/approvals/${id}`);
    expect(answer.text).not.toContain("swordfish");
    expect(answer.json()["input"]).toMatchObject({ name: "three" });
  });

  test("is asked for once, however often it is wished", async () => {
    expect(await park("four", program)).toBe(await park("four", program));
    expect(await park("four", other)).not.toBe(await park("four", program));
  });
});

describe("approving", () => {
  test("runs it once, as whoever asked, and answers with what came of it", async () => {
    const id = await park("five", program);
    const approved = await decide(id, "approve");
    expect(approved.json()).toMatchObject({ state: "done", decidedBy: "person:owner", result: { torn: expect.any(Number) }, error: null });
    expect(torn.filter((name) => name === "five")).toHaveLength(1);
    const again = await decide(id, "approve");
    expect(again.status).toBe(409);
    expect(again.json()["detail"]).toContain("already done");
    expect((await tear("five", program)).json()).toEqual(approved.json()["result"]);
    expect(torn.filter((name) => name === "five")).toHaveLength(1);
    const [line] = await served.test.kernel.services.audit.list({ operation: "pages.tear", limit: 1 });
    expect(line).toMatchObject({ actor: "program:cleaner", outcome: "done", subject: "five" });
  });

  test("what then fails says how it failed", async () => {
    const id = await park("stuck", program);
    const approved = await decide(id, "approve");
    expect(approved.status).toBe(200);
    expect(approved.json()).toMatchObject({ state: "failed", result: null, error: { code: "conflict", detail: "The page is stuck." } });
    const told = await tear("stuck", program);
    expect(told.status).toBe(409);
    expect(told.json()["detail"]).toBe("The page is stuck.");
  });

  test("by two persons at once runs it once", async () => {
    const id = await park("six", program);
    const answers = await Promise.all([decide(id, "approve"), decide(id, "approve"), decide(id, "reject")]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(torn.filter((name) => name === "six").length).toBeLessThanOrEqual(1);
  });

  test("is no use to a token that was revoked meanwhile", async () => {
    const token = await served.tokenFor("gone", "program", "pages.*");
    const id = await park("seven", token);
    await served.test.kernel.services.tokens.revoke("gone");
    expect((await decide(id, "approve")).json()).toMatchObject({ state: "failed", error: { code: "forbidden" } });
    expect(torn).not.toContain("seven");
  });

  test("is a person's: a model may not, nor for itself", async () => {
    const id = await park("eight", model);
    for (const token of [model, program]) {
      expect((await decide(id, "approve", { token })).status).toBe(403);
      expect((await decide(id, "reject", { token })).status).toBe(403);
    }
    expect((await served.ask(`/approvals/${id}`)).json()["state"]).toBe("waiting");
  });
});

/** A browser that followed a link of its own: another session of the person than the shell's token. */
async function phone(): Promise<Record<string, string>> {
  const answer = await served.ask(`/login?code=${served.test.kernel.services.tokens.createLoginCode()}`, { token: null });
  const cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  const sameOrigin = { origin: `http://127.0.0.1:${served.port}`, "sec-fetch-site": "same-origin" };
  return { ...sameOrigin, cookie, "x-hydra-page": /#key=([\w-]+)$/.exec(answer.headers.location ?? "")?.[1] ?? "" };
}

describe("on another device", () => {
  test("a person approves what Hydra asked for; it runs once, and Hydra hears how it ended", async () => {
    const wish = {
      operation: "pages.tear",
      input: { name: "ten" },
      caller: hydraCaller("healing"),
      door: "internal",
      cause: "crashed",
    } as const;
    const asked = await served.test.kernel.services.call(wish).catch((error: unknown) => error);
    const { approvalId: id = "" } = (asked as HydraError).detail;
    const headers = await phone();
    const seen = await served.ask("/approvals", { token: null, headers });
    expect(seen.json()["approvals"]).toContainEqual(
      expect.objectContaining({
        id,
        askedBy: "hydra:healing",
        cause: "crashed",
        willChange: "Tear a page out: ten",
        undo: "It cannot be taken back.",
      }),
    );
    const approved = await served.ask(`/approvals/${id}/approve`, { method: "POST", token: null, headers });
    expect(approved.json()).toMatchObject({ state: "done", decidedBy: "person:owner" });
    expect((await served.ask(`/approvals/${id}/approve`, { method: "POST", token: null, headers: await phone() })).status).toBe(409);
    expect(await served.test.kernel.services.call(wish)).toEqual(approved.json()["result"]);
    expect(torn.filter((name) => name === "ten")).toHaveLength(1);
  });
});

describe("withdrawing", () => {
  test("leaves nothing to decide, and says so", async () => {
    const id = await park("eleven", program);
    const { approvals: kept } = served.test.kernel.services;
    await kept.withdraw(id, (await kept.get(id)).caller, "it came back alone");
    expect(await listed()).not.toContain(id);
    expect(await listed(undefined, "?state=withdrawn")).toContain(id);
    const late = await decide(id, "approve");
    expect(late.status).toBe(409);
    expect(late.json()["detail"]).toContain("already withdrawn");
    expect(torn).not.toContain("eleven");
  });
});

describe("rejecting", () => {
  test("ends it, and tells the reason to whoever asked", async () => {
    const id = await park("nine", program);
    expect((await decide(id, "reject", { body: { reason: "I still read it" } })).json()).toMatchObject({
      state: "rejected",
      decidedBy: "person:owner",
    });
    const told = await tear("nine", program);
    expect(told.status).toBe(403);
    expect(told.json()["detail"]).toBe("A person rejected this: I still read it");
    expect((await decide(id, "approve")).status).toBe(409);
    expect(torn).not.toContain("nine");
    expect(await listed(undefined, "?state=rejected")).toContain(id);
  });
});
