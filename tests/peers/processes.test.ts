import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endPrograms, isAlive, PeerFailed, startProgram, type PeerFolder } from "./processes.ts";

let folder: PeerFolder;

beforeEach(() => {
  folder = { path: mkdtempSync(join(tmpdir(), "hydra-processes-")) };
});

afterEach(async () => {
  await endPrograms(folder);
  rmSync(folder.path, { recursive: true, force: true });
});

function nodeProgram(name: string, code: string) {
  const ready = join(folder.path, `${name}-ready`);
  const args = ["-e", `${code}; fs.writeFileSync(${JSON.stringify(ready)}, "")`];
  return { name, command: process.execPath, args, isReady: async () => existsSync(ready) };
}

const pidOf = (name: string): number => Number(readFileSync(join(folder.path, "pids", name), "utf8"));

describe("programs that tests start", () => {
  it("run until they are ended", async () => {
    await startProgram(folder, nodeProgram("one", "setInterval(() => {}, 1000)"));
    const pid = pidOf("one");
    expect(isAlive(pid)).toBe(true);
    await endPrograms(folder);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(join(folder.path, "pids/one"))).toBe(false);
  });

  it("say with the end of their log why they did not start", async () => {
    const dying = { ...nodeProgram("two", ""), args: ["-e", "console.error('no such device'); process.exit(7)"] };
    const failure = startProgram(folder, dying);
    await expect(failure).rejects.toThrow(PeerFailed);
    await expect(failure).rejects.toThrow(/two did not start: it ended with 7\nno such device/);
  });

  it("that are not installed fail as well", async () => {
    const absent = { ...nodeProgram("three", ""), command: "/nonexistent/program" };
    await expect(startProgram(folder, absent)).rejects.toThrow(/three did not start: spawn \/nonexistent\/program ENOENT/);
  });

  it("are left alone when their number belongs to another program by now", async () => {
    mkdirSync(join(folder.path, "pids"));
    writeFileSync(join(folder.path, "pids/gone"), String(process.ppid));
    await endPrograms(folder);
    expect(isAlive(process.ppid)).toBe(true);
  });
});
