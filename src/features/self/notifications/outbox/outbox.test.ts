import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Log } from "../../../../kernel/log.ts";
import { silentLog } from "../../../../kernel/log.ts";
import { enforceRetention } from "../../../../kernel/store/retention.ts";
import * as operations from "../operations.ts";
import { House, until } from "../testing/house.ts";
import { openReceiver } from "../testing/receiver.ts";
import { isGivenUp, pauseAfter } from "./backoff.ts";
import { retention } from "./tables.ts";

const MINUTE_MS = 60_000;

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house[Symbol.asyncDispose]());

const channelsOf = async (): Promise<{ state: string; reason: string | null; waiting: number }[]> =>
  ((await house.kernel.callAsOwner(operations.channels, {})) as { channels: never[] }).channels;

describe("pauses", () => {
  test("grow from five seconds to a quarter of an hour, and end after a day of trying", () => {
    expect([1, 2, 3, 11, 1_000].map((attempts) => pauseAfter(attempts, () => 0))).toEqual([5_000, 10_000, 20_000, 900_000, 900_000]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (attempts) => pauseAfter(attempts) >= 4_000 && pauseAfter(attempts) <= 900_000),
    );
    expect([isGivenUp(30, 86_400_000), isGivenUp(30, 86_399_999), isGivenUp(2, 900_000_000)]).toEqual([true, false, false]);
  });
});

describe("an endpoint that is down", () => {
  test("gets each message once when it is there again, and holds up nobody who raises", async () => {
    await house.start();
    await house.receiver.close();
    await house.hear("db");
    await house.pass(10_000);
    await house.hear("web");
    for (let minute = 0; minute < 60; minute += 1) await house.pass(MINUTE_MS);
    expect(await house.fates()).toEqual({ "db down": "sending", "web down": "sending" });
    expect(await channelsOf()).toMatchObject([{ state: "unwell", reason: "no answer: ECONNREFUSED", waiting: 2 }]);
    await house.receiver.open();
    for (let minute = 0; minute < 16; minute += 1) await house.pass(MINUTE_MS);
    expect(house.titles.toSorted()).toEqual(["db is down", "web is down"]);
    for (let minute = 0; minute < 60; minute += 1) await house.pass(MINUTE_MS);
    expect(house.titles).toHaveLength(2);
    expect(await house.fates()).toEqual({ "db down": "told", "web down": "told" });
    expect(await channelsOf()).toMatchObject([{ state: "well", reason: null, waiting: 0 }]);
  });

  test("gets nothing about what is over meanwhile", async () => {
    await house.start();
    house.receiver.answer = 503;
    await house.hear("db");
    await house.pass(10_000);
    expect(house.receiver.attempts).toBe(1);
    await house.hear("db", "better");
    house.receiver.answer = 200;
    await house.pass(10 * MINUTE_MS);
    expect(house.titles).toEqual([]);
    expect(await house.fates()).toEqual({ "db down": "dropped", "db better": "dropped" });
    expect((await house.listed())[1]).toMatchObject({ tellings: [{ state: "withdrawn", attempts: 1 }] });
  });

  test("for more than a day is given up, and the digest says so", async () => {
    await house.start();
    house.receiver.answer = 503;
    await house.hear("db");
    for (let hour = 0; hour < 40; hour += 1) await house.pass(61 * MINUTE_MS);
    const [db] = await house.listed();
    expect(db).toMatchObject({ fate: "dropped", reason: "given up after a day: it answered 503", tellings: [{ state: "failed" }] });
    expect(await house.kernel.callAsOwner(operations.digest, {})).toMatchObject({ text: expect.stringContaining("reached nobody") });
  });

  test("does not hold up the others, be it that it hangs", async () => {
    await using hanging = await openReceiver();
    hanging.answer = "hang";
    const stuck = { name: "stuck", kind: "slack", url: house.secrets.keep(`${hanging.origin}/x`) };
    await house.start({ channels: [stuck, house.hook()] });
    await house.hear("db");
    house.clock.advance(10_000);
    await until(() => house.titles.length === 1 && hanging.attempts === 1);
    await house.hear("web");
    house.clock.advance(10_000);
    await until(() => house.titles.length === 2);
    expect(hanging.attempts).toBe(1);
    await until(async () => (await channelsOf()).map(({ waiting }) => waiting).join() === "2,0");
  });
});

