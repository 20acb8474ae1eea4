import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { serveTestKernel, type Served } from "../../../../doors/testing/served.ts";
import { hydraCaller } from "../../../../kernel/caller.ts";
import { ManualClock } from "../../../../kernel/clock.ts";
import { operation } from "../../../../kernel/operation.ts";
import { testFeature } from "../../../../kernel/testing.ts";
import { noticeRaised } from "../../notifications/events.ts";
import { deedJudged, grantChanged, grantOffered, type DeedOutcome } from "../events.ts";
import { grants } from "../index.ts";
import { review } from "./watch.ts";
import { DAY_MS } from "./testing.ts";

/** What is restarted, by name: the world of these tests. */
const restarted: string[] = [];
const containers = testFeature({
  name: "containers",
  operations: [
    operation({
      name: "containers.restart",
      summary: "Restart",
      http: "POST /containers/restart",
      risk: "undoable",
      undo: { none: "a restart cannot be taken back" },
      input: z.strictObject({ name: z.string() }),
      output: z.strictObject({ isWell: z.boolean() }),
      subject: ({ name }) => ({ kind: "container", node: "tower", project: "media", name }),
      run: ({ name }) => {
        restarted.push(name);
        return { isWell: true };
      },
    }),
  ],
});
const notices = testFeature({ name: "notifications", events: [noticeRaised] });

let clock: ManualClock;
let served: Served;
/** What was told since the start, in order: the name of the event and what it says. */
let told: { event: string; said: Record<string, unknown> }[];

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 3, 8));
  await serve();
});
afterEach(() => served[Symbol.asyncDispose]());

async function serve(home?: string): Promise<void> {
  served = await serveTestKernel({ clock, features: [notices, containers, grants], ...(home === undefined ? {} : { home }) });
  restarted.length = 0;
  told = [];
  for (const type of [grantOffered, grantChanged, noticeRaised])
    served.test.kernel.hostOf("grants").on(type as typeof grantOffered, (said) => void told.push({ event: type.name, said }));
}

let deeds = 0;
interface Told {
  id?: string;
  outcome?: DeedOutcome;
  level?: "would" | "asked" | "acted";
  name?: string;
  cause?: string;
}

/** A deed of now is judged, and everything that follows from it has followed. */
async function judge({
  id = `deed-${deeds++}`,
  outcome = "right",
  level = "would",
  name = "web",
  cause = "crashed",
}: Told = {}): Promise<string> {
  await served.test.kernel.hostOf("grants").emit(deedJudged, {
    id,
    grantee: "hydra:healing",
    operation: "containers.restart",
    subject: { kind: "container", node: "tower", project: "media", name },
    cause,
    level,
    at: clock.now(),
    outcome,
    reason: "that is how it was",
  });
  await vi.waitFor(async () => expect(await isHeard(id, outcome)).toBe(true), { timeout: 10_000, interval: 5 });
  return id;
}

/** Its consequences stand before it is settled. */
async function isHeard(id: string, outcome: string): Promise<boolean> {
  const row = await served.test.kernel
    .hostOf("grants")
    .db<{ grants_deeds: { id: string; outcome: string; is_settled: number } }>()
    .selectFrom("grants_deeds")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.outcome === outcome && row.is_settled === 1;
}

async function offers(query = ""): Promise<Record<string, unknown>[]> {
  return (await served.ask(`/grants/offers${query}`)).json()["offers"] as Record<string, unknown>[];
}

async function listed(): Promise<Record<string, unknown>[]> {
  return (await served.ask("/grants")).json()["grants"] as Record<string, unknown>[];
}

function decide(id: unknown, verb: "accept" | "decline", wish: { body?: object; token?: string } = {}) {
  return served.ask(`/grants/offers/${String(id)}/${verb}`, { method: "POST", ...wish });
}

/** Hydra wants to restart it: "ran", or what it met instead. */
async function heal(name = "web", cause = "crashed"): Promise<string> {
  try {
    await served.test.kernel.services.call({
      operation: "containers.restart",
      input: { name },
      caller: hydraCaller("healing"),
      door: "internal",
      cause,
    });
    return "ran";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** Right once every two days: five of them span eight days. */
async function beRight(times: number, given: Told = {}): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    await judge(given);
    clock.advance(2 * DAY_MS);
  }
}

