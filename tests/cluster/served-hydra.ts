import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readRunFile } from "../../src/kernel/run-file.ts";
import type { SystemUser } from "../peers/run-command.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
/** Compiled once for all starts of all tests. */
const COMPILE_CACHE = join(tmpdir(), "hydra-test-compile-cache");

export interface ServedHydraOptions {
  env?: Record<string, string>;
  /** An existing state folder; by default a new one that goes with `end`. */
  home?: string;
  user?: SystemUser;
}

export interface ToldEvent {
  id: string | null;
  type: string;
  at: string;
  data: Record<string, unknown>;
}

/** `hydra up` as a process of its own, spoken to over HTTP as any other program would. */
export class ServedHydra {
  readonly home: string;
  readonly #child: ChildProcess;
  readonly #isOwnHome: boolean;
  #said = "";
  #control = "";
  #token = "";
  /** What /events told since `hear`. */
  readonly events: ToldEvent[] = [];
  readonly #deaf = new AbortController();

  private constructor(home: string, isOwnHome: boolean, child: ChildProcess) {
    this.home = home;
    this.#isOwnHome = isOwnHome;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text: string) => (this.#said += text));
  }

  /** Start and wait until it is up. @throws Error with what it said when it ends instead */
  static async start({ env = {}, home, user }: ServedHydraOptions = {}): Promise<ServedHydra> {
    const folder = home ?? mkdtempSync(join(tmpdir(), "hydra-served-"));
    const child = spawn(process.execPath, [MAIN, "up", "--tools-port", "0", "--control-port", "0"], {
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, HYDRA_HOME: folder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      ...user,
    });
    const hydra = new ServedHydra(folder, home === undefined, child);
    try {
      await hydra.#untilUp();
    } catch (error) {
      await hydra.end();
      throw error;
    }
    return hydra;
  }

  async #untilUp(): Promise<void> {
    const isGone = (): boolean => this.#child.exitCode !== null || this.#child.signalCode !== null;
    await until("Hydra to be up", () => this.#said.includes("Ctrl-C stops it") || isGone(), { state: () => this.#said });
    const run = readRunFile(this.home);
    if (run === null || isGone()) throw new Error(`Hydra did not start: ${this.#said}`);
    this.#control = `http://127.0.0.1:${run.controlPort}`;
    this.#token = readFileSync(join(this.home, "token"), "utf8").trim();
  }

  /** Everything on its standard output and error until now. */
  get said(): string {
    return this.#said;
  }

  async fetch(method: string, path: string, body?: object): Promise<{ status: number; body: Record<string, unknown>; text: string }> {
    const response = await fetch(`${this.#control}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return { status: response.status, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {}, text };
  }

  /** The answer to a question that must be answered. @throws Error otherwise */
  async get<Answer>(path: string): Promise<Answer> {
    const { status, body, text } = await this.fetch("GET", path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
    return body as Answer;
  }

  /** Collect everything that /events tells, from the first event on. */
  async hear(): Promise<void> {
    const response = await fetch(`${this.#control}/events?after=0`, {
      headers: { authorization: `Bearer ${this.#token}` },
      signal: this.#deaf.signal,
    });
    if (response.body === null || response.status !== 200) throw new Error(`GET /events: ${response.status}`);
    void this.#collect(response.body);
  }

  async #collect(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    try {
      for await (const chunk of body) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line.startsWith("data: ")) this.events.push(JSON.parse(line.slice(6)) as ToldEvent);
      }
    } catch (error) {
      // Hydra went away or the test is over; both were asked for.
      if (!this.#deaf.signal.aborted && this.#child.exitCode === null && this.#child.signalCode === null) throw error;
    }
  }

  told(type: string, data: Record<string, unknown> = {}): ToldEvent[] {
    return this.events.filter((event) => event.type === type && Object.entries(data).every(([key, value]) => event.data[key] === value));
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN;
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    this.#deaf.abort();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill(signal);
    await gone;
  }

  async end(): Promise<void> {
    await this.kill("SIGTERM");
    if (this.#isOwnHome) await rm(this.home, { recursive: true, force: true });
  }
}

/** Wait for a condition. @throws Error that says what was waited for, and what it was last */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  { patienceMs = 60_000, state }: { patienceMs?: number; state?: () => unknown } = {},
): Promise<Exclude<T, false | null | undefined>> {
  for (const deadline = performance.now() + patienceMs; ;) {
    const found = await look();
    if (found) return found as Exclude<T, false | null | undefined>;
    if (performance.now() > deadline)
      throw new Error(`waited in vain for ${what}${state === undefined ? "" : `: ${JSON.stringify(await state())}`}`);
    await sleep(50);
  }
}