describe("an endpoint that refuses", () => {
  test("is not asked again; the channel says why, and the next message has its own try", async () => {
    await house.start();
    house.receiver.answer = 404;
    await house.hear("db");
    await house.pass(10_000);
    await house.pass(60 * MINUTE_MS);
    expect(house.receiver.attempts).toBe(1);
    expect(await house.listed()).toMatchObject([{ fate: "dropped", tellings: [{ state: "failed" }] }]);
    expect(await channelsOf()).toMatchObject([
      { state: "unwell", reason: "it answered 404: there is nothing at this address, it may have been deleted" },
    ]);
    house.receiver.answer = 200;
    await house.hear("web");
    await house.hear("db");
    await house.pass(10_000);
    expect(house.titles.toSorted()).toEqual(["db is down", "web is down"]);
  });

  test("one message only, lets the others through", async () => {
    await house.start();
    house.receiver.answer = ({ body }) => (body["title"] === "db is down" ? 500 : 200);
    await house.hear("db");
    await house.pass(10_000);
    await house.hear("web");
    await house.pass(10_000);
    expect(house.titles).toEqual(["web is down"]);
  });
});

describe("over a restart", () => {
  test("what was raised and not yet told is told, what was told is not told again", async () => {
    await house.start();
    await house.hear("db");
    await house.pass(10_000);
    await house.raise("web");
    await house.start();
    await house.kept(2);
    await house.pass(10_000);
    await house.start();
    await house.pass(MINUTE_MS);
    expect(house.titles).toEqual(["db is down", "web is down"]);
  });

  test("a channel that is no longer there gets nothing more", async () => {
    await house.start();
    await house.receiver.close();
    await house.hear("db");
    await house.pass(10_000);
    await house.start({ channels: [house.hook({ name: "other" })] });
    expect(await house.listed()).toMatchObject([{ fate: "dropped", reason: "the channel is no longer set up" }]);
    await house.receiver.open();
  });

  test("killed while it told, it tells again, with the same id", async () => {
    const home = mkdtempSync(join(tmpdir(), "hydra-killed-"));
    const url = house.secrets.keep(house.receiver.origin);
    const ids: unknown[] = [];
    const child = spawn(process.execPath, [fileURLToPath(new URL("../testing/raising.ts", import.meta.url)), home, url], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    // It arrived, and before Hydra can know that it is gone.
    house.receiver.answer = ({ body }) => {
      ids.push(body["id"]);
      child.kill("SIGKILL");
      return 200;
    };
    await once(child, "exit");
    expect(ids).toHaveLength(1);
    house.receiver.answer = ({ body }) => (ids.push(body["id"]), 200);
    house.clock.jump(Date.now() - house.clock.now() + MINUTE_MS);
    await house.start({ channels: [{ name: "hook", kind: "webhook", url }] }, { home });
    await house.kept(1);
    await house.pass(MINUTE_MS);
    await house.pass(60 * MINUTE_MS);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(await house.fates()).toEqual({ "db down": "told" });
  }, 60_000);
});

describe("what is secret", () => {
  test("stands in no answer, no log, no table and no audit line", async () => {
    const lines: unknown[] = [];
    const note = (...line: unknown[]): void => void lines.push(line);
    const log: Log = Object.assign(Object.create(silentLog) as Log, { warn: note, error: note, info: note, child: () => log });
    const secret = house.secrets.keep("w0rd-of-the-house");
    await house.start({ channels: [house.hook({ secret })] }, { log });
    house.receiver.answer = 500;
    await house.hear("db");
    await house.pass(10_000);
    await house.receiver.close();
    await house.pass(10 * MINUTE_MS);
    await house.kernel.callAsOwner(operations.test, {});
    const answers = await Promise.all(
      [operations.list, operations.channels, operations.digest].map((each) => house.kernel.callAsOwner(each, {})),
    );
    const db = house.kernel.store.tables<Record<string, object>>();
    const tables = await Promise.all(
      ["notifications_delivery", "notifications_message", "jobs"].map((table) => db.selectFrom(table).selectAll().execute()),
    );
    const audit = await house.kernel.services.audit.list({ limit: 50 });
    expect(lines.length).toBeGreaterThan(0);
    expect(audit.length).toBeGreaterThan(0);
    const everything = JSON.stringify([lines, answers, tables, audit]);
    expect(everything).toContain("ECONNREFUSED");
    expect(everything).not.toMatch(/tok-8f3kd92ls|w0rd-of-the-house/);
    await house.receiver.open();
  });
});

test("every table is kept within its bounds", async () => {
  await house.start();
  await house.hear("db");
  await house.pass(10_000);
  const now = house.clock.now();
  for (const rule of retention) expect(await enforceRetention(house.kernel.store, rule, now)).toBe(0);
  for (const rule of retention) expect(await enforceRetention(house.kernel.store, rule, now + 500 * 86_400_000)).toBe(1);
});
