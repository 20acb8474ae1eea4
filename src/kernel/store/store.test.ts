import { existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "../clock.ts";
import type { Migration } from "../feature.ts";
import { openTestKernel, testFeature } from "../testing.ts";
import { openSqlite } from "./dialect.ts";
import { LogFlush } from "./log-flush.ts";
import { migrate } from "./migrate.ts";
import { enforceRetention, retentionMigrations, retentionNow } from "./retention.ts";
import { Store } from "./store.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);

interface Tables {
  notes: { id: string; at: number };
}

const createNotes: Migration = {
  name: "notes",
  async up(db: Kysely<Tables>) {
    await db.schema
      .createTable("notes")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("at", "integer", (column) => column.notNull())
      .execute();
  },
};
const addText: Migration = {
  name: "text of a note",
  async up(db: Kysely<Tables>) {
    await db.schema
      .alterTable("notes")
      .addColumn("text", "text", (column) => column.notNull().defaultTo(""))
      .execute();
  },
};

let home: string;
const opened: Store[] = [];

function open(): Store {
  const store = new Store(join(home, "hydra.db"));
  opened.push(store);
  return store;
}

async function openNotes(): Promise<Store> {
  const store = open();
  await migrate(store, [{ owner: "notes", migrations: [createNotes] }], "1", NOW);
  return store;
}

function insert(store: Store, id: string, at = NOW): Promise<unknown> {
  return store.commit<Tables, unknown>((trx) => trx.insertInto("notes").values({ id, at }).execute());
}

async function ids(store: Store): Promise<string[]> {
  return (await store.tables<Tables>().selectFrom("notes").select("id").orderBy("at").orderBy("id").execute()).map(({ id }) => id);
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "hydra-store-"));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await rm(home, { recursive: true, force: true });
});

describe("a commit", () => {
  it("is flushed before it is acknowledged, on every connection", () => {
    for (let opening = 0; opening < 2; opening += 1) {
      const database = openSqlite(join(home, "x.db"));
      expect(database.pragma("synchronous", { simple: true })).toBe(2);
      expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
      database.close();
    }
  });

  it("is acknowledged only after its flush, and a failed flush is told to all and never forgotten", async () => {
    const flushes: PromiseWithResolvers<void>[] = [];
    const flush = (): Promise<void> => {
      const next = Promise.withResolvers<void>();
      flushes.push(next);
      return next.promise;
    };
    const store = new Store(join(home, "held.db"), { flush, close: async () => undefined });
    opened.push(store);
    await store.tables<Tables>().schema.createTable("notes").addColumn("id", "text").addColumn("at", "integer").execute();
    const heard: string[] = [];
    const writes = ["a", "b"].map((id) => insert(store, id).then(() => heard.push(id)));
    await expect.poll(() => flushes.length).toBe(1);
    // Written, so that the next reads it; but nobody was told that it is safe.
    expect(await ids(store)).toEqual(["a", "b"]);
    expect(heard).toEqual([]);
    flushes[0]?.resolve();
    await Promise.all(writes);
    expect(heard).toEqual(["a", "b"]);
    const failing = Promise.allSettled(["c", "d"].map((id) => insert(store, id)));
    await expect.poll(() => flushes.length).toBe(2);
    const broken = new Error("the disk is broken");
    flushes[1]?.reject(broken);
    expect(await failing).toEqual([
      { status: "rejected", reason: broken },
      { status: "rejected", reason: broken },
    ]);
  });

  it("flushes the log that SQLite writes; after one failure never again", async () => {
    const store = await openNotes();
    await insert(store, "a");
    const log = new LogFlush(store.path);
    await log.flush();
    await log.close();
    const missing = new LogFlush(join(home, "late.db"));
    await expect(missing.flush()).rejects.toMatchObject({ code: "internal", message: expect.stringMatching(/ENOENT.*restarted/) });
    writeFileSync(join(home, "late.db-wal"), "");
    await expect(missing.flush()).rejects.toThrow(/ENOENT/);
  });

  it("that fails does not take its neighbours down, and tells only its caller", async () => {
    const store = await openNotes();
    const outcomes = await Promise.allSettled([
      insert(store, "a"),
      insert(store, "a"),
      insert(store, "b"),
      store.commit<Tables, unknown>(async (trx) => {
        await trx.insertInto("notes").values({ id: "half", at: NOW }).execute();
        throw new Error("changed its mind");
      }),
      insert(store, "c"),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected", "fulfilled"]);
    expect(await ids(store)).toEqual(["a", "b", "c"]);
  });

  it("made while another is under way follows it, in order", async () => {
    const store = await openNotes();
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 200 }, async (_, number) => {
        if (number % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
        await insert(store, String(number).padStart(3, "0"));
        order.push(number);
      }),
    );
    expect(order).toHaveLength(200);
    expect(await ids(store)).toHaveLength(200);
  });

  it("after a table changed reads it as it is now, also by a statement that was used before", async () => {
    const store = await openNotes();
    await insert(store, "a");
    const all = (): Promise<unknown[]> => store.tables<Tables>().selectFrom("notes").selectAll().execute();
    expect(await all()).toEqual([{ id: "a", at: NOW }]);
    await migrate(store, [{ owner: "notes", migrations: [createNotes, addText] }], "1", NOW);
    expect(await all()).toEqual([{ id: "a", at: NOW, text: "" }]);
  });

  it("under way is finished when the store closes, and none begins afterwards", async () => {
    const store = await openNotes();
    const writes = Promise.all(["a", "b", "c"].map((id) => insert(store, id)));
    await store.close();
    await writes;
    await expect(insert(store, "late")).rejects.toThrow(/destroyed|closed/);
    expect(await ids(open())).toEqual(["a", "b", "c"]);
  });

  it("leaves files that only their owner can read", async () => {
    const store = await openNotes();
    await insert(store, "a");
    await store.backup(join(home, "copy.db"));
    for (const name of ["hydra.db", "hydra.db-wal", "copy.db"]) expect(statSync(join(home, name)).mode & 0o077).toBe(0);
  });
});

