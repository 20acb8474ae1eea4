import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../../kernel/clock.ts";
import { Kernel } from "../../../kernel/kernel.ts";
import { openTestKernel, type TestKernel } from "../../../kernel/testing.ts";
import { desk, type Desk } from "./desk.ts";
import { noticeRaised, type NoticeKind, type Severity } from "./events.ts";
import { notifications } from "./index.ts";
import * as operations from "./operations.ts";
import { openReceiver, SecretFolder, type Receiver } from "./testing/receiver.ts";

let clock: ManualClock;
let receiver: Receiver;
let secrets: SecretFolder;
let open: TestKernel[];
beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 10, 23, 12));
  receiver = await openReceiver();
  secrets = new SecretFolder();
  open = [];
});
afterEach(async () => {
  for (const each of open) await each.end();
  await receiver[Symbol.asyncDispose]();
  secrets[Symbol.dispose]();
});

type Settings = Record<string, unknown>;

function hook(more: Settings = {}): Settings {
  return { name: "hook", kind: "webhook", url: secrets.keep(`${receiver.origin}/hooks/tok-8f3kd92ls`), ...more };
}

async function start(settings: Settings = {}, home?: string): Promise<TestKernel> {
  const started = await openTestKernel({
    features: [notifications],
    clock,
    settings: { notifications: { timeZone: "UTC", channels: [hook()], ...settings } },
    ...(home === undefined ? {} : { home }),
  });
  open.push(started);
  return started;
}

let raised = 0;
function raise(
  kernel: Kernel,
  topic: string,
  kind: NoticeKind = "down",
  severity: Severity = "high",
  id = `n-${(raised += 1)}`,
): Promise<void> {
  const title = `${topic} is ${kind}`;
  return kernel.services.events.emit(noticeRaised, {
    id,
    kind,
    severity,
    topic,
    title,
    text: `What is known of ${topic}.`,
    path: `/incidents/${topic}`,
  });
}

const deskOf = (kernel: Kernel): Desk => kernel.hostOf("notifications").part(desk);

/** What `list` says, newest first. */
async function listed(kernel: Kernel): Promise<
  {
    id: string;
    topic: string;
    kind: string;
    fate: string;
    reason: string | null;
    tellings: { state: string; reason: string | null; attempts: number }[];
  }[]
> {
  return ((await kernel.callAsOwner(operations.list, { limit: 500 })) as { notices: never[] }).notices;
}

async function until(what: () => boolean | Promise<boolean>, patienceMs = 20_000): Promise<void> {
  for (const giveUpAt = Date.now() + patienceMs; !(await what());) {
    if (Date.now() > giveUpAt) throw new Error(`it did not come to pass: ${String(what)}`);
    await sleep(10);
  }
}

/** Everything that was raised is kept. */
function heard(kernel: Kernel, count: number): Promise<void> {
  return until(async () => (await listed(kernel)).length === count);
}

/** Time goes on by so much, what is due is decided and delivered. */
async function pass(kernel: Kernel, ms: number): Promise<void> {
  clock.advance(ms);
  await deskOf(kernel).turn();
  await deskOf(kernel).delivered();
}

const fates = async (kernel: Kernel): Promise<Record<string, string>> =>
  Object.fromEntries((await listed(kernel)).map(({ topic, kind, fate }) => [`${topic} ${kind}`, fate]));

describe("what is told", () => {
  test("goes out once it has waited for its neighbours, in one message for each topic", async () => {
    const { kernel } = await start();
    await raise(kernel, "db");
    await raise(kernel, "db", "needs-person", "critical");
    await raise(kernel, "web");
    await heard(kernel, 3);
    await pass(kernel, 5_000);
    expect(receiver.received).toHaveLength(0);
    await pass(kernel, 5_000);
    expect(receiver.received.map(({ body }) => [body["title"], body["count"], body["severity"]])).toEqual([
      ["db is needs-person", 2, "critical"],
      ["web is down", 1, "high"],
    ]);
    expect(await fates(kernel)).toEqual({ "db down": "told", "db needs-person": "told", "web down": "told" });
  });

  test("the same id is one notice, however often it is raised", async () => {
    const { kernel } = await start();
    await raise(kernel, "db", "down", "high", "same");
    await raise(kernel, "other", "down", "high", "same");
    await raise(kernel, "web");
    await heard(kernel, 2);
    await pass(kernel, 10_000);
    expect(receiver.received.map(({ body }) => body["title"])).toEqual(["db is down", "web is down"]);
  });

  test("better is heard by whoever heard that it was not, healed only by the digest", async () => {
    const { kernel } = await start({ channels: [hook(), hook({ name: "urgent", severityAtLeast: "critical" })] });
    await raise(kernel, "db");
    await heard(kernel, 1);
    await pass(kernel, 10_000);
    await raise(kernel, "db", "better", "low");
    await raise(kernel, "web", "better");
    await raise(kernel, "cache", "healed");
    await heard(kernel, 4);
    await pass(kernel, 10_000);
    expect(receiver.received.map(({ body }) => body["title"])).toEqual(["db is down", "db is better"]);
    expect(await fates(kernel)).toEqual({ "db down": "told", "db better": "told", "web better": "dropped", "cache healed": "digest" });
  });

  test("without a channel nobody is told, and it stands in the digest", async () => {
    const { kernel } = await start({ channels: [] });
    await raise(kernel, "db");
    await heard(kernel, 1);
    await pass(kernel, 10_000);
    expect(await listed(kernel)).toMatchObject([{ fate: "digest", reason: "no channel is set up" }]);
    expect(await kernel.callAsOwner(operations.digest, {})).toMatchObject({ isEmpty: false, text: expect.stringContaining("db is down") });
  });

  test("a thousand notices in a second are one message", async () => {
    const { kernel } = await start();
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => raise(kernel, `topic-${index}`, "needs-person")));
    await until(
      async () =>
        (await kernel.store.tables<{ notifications_notice: { id: string } }>().selectFrom("notifications_notice").select("id").execute())
          .length === 1_000,
      60_000,
    );
    await pass(kernel, 10_000);
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.body).toMatchObject({ title: "1000 things need you", count: 1_000 });
    expect(String(receiver.received[0]?.body["text"])).toContain("and 980 more");
    await pass(kernel, 120_000);
    expect(receiver.received).toHaveLength(1);
    expect(new Set((await listed(kernel)).map(({ fate }) => fate))).toEqual(new Set(["told"]));
  }, 90_000);
});
