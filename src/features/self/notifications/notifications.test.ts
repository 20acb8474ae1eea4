import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { Caller } from "../../../kernel/caller.ts";
import { operation } from "../../../kernel/operation.ts";
import { testFeature } from "../../../kernel/testing.ts";
import * as operations from "./operations.ts";
import { noticeRaised } from "./events.ts";
import { notificationsSettings } from "./settings.ts";
import { House, until } from "./testing/house.ts";

const HOUR_MS = 3_600_000;

let house: House;
const kinds = (): unknown[] => house.receiver.received.map(({ body }) => body["kind"]);
const digest = () => house.kernel.callAsOwner(operations.digest, {}) as Promise<{ title: string; text: string; isEmpty: boolean }>;

beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house[Symbol.asyncDispose]());

describe("what is told", () => {
  test("goes out once it has waited for its neighbours, in one message for each topic", async () => {
    await house.start();
    await house.hear("db");
    await house.hear("db", "needs-person", "critical");
    await house.hear("web");
    await house.pass(5_000);
    expect(house.titles).toEqual([]);
    await house.pass(5_000);
    expect(house.receiver.received.map(({ body }) => [body["title"], body["count"], body["severity"]])).toEqual([
      ["db is needs-person", 2, "critical"],
      ["web is down", 1, "high"],
    ]);
    expect(await house.fates()).toEqual({ "db down": "told", "db needs-person": "told", "web down": "told" });
  });

  test("the same id is one notice, however often it is raised", async () => {
    await house.start();
    await house.raise("db", "down", "high", "same");
    await house.raise("other", "down", "high", "same");
    await house.raise("web");
    await house.kept(2);
    await house.pass(10_000);
    expect(house.titles).toEqual(["db is down", "web is down"]);
  });

  test("better is heard by whoever heard that it was not, healed only by the digest", async () => {
    await house.start({ channels: [house.hook(), house.hook({ name: "urgent", severityAtLeast: "critical" })] });
    await house.hear("db");
    await house.pass(10_000);
    await house.hear("db", "better", "low");
    await house.hear("web", "better");
    await house.hear("cache", "healed");
    await house.pass(10_000);
    expect(house.titles).toEqual(["db is down", "db is better"]);
    expect(await house.fates()).toEqual({ "db down": "told", "db better": "told", "web better": "dropped", "cache healed": "digest" });
  });

  test("what is better before anybody was told is dropped, and what comes back is not called better", async () => {
    await house.start();
    await house.hear("db");
    await house.hear("db", "better");
    await house.hear("web");
    await house.hear("web", "healed");
    await house.pass(10_000);
    expect(house.titles).toEqual([]);
    expect((await house.listed()).map(({ topic, kind, fate, reason }) => [topic, kind, fate, reason])).toEqual([
      ["web", "healed", "digest", "healed without you"],
      ["web", "down", "dropped", "it was healed before it was told"],
      ["db", "better", "dropped", "nobody was told that it was unwell"],
      ["db", "down", "dropped", "it got better before it was told"],
    ]);
    await house.hear("cache");
    await house.pass(10_000);
    await house.hear("cache", "better");
    await house.hear("cache");
    await house.pass(10_000);
    expect(house.titles).toEqual(["cache is down"]);
  });

  test("a thousand notices in a second are one message", async () => {
    await house.start();
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => house.raise(`topic-${index}`, "needs-person")));
    await house.kept(1_000, 60_000);
    await house.pass(10_000);
    expect(house.receiver.received).toHaveLength(1);
    expect(house.receiver.received[0]?.body).toMatchObject({ kind: "burst", title: "1000 things need you", count: 1_000 });
    expect(String(house.receiver.received[0]?.body["text"])).toContain("and 980 more");
    await house.pass(120_000);
    expect(house.receiver.received).toHaveLength(1);
    expect(new Set((await house.listed()).map(({ fate }) => fate))).toEqual(new Set(["told"]));
  }, 90_000);

  test("about an incident links to it on the page", async () => {
    await house.start({ pageUrl: "https://hydra.test" });
    await house.hear("db-17");
    await house.pass(10_000);
    expect(house.receiver.received[0]?.body).toMatchObject({ kind: "notice", link: "https://hydra.test/#incident=db-17" });
  });

  test.each(["//evil.test/x", "/#incident=<b>", "/a#b#c", "/#", "https://evil.test/", "/?x=//evil.test"])(
    "about %s links to nothing",
    async (path) => {
      await house.start({ pageUrl: "https://hydra.test" });
      await house.kernel.services.events.emit(noticeRaised, {
        id: "x",
        kind: "down",
        severity: "high",
        topic: "x",
        title: "x",
        text: "x",
        path,
      });
      await house.kept(1);
      await house.pass(10_000);
      expect(house.receiver.received[0]?.body).toMatchObject({ link: null });
    },
  );

  test("hostile text keeps its words and loses secrets, lines and foreign paths", async () => {
    await house.start();
    const text = "line one\r\nDB_PASSWORD=hunter2hunter2";
    const notice = { id: "x", kind: "down", severity: "high", topic: "x", title: "a\nb", text, path: "//evil.test/x" } as const;
    await house.kernel.services.events.emit(noticeRaised, notice);
    await house.kept(1);
    await house.pass(10_000);
    expect(house.receiver.received[0]?.body).toMatchObject({ title: "a b", text: "line one\nDB_PASSWORD=***", link: null });
  });
});

