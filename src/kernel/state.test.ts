import { mkdtempSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "./clock.ts";
import { Files } from "./files.ts";
import { Pause } from "./pause.ts";
import { openTestKernel, type TestKernel } from "./testing.ts";

const HOUR_MS = 3_600_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hydra-state-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function openKernel(): Promise<TestKernel & { clock: ManualClock }> {
  const clock = new ManualClock();
  return Object.assign(await openTestKernel({ clock }), { clock });
}

const store = (): Files => new Files(join(folder, "files"));
const everything = (): string[] => readdirSync(join(folder, "files"), { recursive: true }).map(String).toSorted();

const clock = new ManualClock();
const openPause = (): Pause => new Pause(join(folder, "pause"), clock);

describe("a lease", () => {
  it("has one holder, also when many want it at once, and another one after it is released", async () => {
    await using test = await openKernel();
    const { leases } = test.kernel.hostOf("test");
    const taken = await Promise.all(["a", "b", "c"].map((holder) => leases.take("gpu", holder, 1_000)));
    expect(taken.filter((lease) => lease !== null)).toHaveLength(1);
    expect(await leases.holderOf("gpu")).toBe("a");
    expect(await leases.take("other", "b", 1_000)).not.toBeNull();
    await taken[0]?.release();
    expect(await leases.holderOf("gpu")).toBeNull();
    expect(await leases.take("gpu", "b", 1_000)).not.toBeNull();
  });

  it("runs out, and its holder learns that when renewing and cannot take it from the next one", async () => {
    await using test = await openKernel();
    const { leases } = test.kernel.hostOf("test");
    const first = await leases.take("gpu", "a", 1_000);
    test.clock.advance(999);
    expect(await first?.renew(1_000)).toBe(true);
    test.clock.advance(999);
    expect(await leases.take("gpu", "b", 1_000)).toBeNull();
    test.clock.advance(1);
    expect(await first?.renew(1_000)).toBe(false);
    expect(await leases.take("gpu", "b", 1_000)).not.toBeNull();
    expect(await first?.renew(1_000)).toBe(false);
    await first?.release();
    expect(await leases.holderOf("gpu")).toBe("b");
  });

  it("of a dead process lasts over a restart, but never longer than it was taken for when the clock jumped back", async () => {
    const first = await openKernel();
    await first.kernel.hostOf("test").leases.take("gpu", "dead", 60_000);
    await first.kernel.stop();
    const clock = new ManualClock(first.clock.now() - 5 * HOUR_MS);
    await using second = await openTestKernel({ home: first.home, clock });
    const { leases } = second.kernel.hostOf("test");
    expect(await leases.take("gpu", "b", 1_000)).toBeNull();
    clock.advance(60_000);
    expect(await leases.take("gpu", "b", 1_000)).not.toBeNull();
  });
});

describe("the pause", () => {
  it("holds until it is cleared, also for a new process", () => {
    expect(openPause().state()).toEqual({ paused: false, until: null, reason: null, survivesRestart: true });
    openPause().set(null, "guests");
    expect(openPause().state()).toEqual({ paused: true, until: null, reason: "guests", survivesRestart: true });
    openPause().clear();
    openPause().clear();
    expect(openPause().state().paused).toBe(false);
  });

  it("ends at its time", () => {
    openPause().set(clock.now() + 1_000, null);
    clock.advance(999);
    expect(openPause().state()).toMatchObject({ paused: true, until: clock.now() + 1 });
    clock.advance(1);
    expect(openPause().state().paused).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(["", "\n", "null", "5", "[]", "{", '{"until":"soon","reason":7}'])(
    "is set by anybody who makes the file, here with %j",
    (content) => {
      writeFileSync(join(folder, "pause"), content);
      expect(openPause().state()).toEqual({ paused: true, until: null, reason: null, survivesRestart: true });
    },
  );

  it("takes hold where no file can be written, until its time or the end of the process, and says so", () => {
    const pause = new Pause(join(folder, "gone", "pause"), clock);
    expect(pause.set(clock.now() + 1_000, "full")).toEqual({
      paused: true,
      until: clock.now() + 1_000,
      reason: "full",
      survivesRestart: false,
    });
    expect(pause.state().paused).toBe(true);
    clock.advance(1_000);
    expect(pause.state().paused).toBe(false);
    pause.set(null, null);
    expect(pause.clear().paused).toBe(false);
    expect(pause.state().paused).toBe(false);
  });

  it("is set and cleared where somebody made a folder of that name", () => {
    mkdirSync(join(folder, "pause"));
    expect(openPause().state().paused).toBe(true);
    expect(openPause().clear().paused).toBe(false);
  });
});

describe("files", () => {
  it("keep the same bytes once and give them back", async () => {
    const files = store();
    const saved = await Promise.all(["one", "one", "two"].map((content) => files.save(Readable.from([content]), 100)));
    expect(saved[0]).toEqual(saved[1]);
    expect(saved[0]?.sizeBytes).toBe(3);
    expect(everything().filter((name) => name.includes("/"))).toHaveLength(2);
    const { body, sizeBytes } = await files.open(saved[2]?.id ?? "");
    expect([await text(body), sizeBytes]).toEqual(["two", 3]);
    await files.remove(saved[2]?.id ?? "");
    await files.remove(saved[2]?.id ?? "");
    await expect(files.open(saved[2]?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
  });

  it("leave nothing of what is too large or was cut off", async () => {
    const files = store();
    await expect(files.save(Readable.from(["12345", "67890"]), 9)).rejects.toMatchObject({ code: "too_large" });
    expect((await files.save(Readable.from(["12345", "6789"]), 9)).sizeBytes).toBe(9);
    const cut = new PassThrough();
    const saving = files.save(cut, 100);
    cut.write("half");
    cut.destroy(new Error("the line is dead"));
    await expect(saving).rejects.toThrow("the line is dead");
    expect(everything().filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("forget at start what a crash left unfinished", async () => {
    const { id } = await store().save(Readable.from(["kept"]), 100);
    writeFileSync(join(folder, "files", ".unfinished"), "half");
    await store()
      .open(id)
      .then(({ body }) => text(body));
    expect(everything().filter((name) => name.startsWith("."))).toEqual([]);
  });

  it.each(["../token", "..%2ftoken", "/etc/passwd", "", "a".repeat(63), "A".repeat(64), `${"a".repeat(64)}/../x`, `${"a".repeat(64)}\n`])(
    "are reached by their id alone, not by %j",
    async (id) => {
      writeFileSync(join(folder, "token"), "secret");
      const files = store();
      await expect(files.open(id)).rejects.toMatchObject({ code: "not_found" });
      await files.remove(id);
      expect(readdirSync(folder)).toContain("token");
    },
  );
});
