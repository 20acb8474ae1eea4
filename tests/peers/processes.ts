import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SystemUser } from "./run-command.ts";

/** A program that could not be started or did not become ready; the reason is for a person. */
export class PeerFailed extends Error {}

export interface Program {
  /** Names its log and its pid file. */
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Another user to run as, for programs that refuse root. */
  user?: SystemUser;
  isReady(): Promise<boolean>;
  readyWithinMs?: number;
}

/** A folder with everything that one test run started. What stands in it is enough to end it, also after a crash. */
export interface PeerFolder {
  path: string;
}

/**
 * Start a program in a session of its own, so that Ctrl-C reaches the runner alone, and wait until it is ready.
 * @throws PeerFailed with the end of its log
 */
export async function startProgram(folder: PeerFolder, program: Program): Promise<void> {
  const logFile = join(folder.path, `${program.name}.log`);
  const log = openSync(logFile, "a");
  const child = spawn(program.command, program.args, {
    cwd: folder.path,
    env: program.env ?? process.env,
    detached: true,
    stdio: ["ignore", log, log],
    ...program.user,
  });
  closeSync(log);
  let end: string | null = null;
  child.on("error", (error) => (end = error.message));
  child.on("exit", (code, signal) => (end = `it ended with ${code ?? signal}`));
  child.unref();
  if (child.pid !== undefined) {
    mkdirSync(join(folder.path, "pids"), { recursive: true });
    writeFileSync(join(folder.path, "pids", program.name), String(child.pid));
  }
  const giveUpAt = Date.now() + (program.readyWithinMs ?? 60_000);
  while (!(await program.isReady())) {
    if (end === null && Date.now() < giveUpAt) {
      await sleep(50);
      continue;
    }
    if (end === null) await endProcess(child.pid);
    const tail = existsSync(logFile) ? readFileSync(logFile, "utf8").trim().split("\n").slice(-5).join("\n") : "";
    throw new PeerFailed(`${program.name} did not start: ${end ?? "it was not ready in time"}\n${tail}`);
  }
}

/** End what was started in the folder, newest first. A pid that the system gave to another program meanwhile is left alone. */
export async function endPrograms(folder: PeerFolder): Promise<void> {
  const pids = join(folder.path, "pids");
  if (!existsSync(pids)) return;
  const startedAt = (name: string): number => statSync(join(pids, name)).mtimeMs;
  for (const name of readdirSync(pids).toSorted((a, b) => startedAt(b) - startedAt(a))) {
    const pid = Number(readFileSync(join(pids, name), "utf8"));
    if (runsIn(pid, folder.path)) await endProcess(pid);
    rmSync(join(pids, name));
  }
}

/** End one program of the folder, so that it can be started again. */
export async function endProgram(folder: PeerFolder, name: string): Promise<void> {
  await endProcess(pidOf(folder, name));
}

/** @throws PeerFailed when it does not run */
export function signalProgram(folder: PeerFolder, name: string, signal: NodeJS.Signals): void {
  const pid = pidOf(folder, name);
  if (!runsIn(pid, folder.path)) throw new PeerFailed(`${name} does not run`);
  process.kill(pid, signal);
}

/**
 * End at once what programs of the folder left behind when they were killed: whatever names the folder on its command line,
 * after its children (the shim of a container after the container).
 */
export function endLeftBehind(folder: PeerFolder): void {
  for (const pid of processIds().filter((each) => each !== process.pid && commandLineOf(each).includes(`${folder.path}/`))) {
    for (const child of processIds().filter((each) => parentOf(each) === pid)) killNow(child);
    killNow(pid);
  }
}

function processIds(): number[] {
  return existsSync("/proc/self")
    ? readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
    : [];
}

function commandLineOf(pid: number): string {
  return readProcess(pid, "cmdline").replaceAll("\0", " ");
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(readProcess(pid, "status"))?.[1] ?? Number.NaN);
}

/** Empty for one that ended meanwhile. */
function readProcess(pid: number, file: "cmdline" | "status"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

function killNow(pid: number): void {
  if (isAlive(pid)) process.kill(pid, "SIGKILL");
}

function pidOf(folder: PeerFolder, name: string): number {
  return Number(readFileSync(join(folder.path, "pids", name), "utf8"));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** SIGTERM, 20 s of patience, SIGKILL. */
async function endProcess(pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    const giveUpAt = Date.now() + 20_000;
    while (isAlive(pid) && Date.now() < giveUpAt) await sleep(50);
  }
}

/** Is this process one that was started in the folder? By its working folder or its command line; without /proc it is believed. */
function runsIn(pid: number, path: string): boolean {
  if (!isAlive(pid)) return false;
  if (!existsSync(`/proc/${pid}`)) return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(path) || readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(path);
  } catch {
    // It ended meanwhile, or belongs to somebody else.
    return false;
  }
}

/** A port of the loopback that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** The path of an installed program, or null. Also looks where servers live that are not on a user's PATH. */
export function findProgram(...names: readonly string[]): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(":"), ...SYSTEM_FOLDERS];
  for (const name of names) {
    for (const folder of folders) {
      if (folder !== "" && existsSync(join(folder, name))) return join(folder, name);
    }
  }
  return null;
}
