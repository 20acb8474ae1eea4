import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PEERS } from "./peers/peers.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hydra-run-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** `./hydra test` with addresses for every peer, so that it starts none. */
function runTests(...args: string[]) {
  const given = Object.fromEntries(Object.values(PEERS).map((variable) => [variable, "given"]));
  const env = { ...process.env, ...given, CI: "", TMPDIR: folder, NO_COLOR: "1" };
  const child = spawn(process.execPath, [join(import.meta.dirname, "run.ts"), ...args], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const ended = new Promise<{ exitCode: number; lastLine: string | undefined }>((resolve) => {
    child.on("close", (code) => resolve({ exitCode: code ?? -1, lastLine: output.trimEnd().split("\n").at(-1) }));
  });
  const saying = async (text: string): Promise<void> => {
    while (!output.includes(text)) await new Promise((resolve) => child.stdout.once("data", resolve));
  };
  return { child, ended, saying };
}

describe("./hydra test", () => {
  it("ends with the count alone on the last line, and leaves nothing", async () => {
    const { ended } = runTests("--", "tests/run-report.test.ts");
    expect(await ended).toEqual({ exitCode: 0, lastLine: "5 passed, 0 failed, 0 skipped" });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("fails when nothing was run", async () => {
    const { ended } = runTests("--", "tests/there-is-no-such-test");
    expect(await ended).toEqual({ exitCode: 1, lastLine: "0 passed, 1 failed, 0 skipped" });
  });

  it("clears up when it is interrupted, and says that it failed", async () => {
    const { child, ended, saying } = runTests("--", "tests/launcher/launcher.test.ts");
    await saying("RUN");
    child.kill("SIGINT");
    const { exitCode, lastLine } = await ended;
    expect(exitCode).toBe(1);
    expect(lastLine).toMatch(/^\d+ passed, [1-9]\d* failed, \d+ skipped$/);
    expect(readdirSync(folder).filter((name) => name.startsWith("hydra-peers-"))).toEqual([]);
  });
});