describe("migrating", () => {
  it("numbers, applies each once, and backs up what was there before", async () => {
    const first = open();
    expect(await migrate(first, [{ owner: "notes", migrations: [createNotes] }], "1", NOW)).toEqual({
      applied: ["notes: notes"],
      backup: null,
    });
    await insert(first, "kept");
    expect(await migrate(first, [{ owner: "notes", migrations: [createNotes] }], "1", NOW)).toEqual({ applied: [], backup: null });
    const outcome = await migrate(first, [{ owner: "notes", migrations: [createNotes, addText] }], "2", NOW + 1);
    expect(outcome.applied).toEqual(["notes: text of a note"]);
    expect(await ids(first)).toEqual(["kept"]);

    // The version that wrote it starts on the copy, and refuses the migrated state with what to do.
    const copy = new Store(outcome.backup as string);
    opened.push(copy);
    expect(await migrate(copy, [{ owner: "notes", migrations: [createNotes] }], "1", NOW)).toEqual({ applied: [], backup: null });
    expect(await ids(copy)).toEqual(["kept"]);
    await expect(migrate(first, [{ owner: "notes", migrations: [createNotes] }], "1", NOW)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/newer Hydra.*text of a note.*backups\//),
    });
  });

  it("refuses a state that is too old", async () => {
    const store = await openNotes();
    await expect(
      migrate(store, [{ owner: "notes", migrations: [{ ...createNotes, name: "notes, rewritten" }] }], "9", NOW),
    ).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/too old.*start fresh/),
    });
  });

  it("that fails in the middle leaves what was done whole, and goes on next time", async () => {
    const store = await openNotes();
    let isBroken = true;
    const fragile: Migration = {
      name: "two tables",
      async up(db) {
        await db.schema.createTable("one").addColumn("id", "text").execute();
        if (isBroken) throw new Error("the power went out");
        await db.schema.createTable("two").addColumn("id", "text").execute();
      },
    };
    const owners = [{ owner: "notes", migrations: [createNotes, addText, fragile] }];
    await expect(migrate(store, owners, "2", NOW)).rejects.toThrow("the power went out");
    isBroken = false;
    expect((await migrate(store, owners, "2", NOW + 1)).applied).toEqual(["notes: two tables"]);
    expect(store.check()).toEqual([]);
  });

  it("keeps five copies, the one just made among them also when the clock jumped back", async () => {
    const store = await openNotes();
    const migrations = [createNotes];
    let newest = "";
    for (let number = 1; number <= 7; number += 1) {
      migrations.push({ name: `m${number}`, up: async () => undefined });
      const outcome = await migrate(store, [{ owner: "notes", migrations }], "2", NOW - number * DAY_MS);
      newest = outcome.backup as string;
      expect(existsSync(newest)).toBe(true);
    }
    expect(readdirSync(join(home, "backups"))).toHaveLength(5);
  });
});

