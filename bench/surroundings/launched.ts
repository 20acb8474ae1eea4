import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRunFile } from "../../src/kernel/run-file.ts";

export const ROOT = join(import.meta.dirname, "../..");

export interface LaunchedHydra {
  pid: number;
  home: string;
  /** The owner's. */
  token: string;
  toolsPort: number;
  controlPort: number;
  /** From the launcher's start until it said that it is up. */
  upAfterMs: number;
  end(): Promise<void>;
}

/** Hydra as a person starts it, by the launcher, with a home and ports of its own. @throws Error with what it said when it does not come up */
export async function launchHydra(socketPath: string, env: NodeJS.ProcessEnv = {}): Promise<LaunchedHydra> {
  const home = env["HYDRA_HOME"] ?? mkdtempSync(join(tmpdir(), "hydra-bench-"));
  const startedMs = performance.now();
  const child = spawn(join(ROOT, "hydra"), ["up"], {
    env: {
      ...process.env,
      HYDRA_HOME: home,
      HYDRA_TOOLS_PORT: "0",
      HYDRA_CONTROL_PORT: "0",
      DOCKER_HOST: `unix://${socketPath}`,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  await said(child, " is up.");
  const upAfterMs = performance.now() - startedMs;
  const running = readRunFile(home);
  if (running === null) throw new Error(`Hydra is up and left no run.json in ${home}`);
  return {
    pid: running.pid,
    home,
    token: readFileSync(join(home, "token"), "utf8").trim(),
    toolsPort: running.toolsPort,
    controlPort: running.controlPort,
    upAfterMs,
    end: async () => {
      await endChild(child);
      if (env["HYDRA_HOME"] === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}

/** Wait for words on a program's output, and go on reading it so that it never blocks. @throws Error when it ends before */
export function said(child: ChildProcess, words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const hear = (chunk: Buffer): void => {
      if (output.length > 1_048_576) return;
      output += chunk.toString("utf8");
      if (output.includes(words)) resolve(output);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`it ended with ${code} before it said "${words}":\n${output}`)));
  });
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
