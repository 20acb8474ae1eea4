import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { HydraError } from "../../src/kernel/errors.ts";
import { openTestKernel } from "../../src/kernel/testing.ts";
import { NOTES } from "./notes.ts";

const SIZE_MIB = 3;
const disk = mkdtempSync(join(tmpdir(), "hydra-full-"));

function run(command: string, ...parameters: string[]): boolean {
  return spawnSync(command, parameters, { stdio: "ignore" }).status === 0;
}

const isMounted = process.getuid?.() === 0 && run("mount", "-t", "tmpfs", "-o", `size=${SIZE_MIB}m`, "tmpfs", disk);

afterAll(() => {
  if (isMounted) run("umount", "--lazy", disk);
  rmSync(disk, { recursive: true, force: true });
});

/** Fill what is left of the disk to the last byte. */
function fill(): void {
  for (const size of [65_536, 4_096, 512]) {
    for (let number = 0; ; number += 1) {
      try {
        writeFileSync(join(disk, `filler-${size}-${number}`), Buffer.alloc(size), { flag: "wx" });
      } catch {
        break;
      }
    }
  }
}

describe.skipIf(!isMounted)("a full disk under the store (needs root and tmpfs)", () => {
  it("is said, reads go on, nothing acknowledged is lost, and writing goes on once there is space", { timeout: 60_000 }, async () => {
    const home = join(disk, "home");
    const test = await openTestKernel({ home, features: [NOTES] });
    const acknowledged: string[] = [];
    const add = async (id: string): Promise<HydraError | null> => {
      try {
        await test.kernel.callAsOwner("notes.add", { id, text: "x".repeat(2_000) });
        acknowledged.push(id);
        return null;
      } catch (error) {
        if (error instanceof HydraError) return error;
        throw error;
      }
    };
    for (let number = 0; number < 20; number += 1) expect(await add(`before-${number}`)).toBeNull();
    fill();
    const failures: HydraError[] = [];
    for (let number = 0; number < 1_000 && failures.length < 10; number += 1) {
      const failure = await add(`full-${number}`);
      if (failure !== null) failures.push(failure);
    }
    expect(failures.map(({ code }) => code)).toEqual(Array.from({ length: 10 }, () => "storage_full"));
    expect(failures[0]?.message).toMatch(/disk.*full/);
    await expect(test.kernel.hostOf("notes").files.save(Readable.from([Buffer.alloc(100_000)]), 1_000_000)).rejects.toMatchObject({
      code: "storage_full",
    });
    expect(await test.kernel.callAsOwner("notes.count", {})).toEqual({ count: expect.any(Number) });
    expect((await test.kernel.services.audit.list({ limit: 5 })).length).toBe(5);

    run("sh", "-c", `rm -f ${disk}/filler-*`);
    expect(await add("after")).toBeNull();
    const seen = await test.kernel.store.tables<{ notes: { id: string } }>().selectFrom("notes").select("id").execute();
    expect(acknowledged.filter((id) => !seen.some((note) => note.id === id))).toEqual([]);
    expect((await test.kernel.services.audit.verify()).problems).toEqual([]);
    expect(test.kernel.store.check()).toEqual([]);
    await test.kernel.stop();

    // And over a restart.
    await using again = await openTestKernel({ home, features: [NOTES] });
    const kept = await again.kernel.store.tables<{ notes: { id: string } }>().selectFrom("notes").select("id").execute();
    expect(acknowledged.filter((id) => !kept.some((note) => note.id === id))).toEqual([]);
    expect((await again.kernel.services.audit.verify()).problems).toEqual([]);
    await expect.poll(() => again.kernel.services.jobs.list("running", 10), { timeout: 20_000 }).toEqual([]);
  });

  it("at the start is a clear sentence, and Hydra starts once there is space", { timeout: 60_000 }, async () => {
    const home = join(disk, "second");
    fill();
    await expect(openTestKernel({ home, features: [NOTES] })).rejects.toThrow(/full|space/i);
    run("sh", "-c", `rm -f ${disk}/filler-*`);
    const test = await openTestKernel({ home, features: [NOTES] });
    expect(await test.kernel.callAsOwner("notes.add", { id: "first" })).toEqual({ id: "first" });
    await test.end();
  });
});
