import type { IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { activity } from "../../features/self/activity/index.ts";
import { HydraError } from "../../kernel/errors.ts";
import { event } from "../../kernel/keys.ts";
import { operation, stream } from "../../kernel/operation.ts";
import { testFeature } from "../../kernel/testing.ts";
import { read, serveTestKernel, type Served } from "../testing/served.ts";

const belled = event("bell.rung", z.strictObject({ by: z.string() }), { permission: "bells.read" });
const whispered = event("bell.whispered", z.strictObject({ by: z.string() }), { permission: "secrets.read" });
const swung = event("bell.swung", z.strictObject({ angle: z.number() }), { permission: "bells.read", isTransient: true });

/** How many readers of `bells.listen` are there now, and how many there were. */
let readers = { now: 0, ever: 0 };

const bells = testFeature({
  name: "bells",
  events: [belled, whispered, swung],
  operations: [
    operation({
      name: "bells.listen",
      summary: "Listen until told to stop",
      http: "GET /bells/listen",
      risk: "read",
      input: z.strictObject({}),
      output: stream(z.strictObject({ first: z.boolean() })),
      async *run(_input, ctx) {
        readers.now += 1;
        readers.ever += 1;
        try {
          yield { first: true };
          await new Promise<void>((resolve) => ctx.signal.addEventListener("abort", () => resolve()));
        } finally {
          readers.now -= 1;
        }
      },
    }),
    operation({
      name: "bells.flood",
      summary: "Ring without end",
      http: "GET /bells/flood",
      risk: "read",
      input: z.strictObject({}),
      output: stream(z.strictObject({ text: z.string() })),
      async *run(_input, ctx) {
        readers.now += 1;
        try {
          while (!ctx.signal.aborted) {
            readers.ever += 1;
            yield { text: "ding".repeat(1_000) };
          }
        } finally {
          readers.now -= 1;
        }
      },
    }),
    operation({
      name: "bells.crack",
      summary: "Ring and break",
      http: "GET /bells/crack",
      risk: "read",
      input: z.strictObject({ isOurs: z.boolean().default(false) }),
      output: stream(z.strictObject({ text: z.string() })),
      async *run({ isOurs }) {
        yield { text: "one\ntwo\r\n\ndata: three" };
        throw isOurs ? new HydraError("upstream_failed", "The rope broke.") : new Error("secret detail of the rope");
      },
    }),
  ],
});

let served: Served;
beforeEach(async () => {
  readers = { now: 0, ever: 0 };
  served = await serveTestKernel({ features: [activity, bells] });
});
afterEach(() => served[Symbol.asyncDispose]());

const WAIT = { timeout: 20_000, interval: 10 };

/** What came so far on an open stream. */
function follow(message: IncomingMessage): { text: string; isOver: boolean } {
  const heard = { text: "", isOver: false };
  message.setEncoding("utf8").on("data", (chunk: string) => (heard.text += chunk));
  message.on("close", () => (heard.isOver = true));
  // A cut connection is what some tests are about.
  message.on("error", () => (heard.isOver = true));
  return heard;
}

function emit(type: typeof belled, by: string): Promise<void> {
  return served.test.kernel.hostOf("bells").emit(type, { by });
}

describe("a stream", () => {
  test("says how to come back, then one frame for each item", async () => {
    const message = await served.open("/events");
    expect(message.statusCode).toBe(200);
    expect(message.headers).toMatchObject({ "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" });
    const heard = follow(message);
    await vi.waitFor(() => expect(heard.text).toBe("retry: 2000\n\n"), WAIT);
    await emit(belled, "anna");
    await vi.waitFor(() => expect(heard.text).toMatch(/\n\n$/), WAIT);
    await vi.waitFor(
      () =>
        expect(heard.text).toMatch(
          /^retry: 2000\n\nid: 1\nevent: bell\.rung\ndata: \{"id":"1","type":"bell\.rung",.*"data":\{"by":"anna"\}\}\n\n$/,
        ),
      WAIT,
    );
    message.destroy();
  });

  test("gives a transient item no id: it cannot be asked for again", async () => {
    const message = await served.open("/events");
    const heard = follow(message);
    await vi.waitFor(() => expect(heard.text).toContain("retry"), WAIT);
    await served.test.kernel.hostOf("bells").emit(swung, { angle: 3 });
    await vi.waitFor(() => expect(heard.text).toMatch(/\n\nevent: bell\.swung\ndata: /), WAIT);
    expect(heard.text).not.toContain("id: ");
    message.destroy();
  });

  test("goes on where its reader left, by header or by query, and loses nothing", async () => {
    for (const by of ["anna", "bert", "carl"]) await emit(belled, by);
    for (const [path, headers] of [
      ["/events", { "last-event-id": "1" }],
      ["/events?after=1", {}],
      ["/events?after=0", { "last-event-id": "1" }],
    ] as const) {
      const message = await served.open(path, { headers: headers as Record<string, string> });
      const heard = follow(message);
      await vi.waitFor(() => expect(heard.text).toContain('"by":"carl"'), WAIT);
      expect([...heard.text.matchAll(/"by":"(\w+)"/g)].map(([, by]) => by)).toEqual(["bert", "carl"]);
      await emit(belled, "dora");
      await vi.waitFor(() => expect(heard.text).toContain('"by":"dora"'), WAIT);
      message.destroy();
      await served.test.kernel.store.commit((trx) =>
        trx
          .deleteFrom("events" as never)
          .where("id" as never, ">", 3 as never)
          .execute(),
      );
    }
  });

  test("refuses an id that is none", async () => {
    for (const id of ["x", "-1", "1 or 1=1", "9".repeat(30)]) {
      const answer = await served.ask("/events", { headers: { "last-event-id": id } });
      expect(answer.status).toBe(422);
    }
  });

  test("shows a program what its scopes cover, also of the past", async () => {
    const token = await served.tokenFor("bellboy", "program", "bells.read", "activity.read");
    await emit(whispered, "anna");
    await emit(belled, "bert");
    const message = await served.open("/events?after=0", { token });
    const heard = follow(message);
    await vi.waitFor(() => expect(heard.text).toContain('"by":"bert"'), WAIT);
    await emit(whispered, "carl");
    await emit(belled, "dora");
    await vi.waitFor(() => expect(heard.text).toContain('"by":"dora"'), WAIT);
    expect(heard.text).not.toMatch(/anna|carl|whispered/);
    message.destroy();
  });

  test("keeps foreign line breaks inside their frame, and tells why it broke without telling too much", async () => {
    const cracked = await served.ask("/bells/crack");
    const [first, item, failure, rest] = cracked.text.split("\n\n");
    expect([first, rest]).toEqual(["retry: 2000", ""]);
    expect(JSON.parse(item?.replace("data: ", "") ?? "")).toEqual({ text: "one\ntwo\r\n\ndata: three" });
    expect(failure).toMatch(/^event: error\ndata: .*"code":"internal"/);
    expect(cracked.text).not.toContain("secret detail");
    expect((await served.ask("/bells/crack?isOurs=true")).text).toContain("The rope broke.");
  });

  test("needs its rights before it begins", async () => {
    expect((await served.ask("/events", { token: null })).status).toBe(401);
    const token = await served.tokenFor("nobody", "program", "other.read");
    expect((await served.ask("/events", { token })).status).toBe(403);
  });
});

describe("when the reader goes away", () => {
  test("the stream ends and lets go of what it held", async () => {
    const message = await served.open("/bells/listen");
    const heard = follow(message);
    await vi.waitFor(() => expect(heard.text).toContain('"first":true'), WAIT);
    expect(readers.now).toBe(1);
    message.destroy();
    await vi.waitFor(() => expect(readers.now).toBe(0), WAIT);
  });

  test("a flood stops, and before that it waits for a slow reader", async () => {
    const message = await served.open("/bells/flood");
    message.pause();
    let before = -1;
    // The pipes are full once nothing more is made between two looks.
    await vi.waitFor(
      () => {
        const isStill = before === readers.ever && before > 0;
        before = readers.ever;
        expect(isStill).toBe(true);
      },
      { timeout: 20_000, interval: 250 },
    );
    expect(readers.now).toBe(1);
    message.destroy();
    await vi.waitFor(() => expect(readers.now).toBe(0), WAIT);
  });

  test("a HEAD holds nothing from the start", async () => {
    const answer = await served.ask("/bells/listen", { method: "HEAD" });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("text/event-stream");
    expect(readers.now).toBe(0);
  });
});

describe("when Hydra stops", () => {
  test("every open stream ends cleanly, and the port closes", async () => {
    const heard: ReturnType<typeof follow>[] = [];
    for (let reader = 0; reader < 3; reader += 1)
      heard.push(follow(await served.open("/bells/listen")), follow(await served.open("/events")));
    await vi.waitFor(() => expect(heard.every(({ text }) => text.includes("retry"))).toBe(true), WAIT);
    await vi.waitFor(() => expect(readers.now).toBe(3), WAIT);
    await served.close();
    await vi.waitFor(() => expect(heard.every(({ isOver }) => isOver)).toBe(true), WAIT);
    expect(readers.now).toBe(0);
    expect(heard.every(({ text }) => !text.includes("event: error"))).toBe(true);
    await expect(served.ask("/events")).rejects.toThrow("ECONNREFUSED");
  });
});

test("a quiet stream shows that it is alive", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const message = await served.open("/bells/listen");
    const heard = follow(message);
    await vi.waitFor(() => expect(heard.text).toContain('"first":true'), WAIT);
    vi.advanceTimersByTime(15_000);
    await vi.waitFor(() => expect(heard.text).toMatch(/\n\n: still here\n\n$/), WAIT);
    message.destroy();
    await vi.waitFor(() => expect(readers.now).toBe(0), WAIT);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("an unread HEAD leaves no timer behind", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const before = vi.getTimerCount();
    await read(await served.open("/events", { method: "HEAD" }));
    expect(vi.getTimerCount()).toBe(before);
  } finally {
    vi.useRealTimers();
  }
});