describe("quiet hours", () => {
  const quietHours = { from: "22:30", to: "07:00" };

  test("hold what is not critical, drop what got better meanwhile, and end with one message", async () => {
    await house.start({ quietHours, pageUrl: "https://hydra.test" });
    house.clock.advance(11 * HOUR_MS);
    for (const topic of ["db", "web", "cache"]) await house.hear(topic);
    await house.hear("fire", "down", "critical");
    await house.pass(10_000);
    expect(house.titles).toEqual(["fire is down"]);
    expect(await house.listed()).toContainEqual(expect.objectContaining({ topic: "db", fate: "held", reason: "quiet hours until 07:00" }));
    await house.hear("cache", "better");
    await house.hear("fire", "better");
    await house.pass(4 * HOUR_MS);
    await house.start({ quietHours, pageUrl: "https://hydra.test" });
    await house.pass(4 * HOUR_MS);
    expect(house.titles).toEqual(["fire is down", "During the quiet hours: 2 are down, 1 is better again"]);
    expect(house.receiver.received[1]?.body).toMatchObject({
      text: "- db is down\n- web is down\n- fire is better",
      link: "https://hydra.test/",
      count: 3,
    });
    expect(await house.fates()).toMatchObject({
      "db down": "told",
      "cache down": "dropped",
      "cache better": "dropped",
      "fire better": "told",
    });
  });
});

describe("the digest", () => {
  test("comes once a day, says what was healed and what is open, and not at all when nothing happened", async () => {
    await house.start();
    await house.hear("web", "healed");
    await house.hear("minor", "down", "low");
    await house.hear("db");
    await house.pass(10_000);
    expect((await digest()).title).toBe("Daily digest: 1 healed without you, 2 open");
    await house.pass(19 * HOUR_MS);
    expect(kinds()).toEqual(["notice"]);
    await house.pass(HOUR_MS);
    await house.pass(HOUR_MS);
    expect(kinds()).toEqual(["notice", "digest"]);
    expect(String(house.receiver.received[1]?.body["text"])).toBe(
      [
        "Healed without you (1):\n- web is healed",
        "Still open (2):\n- db is down\n- minor is down",
        "Not worth a message of its own (1):\n- minor is down",
        "You were told 1 thing since the last digest, and got 1 message in the last seven days.",
      ].join("\n\n"),
    );
    expect(await digest()).toMatchObject({ isEmpty: true, title: "Daily digest: nothing happened" });
    await house.start();
    await house.pass(24 * HOUR_MS);
    expect(kinds()).toEqual(["notice", "digest"]);
    await house.hear("db", "better");
    await house.pass(10_000);
    await house.pass(24 * HOUR_MS);
    expect(house.titles.slice(2)).toEqual(["db is better", "Daily digest: 1 open"]);
  });

  test("without a channel is there for whoever asks", async () => {
    await house.start({ channels: [] });
    await house.hear("db");
    await house.pass(10_000);
    expect(await house.listed()).toMatchObject([{ fate: "digest", reason: "no channel is set up", tellings: [] }]);
    expect(await digest()).toMatchObject({ isEmpty: false, text: expect.stringContaining("db is down") });
    await house.pass(24 * HOUR_MS);
    expect(await digest()).toMatchObject({ isEmpty: true });
    expect(house.receiver.attempts).toBe(0);
  });
});

function ask(kind: Caller["kind"], name: string): Promise<unknown> {
  const caller = { kind, id: `${kind}:x`, userId: "owner", scopes: ["*"] } as Caller;
  return house.kernel.callAs(caller, "doors.open", { name }).catch((error: unknown) => error);
}

