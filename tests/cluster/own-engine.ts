import { existsSync } from "node:fs";
import { provideBusyboxImage } from "../peers/busybox-image.ts";
import { askEngine, type EngineAnswer } from "../peers/docker-api.ts";
import { signalDaemon, startDaemon, startEngine, stopDaemon } from "../peers/docker-engine.ts";
import { BUSYBOX_IMAGE, peer } from "../peers/peers.ts";
import { findProgram, type PeerFolder } from "../peers/processes.ts";
import { endPeers, openPeerFolder } from "../peers/start-peers.ts";

/** A private engine needs dockerd and root; without the peer "docker" nobody wants real engines. */
export const canOwnEngine = peer("docker") !== null && findProgram("dockerd") !== null && process.getuid?.() === 0;

export interface Wanted {
  name: string;
  command: string[];
  restart?: "no" | "always" | "unless-stopped" | "on-failure";
  labels?: Record<string, string>;
  env?: string[];
  memoryBytes?: number;
  /** A health check, run every second; two failures in a row are enough. */
  check?: string[];
}

/** A real engine that is this test's alone: it may be stopped, hung and filled. */
export class OwnEngine {
  readonly socket: string;
  readonly #folder: PeerFolder;

  private constructor(folder: PeerFolder, socket: string) {
    this.#folder = folder;
    this.socket = socket;
  }

  static async open(): Promise<OwnEngine> {
    const folder = await openPeerFolder();
    try {
      const engine = new OwnEngine(folder, await startEngine(folder));
      await provideBusyboxImage(engine.socket);
      return engine;
    } catch (error) {
      await endPeers(folder);
      throw error;
    }
  }

  get address(): string {
    return `unix://${this.socket}`;
  }

  /** A folder that goes with the engine. */
  get folder(): string {
    return this.#folder.path;
  }

  /** Create and start. @returns its id */
  async run({ name, command, restart = "no", labels = {}, env = [], memoryBytes, check }: Wanted): Promise<string> {
    const created = await this.do("POST", `/containers/create?name=${name}`, {
      Image: BUSYBOX_IMAGE,
      Cmd: command,
      Env: env,
      Labels: { "hydra.test": "1", ...labels },
      StopTimeout: 2,
      ...(check === undefined
        ? {}
        : { Healthcheck: { Test: ["CMD", ...check], Interval: 1_000_000_000, Timeout: 1_000_000_000, Retries: 2 } }),
      HostConfig: {
        RestartPolicy: { Name: restart },
        ...(memoryBytes === undefined ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
      },
    });
    await this.do("POST", `/containers/${name}/start`);
    return (JSON.parse(created.body) as { Id: string }).Id;
  }

  /** @throws Error with the engine's words when it refuses */
  async do(method: string, path: string, body?: object): Promise<EngineAnswer> {
    const answer = await askEngine(this.socket, method, `/v1.41${path}`, body);
    if (answer.status >= 300 && answer.status !== 304) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
    return answer;
  }

  async exec(name: string, ...command: string[]): Promise<void> {
    const { body } = await this.do("POST", `/containers/${name}/exec`, { Cmd: command });
    await this.do("POST", `/exec/${(JSON.parse(body) as { Id: string }).Id}/start`, { Detach: true });
  }

  async inspect(name: string): Promise<{ Id: string; RestartCount: number; State: { Pid: number; Running: boolean; StartedAt: string } }> {
    return JSON.parse((await this.do("GET", `/containers/${name}/json`)).body) as never;
  }

  /** As `systemctl stop docker` ends it. */
  stop(): Promise<void> {
    return stopDaemon(this.#folder);
  }

  start(): Promise<void> {
    return startDaemon(this.#folder);
  }

  signal(signal: "SIGSTOP" | "SIGCONT" | "SIGKILL"): void {
    signalDaemon(this.#folder, signal);
  }

  async end(): Promise<void> {
    if (existsSync(this.#folder.path)) await endPeers(this.#folder);
  }
}