function allow(grant: object = {}) {
  return served.ask("/grants", {
    method: "PUT",
    body: { operation: "containers.restart", scope: { kind: "all" }, level: "act", grantee: "hydra:healing", ...grant },
  });
}

/** What happens every hour. */
function look(): Promise<void> {
  return review(served.test.kernel.hostOf("grants"));
}

describe("earning a grant", () => {
  test("five right ones in a row over a week are an offer; accepted, Hydra acts", async () => {
    expect(await heal()).toBe("forbidden");
    await beRight(4);
    expect(await offers()).toEqual([]);
    await judge({ name: "db" });
    const [offer] = await offers();
    expect(offer).toMatchObject({
      sentence:
        "In 8 days Hydra would have restarted crashed containers of the project media 5 times; each time that was right. Let it act by itself?",
      operation: "containers.restart",
      cause: "crashed",
      scope: { kind: "project", name: "media" },
      grantee: "hydra:healing",
      state: "open",
    });
    expect(offer?.["evidence"]).toHaveLength(5);
    expect(told).toEqual([expect.objectContaining({ event: "grant.offered", said: expect.objectContaining({ id: offer?.["id"] }) })]);

    const accepted = await decide(offer?.["id"], "accept");
    expect(accepted.json()).toMatchObject({
      level: "act",
      cause: "crashed",
      by: "person:owner",
      scope: { kind: "project", name: "media" },
    });
    expect(await heal()).toBe("ran");
    expect(await heal("web", "hung")).toBe("forbidden");
    expect((await decide(offer?.["id"], "accept")).status).toBe(409);
    expect((await decide(offer?.["id"], "decline")).status).toBe(409);
    expect((await decide("none", "accept")).status).toBe(404);
  });

  test("is not offered twice, nor while it is open or acts", async () => {
    await beRight(8);
    expect(await offers()).toHaveLength(1);
    await allow();
    expect(await offers()).toEqual([]);
    expect((await offers("?state=withdrawn"))[0]).toMatchObject({ reason: "It was granted meanwhile." });
    await beRight(6);
    expect(await offers()).toEqual([]);
    expect(told.filter(({ event }) => event === "grant.offered")).toHaveLength(1);
  });

  test("declined, it is not asked again before five more in a row", async () => {
    await beRight(5);
    const [first] = await offers();
    expect((await decide(first?.["id"], "decline", { body: { reason: "not yet" } })).json()).toMatchObject({
      state: "declined",
      reason: "not yet",
    });
    await beRight(4);
    await look();
    expect(await offers()).toEqual([]);
    await judge();
    expect(await offers()).toHaveLength(1);
  });

  test.each(["failed", "undone", "needless", "declined"] as const)(
    "one that was %s begins the row anew and takes back what is offered",
    async (outcome) => {
      await beRight(5);
      expect(await offers()).toHaveLength(1);
      await judge({ outcome });
      expect(await offers()).toEqual([]);
      await beRight(4);
      expect(await offers()).toEqual([]);
      await beRight(1);
      expect(await offers()).toHaveLength(1);
    },
  );

  test("of what nobody knows nothing is earned and nothing is lost", async () => {
    await beRight(4);
    await judge({ outcome: "unknown" });
    expect(await offers()).toEqual([]);
    await beRight(1);
    expect((await offers())[0]?.["sentence"]).toContain("6 times when it crashed; 5 times that was right, of 1 nobody knows.");
    await judge({ outcome: "unknown" });
    expect(await offers()).toHaveLength(1);
  });

  test("a deed of the row that is judged anew breaks it", async () => {
    const first = await judge();
    clock.advance(8 * DAY_MS);
    await beRight(4);
    expect(await offers()).toHaveLength(1);
    await judge({ id: first, outcome: "undone" });
    expect(await offers()).toEqual([]);
    expect((await served.ask("/grants/deeds")).json()["deeds"]).toHaveLength(5);
  });

  test("told again after a crash, a deed counts once", async () => {
    for (let time = 0; time < 6; time += 1) {
      await judge({ id: "the-same" });
      clock.advance(2 * DAY_MS);
    }
    expect((await served.ask("/grants/deeds")).json()["deeds"]).toHaveLength(1);
    expect(await offers()).toEqual([]);
  });

  test("five within a day become an offer once a week has shown nothing else", async () => {
    for (let time = 0; time < 5; time += 1) await judge();
    expect(await offers()).toEqual([]);
    clock.advance(7 * DAY_MS);
    await look();
    expect(await offers()).toHaveLength(1);
  });

  test("taken back by a person, it is not offered again for what was right before", async () => {
    await beRight(5);
    const accepted = (await decide((await offers())[0]?.["id"], "accept")).json();
    expect((await served.ask(`/grants/${String(accepted["id"])}`, { method: "DELETE" })).status).toBe(200);
    await beRight(4);
    expect(await offers()).toEqual([]);
    await judge();
    expect(await offers()).toHaveLength(1);
  });

  test("is a person's to accept and to decline", async () => {
    await beRight(5);
    const [offer] = await offers();
    for (const kind of ["program", "model"] as const) {
      const token = await served.tokenFor(`greedy-${kind}`, kind, "*");
      expect((await decide(offer?.["id"], "accept", { token })).status).toBe(403);
      expect((await decide(offer?.["id"], "decline", { token })).status).toBe(403);
    }
    expect(await heal()).toBe("forbidden");
  });
});