describe("what waits for a person", () => {
  const doors = testFeature({
    name: "doors",
    operations: [
      operation({
        name: "doors.open",
        summary: "Open a door",
        http: "POST /doors/open",
        risk: "destroying",
        input: z.strictObject({ name: z.string() }),
        output: z.strictObject({}),
        subject: ({ name }) => ({ kind: "door", name }),
        run: () => ({}),
      }),
    ],
  });

  test("is told when a model or program asks, not when Hydra or a person does", async () => {
    await house.start({}, { features: [doors] });
    for (const kind of ["model", "program", "hydra", "person"] as const) await ask(kind, `${kind}-door`);
    await house.kept(2);
    await house.pass(10_000);
    expect(house.titles.toSorted()).toEqual(["model:x asks for doors.open on model-door", "program:x asks for doors.open on program-door"]);
    expect(String(house.receiver.received[0]?.body["text"])).toMatch(/a person has to approve it\.\n.*hydra approvals approve \w+/);
  });

  test("is not told any more once it was decided", async () => {
    await house.start({}, { features: [doors] });
    await ask("model", "front");
    await house.kept(1);
    const [waiting] = await house.kernel.services.approvals.list("waiting", 1);
    await house.kernel.services.approvals.decide(
      waiting?.id ?? "",
      "rejected",
      { kind: "person", id: "person:owner", userId: "owner", scopes: ["*"] } as Caller,
      null,
    );
    await until(async () => (await house.listed())[0]?.fate === "dropped");
    await house.pass(10_000);
    expect(house.titles).toEqual([]);
    expect(await house.listed()).toMatchObject([{ reason: "it waits for nobody any longer" }]);
  });
});

describe("the operations", () => {
  test("send a test message now, and say how each one is", async () => {
    await house.start({
      channels: [house.hook(), house.hook({ name: "chat", kind: "slack" }), { name: "lost", kind: "discord", url: "file:/nowhere" }],
    });
    const call = (input: object) => house.kernel.callAsOwner(operations.test, input);
    expect(await call({ channel: "hook" })).toEqual({ results: [{ channel: "hook", isDelivered: true, reason: null }] });
    expect(house.receiver.received[0]?.body).toMatchObject({ kind: "test", title: "Test message" });
    await expect(call({ channel: "hok" })).rejects.toMatchObject({ code: "not_found", message: expect.stringContaining("hook") });
    house.receiver.answer = (got) => (String(got.body["text"]).startsWith("Test message\n") ? 403 : 200);
    expect(await call({})).toEqual({
      results: [
        { channel: "hook", isDelivered: true, reason: null },
        { channel: "chat", isDelivered: false, reason: "it answered 403: the secret or token is not accepted" },
        { channel: "lost", isDelivered: false, reason: expect.stringContaining("cannot be read") },
      ],
    });
    const { channels } = (await house.kernel.callAsOwner(operations.channels, {})) as { channels: object[] };
    const host = `127.0.0.1:${house.receiver.port}`;
    expect(channels).toMatchObject([
      { name: "hook", kind: "webhook", host, state: "well", reason: null, waiting: 0 },
      { name: "chat", host, state: "unwell", reason: "it answered 403: the secret or token is not accepted", lastSuccessAt: null },
      { name: "lost", host: null, state: "unwell", reason: expect.stringContaining("cannot be read") },
    ]);
  });

  test("count what reached somebody, by day and week", async () => {
    await house.start();
    const figures = () => house.kernel.callAsOwner(operations.figures, {});
    expect(await figures()).toMatchObject({ lastDay: 0, lastWeek: 0, perDay: null, measuredSince: "2026-11-23T12:00:00.000Z" });
    await house.hear("db");
    await house.pass(10_000);
    await house.pass(48 * HOUR_MS - 20_000);
    await house.hear("web");
    await house.pass(10_000);
    expect(await figures()).toMatchObject({ lastDay: 1, lastWeek: 2, perDay: 1 });
    expect(((await figures()) as { days: object[] }).days.slice(0, 4)).toEqual([
      { day: "2026-11-25", notifications: 1, digests: 1 },
      { day: "2026-11-24", notifications: 0, digests: 0 },
      { day: "2026-11-23", notifications: 1, digests: 0 },
      { day: "2026-11-22", notifications: 0, digests: 0 },
    ]);
  });

  test("by default know no channel, and open no connection", async () => {
    await house.start({ channels: undefined });
    await house.hear("db", "needs-person", "critical");
    await house.pass(24 * HOUR_MS);
    expect(await house.kernel.callAsOwner(operations.channels, {})).toEqual({ channels: [] });
    await expect(house.kernel.callAsOwner(operations.test, {})).rejects.toMatchObject({ code: "not_configured" });
    expect(house.receiver.attempts).toBe(0);
  });
});

test("the guide's examples are settings that Hydra takes, and show every kind of channel", () => {
  const guide = readFileSync(join(import.meta.dirname, "../../../../docs/guide/notifications.md"), "utf8");
  const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => parse(text ?? "") as { notifications: unknown });
  const taken = examples.map((example) => notificationsSettings.schema.parse(example.notifications));
  const kindsShown = taken.flatMap(({ channels }) => channels.map(({ kind }) => kind));
  expect(kindsShown.toSorted()).toEqual(["discord", "ntfy", "slack", "smtp", "webhook"]);
});