describe("a damaged state", () => {
  it("is named with what to do", async () => {
    writeFileSync(join(home, "hydra.db"), "This is not a database, it is a shopping list. ".repeat(100));
    await expect(openTestKernel({ home })).rejects.toMatchObject({ message: expect.stringMatching(/hydra\.db is damaged.*backups\//) });
  });

  it("in its middle is named too, and the lock is free again", async () => {
    const test = await openTestKernel({ home });
    await test.kernel.stop();
    const path = join(home, "hydra.db");
    writeFileSync(path, Buffer.alloc(statSync(path).size - 4_096, 0x5a), { flag: "r+" });
    for (let opening = 0; opening < 2; opening += 1)
      await expect(openTestKernel({ home })).rejects.toMatchObject({ message: expect.stringMatching(/hydra\.db is damaged/) });
  });

  it("that is no file is a clear sentence", () => {
    expect(() => new Store(home)).toThrow(/cannot be written|EISDIR/);
  });
});

describe("retention", () => {
  const rule = { table: "notes", timeColumn: "at", maxAgeDays: 10, maxRows: 5 };

  it("drops what is too old and what is too much, the oldest first", async () => {
    const store = await openNotes();
    for (let day = 0; day < 12; day += 1) await insert(store, `d${String(day).padStart(2, "0")}`, NOW + day * DAY_MS);
    expect(await enforceRetention(store, { ...rule, maxRows: 100 }, NOW + 12 * DAY_MS)).toBe(2);
    expect(await enforceRetention(store, rule, NOW + 12 * DAY_MS)).toBe(5);
    expect(await ids(store)).toEqual(["d07", "d08", "d09", "d10", "d11"]);
    expect(await enforceRetention(store, rule, NOW + 12 * DAY_MS)).toBe(0);
  });

  it("keeps as many as it says when all have the same time", async () => {
    const store = await openNotes();
    await Promise.all(Array.from({ length: 20 }, (_, number) => insert(store, `n${String(number).padStart(2, "0")}`)));
    expect(await enforceRetention(store, rule, NOW)).toBe(15);
    expect(await ids(store)).toEqual(["n15", "n16", "n17", "n18", "n19"]);
  });

  it("works in slices on a large table", async () => {
    const store = await openNotes();
    await store.commit<Tables, void>(async (trx) => {
      for (let number = 0; number < 12_000; number += 1)
        await trx
          .insertInto("notes")
          .values({ id: `n${number}`, at: NOW + (number % 7) })
          .execute();
    });
    expect(await enforceRetention(store, { ...rule, maxRows: 100 }, NOW)).toBe(11_900);
    expect(await enforceRetention(store, rule, NOW + 30 * DAY_MS)).toBe(100);
  });

  it("follows a clock that jumps far ahead by a day at a time, and back at once", async () => {
    const store = open();
    await migrate(store, [{ owner: "kernel", migrations: retentionMigrations }], "1", NOW);
    expect(await retentionNow(store, NOW)).toBe(NOW);
    expect(await retentionNow(store, NOW + 3_600_000)).toBe(NOW + 3_600_000);
    expect(await retentionNow(store, NOW + 9_999 * DAY_MS)).toBe(NOW + 3_600_000 + DAY_MS);
    expect(await retentionNow(store, NOW + 7_200_000)).toBe(NOW + 7_200_000);
  });

  it("of the kernel wipes nothing when the clock jumps ten years ahead, and a broken rule spoils no other", async () => {
    const clock = new ManualClock(NOW);
    const migrations = [createNotes];
    const broken = { table: "missing", timeColumn: "at", maxAgeDays: 1, maxRows: 1 };
    await using test = await openTestKernel({ clock, features: [testFeature({ name: "notes", migrations, retention: [broken, rule] })] });
    for (let number = 0; number < 8; number += 1) await insert(test.kernel.store, `n${number}`);
    await test.kernel.enforceRetention();
    expect(await ids(test.kernel.store)).toHaveLength(5);
    clock.jump(3_650 * DAY_MS);
    await test.kernel.enforceRetention();
    clock.jump(-3_650 * DAY_MS);
    await test.kernel.enforceRetention();
    expect(await ids(test.kernel.store)).toHaveLength(5);
  });
});

describe("one Hydra for one state", () => {
  it("refuses a second one with what to do, also from another process, and lets go when the first stops", async () => {
    const first = await openTestKernel({ home });
    first.kernel.lock.announce({ pid: process.pid, version: "1", toolsPort: 8700, controlPort: 8600 });
    await expect(openTestKernel({ home })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(new RegExp(`pid ${process.pid}.*8600.*HYDRA_HOME`)),
    });
    const stranger = new Database(join(home, "lock.db"), { timeout: 0 });
    expect(() => stranger.exec("BEGIN EXCLUSIVE")).toThrow(/locked/);
    stranger.close();
    await first.kernel.stop();
    expect(existsSync(join(home, "run.json"))).toBe(false);
    const second = await openTestKernel({ home });
    await second.kernel.stop();
  });

  it("does not blame another Hydra when the lock file itself is unusable", async () => {
    writeFileSync(join(home, "lock.db"), "not a database ".repeat(100));
    await expect(openTestKernel({ home })).rejects.toMatchObject({ message: expect.stringMatching(/lock\.db cannot be locked/) });
  });

  it("frees everything when the token file is damaged", async () => {
    writeFileSync(join(home, "token"), "short\n");
    await expect(openTestKernel({ home })).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("damaged") });
    await rm(join(home, "token"));
    const test = await openTestKernel({ home });
    await test.kernel.stop();
  });
});