describe("losing a grant", () => {
  test.each(["failed", "undone", "needless"] as const)(
    "one act that was %s makes Hydra ask again, says why and tells a person",
    async (outcome) => {
      await allow({ cause: "crashed" });
      expect(await heal()).toBe("ran");
      clock.advance(1_000);
      await judge({ level: "acted" });
      await judge({ level: "acted", outcome });
      const [grant] = await listed();
      expect(grant).toMatchObject({
        level: "ask",
        by: "hydra",
        reason: expect.stringMatching(/^Hydra restarted web by itself on 3 March 2026, which .*: that is how it was\.$/),
        record: {
          right: 1,
          wrong: outcome === "needless" ? 0 : 1,
          needless: outcome === "needless" ? 1 : 0,
          since: "2026-03-03T08:00:00.000Z",
        },
      });
      expect(grant?.["sentence"]).toContain("Hydra asks before it restarts crashed containers.");
      expect(await heal()).toBe("approval_required");
      expect(told.map(({ event, said }) => [event, said["kind"] ?? said["level"]])).toEqual([
        ["grant.changed", "act"],
        ["notice.raised", "needs-person"],
        ["grant.changed", "ask"],
      ]);
      expect(told[1]?.said).toMatchObject({ severity: "low", title: "Hydra asks before it restarts crashed containers." });
    },
  );

  test("days later, by an undo", async () => {
    await allow();
    clock.advance(1_000);
    const id = await judge({ level: "acted" });
    clock.advance(3 * DAY_MS);
    expect(await heal()).toBe("ran");
    await judge({ id, level: "acted", outcome: "undone" });
    expect(await heal()).toBe("approval_required");
  });

  test("is not repeated when the deed is told again after a person allowed it again", async () => {
    await allow();
    clock.advance(1_000);
    const id = await judge({ level: "acted", outcome: "failed" });
    clock.advance(1_000);
    await allow();
    await judge({ id, level: "acted", outcome: "failed" });
    expect(await heal()).toBe("ran");
  });

  test("costs the narrowest grant only", async () => {
    await allow();
    await allow({ scope: { kind: "one", name: "web" } });
    clock.advance(1_000);
    await judge({ level: "acted", outcome: "needless" });
    expect(await heal("web")).toBe("approval_required");
    expect(await heal("db")).toBe("ran");
  });

  test("earned back after five right ones that were asked for", async () => {
    await allow({ cause: "crashed" });
    clock.advance(1_000);
    await judge({ level: "acted", outcome: "failed" });
    await beRight(5, { level: "asked" });
    const [offer] = await offers();
    await decide(offer?.["id"], "accept");
    expect(await heal()).toBe("ran");
  });
});

describe("disuse", () => {
  test("for half a year makes Hydra ask, and is no reason to offer it again", async () => {
    await beRight(5);
    await decide((await offers())[0]?.["id"], "accept");
    clock.advance(180 * DAY_MS);
    await look();
    expect(await heal()).toBe("ran");
    clock.advance(1);
    await look();
    expect(await heal()).toBe("approval_required");
    const [grant] = await listed();
    expect(grant).toMatchObject({ level: "ask", reason: "It was not used for 180 days." });
    await look();
    expect(await offers()).toEqual([]);
    expect(told.filter(({ event }) => event === "notice.raised")).toHaveLength(1);
  });

  test("is counted from the last act", async () => {
    await allow();
    clock.advance(100 * DAY_MS);
    await judge({ level: "acted" });
    clock.advance(100 * DAY_MS);
    await look();
    const [grant] = await listed();
    expect(grant).toMatchObject({ level: "act", lastUsedAt: "2026-06-11T08:00:00.000Z" });
  });

  test("of a model is seen in the audit", async () => {
    const token = await served.tokenFor("claude", "model", "containers.*");
    await allow({ grantee: "model:claude" });
    clock.advance(100 * DAY_MS);
    expect((await served.ask("/containers/restart", { method: "POST", body: { name: "web" }, token })).status).toBe(200);
    clock.advance(100 * DAY_MS);
    await look();
    expect((await listed())[0]).toMatchObject({ level: "act", lastUsedAt: "2026-06-11T08:00:00.000Z" });
    clock.advance(81 * DAY_MS);
    await look();
    expect((await listed())[0]).toMatchObject({ level: "ask" });
  });

  test("is not seen in a clock that was put back by years", async () => {
    await allow();
    clock.jump(-4_000 * DAY_MS);
    await look();
    expect((await listed())[0]).toMatchObject({ level: "act" });
  });
});

describe("the record", () => {
  test("stands in a sentence with the grant, and as a list", async () => {
    await allow({ cause: "crashed" });
    clock.advance(DAY_MS);
    for (const name of ["web", "db", "web"]) await judge({ level: "acted", name });
    await judge({ level: "acted", cause: "hung", outcome: "failed" });
    const [grant] = await listed();
    expect(grant?.["sentence"]).toBe(
      "Hydra may restart crashed containers by itself, except protected ones. 3 right, 0 wrong since 3 March.",
    );
    const under = (await served.ask(`/grants/deeds?grant=${String(grant?.["id"])}`)).json()["deeds"] as {
      subject: string;
      cause: string;
    }[];
    expect(under.map(({ subject, cause }) => `${subject} ${cause}`)).toEqual(["web crashed", "db crashed", "web crashed"]);
    expect((await served.ask("/grants/deeds?limit=2")).json()["deeds"]).toHaveLength(2);
    expect((await served.ask("/grants/deeds?grant=none")).status).toBe(404);
    expect((await served.ask("/grants/deeds?operation=lamps.dim")).json()["deeds"]).toEqual([]);
  });

  test("holds over a restart, also for a deed that was told while Hydra was down", async () => {
    await allow();
    clock.advance(1_000);
    await judge({ level: "acted" });
    const { home, kernel } = served.test;
    await served.close();
    const host = kernel.hostOf("grants");
    // Told, and Hydra dies before it was heard: the listener is not there any more.
    kernel.services.events.stop();
    await host.emit(deedJudged, {
      id: "last-words",
      grantee: "hydra:healing",
      operation: "containers.restart",
      subject: { kind: "container", node: "tower", project: "media", name: "web" },
      cause: "crashed",
      level: "acted",
      at: clock.now(),
      outcome: "needless",
      reason: "it came back alone",
    });
    await kernel.stop();
    await serve(home);
    await vi.waitFor(async () => expect((await listed())[0]).toMatchObject({ level: "ask", record: { right: 1, needless: 1 } }), {
      timeout: 10_000,
    });
  });
});
