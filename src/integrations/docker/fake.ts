import { systemClock, type Clock } from "../../kernel/clock.ts";
import { HydraError } from "../../kernel/errors.ts";
import type { Integration } from "../../kernel/integration.ts";
import type { ContainerEvent, ContainerFacts, ContainerUsage, EngineFacts, HealthState, LogLine } from "./facts.ts";
import { FakeSandbox } from "./faking/sandbox.ts";
import { FakeEngine } from "./faking/writes.ts";
import type { DockerSandbox } from "./sandbox.ts";
import type {
  ConnectionState,
  DockerHost,
  DockerHosts,
  DockerWrites,
  ImageComparison,
  LogRequest,
  ProcessState,
  WorldListener,
} from "./hosts.ts";
import { Picture } from "./picture.ts";
import { containerUsage, engineFacts } from "./samples.ts";
import { dockerSettings } from "./settings.ts";

export { containerFacts, containerUsage } from "./samples.ts";

export interface FakeDockerOptions {
  /** Default `home`. */
  name?: string;
  address?: string;
  isLocal?: boolean;
  engine?: Partial<EngineFacts>;
  clock?: Clock;
  /** As with --watch-only: there are no write verbs. */
  watchOnly?: boolean;
  /** Start with the connection still being made; `regain()` ends that. */
  isConnecting?: boolean;
}

/** A pretended engine that a test scripts. It is its own list of hosts; put several into one by `fakeHosts`. */
export function fakeDocker(options: FakeDockerOptions = {}): FakeDocker {
  return new FakeDocker(options);
}

export function fakeHosts(...hosts: FakeDocker[]): DockerHosts {
  return { hosts, get: (name) => hosts.find((host) => host.name === name) };
}

/** An integration `docker` for `openTestKernel`, on whatever hosts a test made. */
export function fakeDockerIntegration(hosts: DockerHosts): Integration {
  const made: Integration<"docker"> = {
    name: "docker",
    about: "A pretended Docker engine",
    settings: dockerSettings,
    hint: "This is a pretended engine.",
    connect: () =>
      Promise.resolve({
        client: hosts,
        probe: () => Promise.resolve({ status: "well" as const, detail: "Pretended." }),
        close: () => Promise.resolve(),
      }),
  };
  return made as unknown as Integration;
}

export class FakeDocker implements DockerHost, DockerHosts {
  readonly name: string;
  readonly address: string;
  readonly isLocal: boolean;
  readonly hosts: readonly DockerHost[];
  readonly write: DockerWrites | null;
  readonly sandbox: DockerSandbox | null;
  readonly #clock: Clock;
  readonly #engine: EngineFacts;
  readonly #picture: Picture;
  readonly #lines = new Map<string, LogLine[]>();
  readonly #lineWaiters = new Set<() => void>();
  readonly #usages = new Map<string, ContainerUsage>();
  readonly #paths = new Map<string, ReadonlySet<string> | null>();
  readonly #searchPaths = new Map<string, string[]>();
  readonly #processes = new Map<string, ProcessState>();
  readonly #images = new Map<string, string | null>();
  readonly #writes: FakeEngine;

  constructor(options: FakeDockerOptions = {}) {
    this.name = options.name ?? "home";
    this.address = options.address ?? "unix:///var/run/docker.sock";
    this.isLocal = options.isLocal ?? true;
    this.hosts = [this];
    this.#clock = options.clock ?? systemClock;
    this.#engine = engineFacts(options.engine);
    this.#picture = new Picture(this.#clock.now(), (error) => {
      throw error;
    });
    this.#writes = new FakeEngine(this, () => this.#refuseWhileAway());
    this.write = options.watchOnly === true ? null : this.#writes;
    this.sandbox = options.watchOnly === true ? null : new FakeSandbox(this, () => this.#refuseWhileAway());
    const wake = (): void => this.#lineWaiters.forEach((waiter) => waiter());
    this.#picture.listen({ onChange: wake, onConnection: wake });
    if (options.isConnecting !== true) this.regain();
  }

  get(name: string): DockerHost | undefined {
    return name === this.name ? this : undefined;
  }

  get connection(): ConnectionState {
    return this.#picture.connection;
  }

  get containers(): ReadonlyMap<string, ContainerFacts> {
    return this.#picture.containers;
  }

  listen(listener: WorldListener): () => void {
    return this.#picture.listen(listener);
  }

  // What a test scripts.

  /** Every restart that was asked for. */
  get restarted(): readonly { id: string; stopTimeoutSeconds: number | undefined }[] {
    return this.#writes.restarted;
  }

  /** The next write fails with these words, after whatever real engines do before they see that it cannot be. */
  failNextWrite(words: string): this {
    this.#writes.failNext(words);
    return this;
  }

  /** An image that is there without a container. @param digest by which a registry knows it */
  addImage(imageId: string, digest: string | null = null): this {
    this.#images.set(imageId, digest);
    return this;
  }

  /** The state letter of the first process; by default it sleeps while it runs. */
  setProcess(idOrName: string, state: ProcessState): this {
    this.#processes.set(this.#find(idOrName).id, state);
    return this;
  }

  /** A container appears, as a reconcile finds it. */
  add(...all: ContainerFacts[]): this {
    for (const facts of all) this.#picture.put(facts.id, facts, null);
    return this;
  }

  /** A container changes. With an event, that event is told first and the change names it. */
  change(idOrName: string, patch: Partial<ContainerFacts>, event?: Partial<ContainerEvent> & Pick<ContainerEvent, "action">): this {
    const before = this.#find(idOrName);
    const told = event === undefined ? null : this.#eventOf(before, event);
    if (told !== null) this.#picture.tell(told);
    this.#picture.put(before.id, { ...before, ...patch }, told);
    return this;
  }

  /** An event alone, for example the `kill` before a `die`. `containerId` may be a name. */
  emit(event: Partial<ContainerEvent> & Pick<ContainerEvent, "action" | "containerId">): this {
    const known = this.#lookUp(event.containerId);
    const { at, name, exitCode, signal, health } = {
      ...EMPTY_EVENT,
      at: this.#clock.now(),
      name: known?.name ?? event.containerId,
      ...event,
    };
    this.#picture.tell({ at, containerId: known?.id ?? event.containerId, name, action: event.action, exitCode, signal, health });
    return this;
  }

  /** It ends by itself. */
  exit(idOrName: string, exitCode: number, patch: Partial<ContainerFacts> = {}): this {
    return this.change(
      idOrName,
      { state: "exited", exitCode, pid: 0, finishedAt: this.#clock.now(), ...patch },
      { action: "die", exitCode },
    );
  }

  /** Somebody stops it: the engine tells of a kill, then the die, then the stop. */
  stop(idOrName: string, exitCode = 0): this {
    this.emit({ containerId: idOrName, action: "kill", signal: 15 });
    this.exit(idOrName, exitCode);
    return this.emit({ containerId: idOrName, action: "stop" });
  }

  start(idOrName: string): this {
    const { healthCheck, startedAt: before } = this.#find(idOrName);
    const health: HealthState = healthCheck === null ? "unchecked" : "starting";
    // Two starts are never one moment, even on a clock that stands still.
    const startedAt = Math.max(this.#clock.now(), (before ?? 0) + 1);
    return this.change(
      idOrName,
      { state: "running", exitCode: null, oomKilled: false, pid: 4_243, startedAt, health, failingStreak: 0 },
      { action: "start" },
    );
  }

  flipHealth(idOrName: string, health: HealthState, patch: Partial<ContainerFacts> = {}): this {
    return this.change(idOrName, { health, ...patch }, { action: "health_status", health });
  }

  remove(idOrName: string): this {
    const facts = this.#find(idOrName);
    const event = this.#eventOf(facts, { action: "destroy" });
    this.#picture.tell(event);
    this.#picture.put(facts.id, null, event);
    return this;
  }

  lose(reason: string): this {
    return this.#connect({ status: "lost", reason });
  }

  /** Connected and reconciled. */
  regain(): this {
    return this.#connect({ status: "connected", reason: null, engine: this.#engine, reconciledAt: this.#clock.now() });
  }

  log(idOrName: string, text: string, line: Partial<LogLine> = {}): this {
    const { id } = this.#find(idOrName);
    const lines = this.#lines.get(id) ?? [];
    lines.push({ at: this.#clock.now(), stream: "stdout", text, ...line });
    this.#lines.set(id, lines);
    for (const wake of this.#lineWaiters) wake();
    return this;
  }

  setUsage(idOrName: string, usage: Partial<ContainerUsage>): this {
    this.#usages.set(this.#find(idOrName).id, containerUsage({ measuredAt: this.#clock.now(), ...usage }));
    return this;
  }

  /** Which paths exist in the container; null when the engine cannot say. None unless set. */
  setPaths(idOrName: string, paths: readonly string[] | null): this {
    this.#paths.set(this.#find(idOrName).id, paths === null ? null : new Set(paths));
    return this;
  }

  setSearchPath(idOrName: string, ...folders: string[]): this {
    this.#searchPaths.set(this.#find(idOrName).id, folders);
    return this;
  }

  // What Hydra asks.

  async inspect(id: string): Promise<ContainerFacts | null> {
    this.#refuseWhileAway();
    return this.#lookUp(id) ?? null;
  }

  async usage(id: string): Promise<ContainerUsage> {
    this.#refuseWhileAway();
    const facts = this.#find(id);
    if (facts.state !== "running" && facts.state !== "paused") throw new HydraError("upstream_failed", `${facts.name} is not running.`);
    return this.#usages.get(facts.id) ?? containerUsage({ measuredAt: this.#clock.now() });
  }

  async *logs(id: string, request: LogRequest): AsyncIterable<LogLine> {
    this.#refuseWhileAway();
    const facts = this.#find(id);
    const { since = 0, follow = false, signal } = request;
    const kept = (this.#lines.get(facts.id) ?? []).filter((line) => line.at >= since);
    let next = (this.#lines.get(facts.id) ?? []).length;
    yield* request.tail === undefined ? kept : kept.slice(Math.max(0, kept.length - request.tail));
    while (follow && signal?.aborted !== true) {
      const lines = this.#lines.get(facts.id) ?? [];
      const line = lines[next];
      if (line !== undefined) {
        next += 1;
        yield line;
      } else if (this.#lookUp(facts.id)?.state === "running") await this.#nextLine(signal);
      else return;
    }
  }

  async hasPath(id: string, path: string): Promise<boolean | null> {
    this.#refuseWhileAway();
    const paths = this.#paths.get(this.#find(id).id);
    return paths === null ? null : (paths?.has(path) ?? false);
  }

  async searchPath(id: string): Promise<string[]> {
    this.#refuseWhileAway();
    return this.#searchPaths.get(this.#find(id).id) ?? ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
  }

  async hasImage(imageId: string): Promise<boolean> {
    this.#refuseWhileAway();
    return this.#images.has(imageId) || [...this.containers.values()].some((container) => container.imageId === imageId);
  }

  async mainProcess(id: string): Promise<ProcessState | null> {
    this.#refuseWhileAway();
    const facts = this.#find(id);
    return facts.pid === 0 ? null : (this.#processes.get(facts.id) ?? "S");
  }

  async compareWithImage(id: string, imageId: string): Promise<ImageComparison> {
    if (!(await this.hasImage(imageId)))
      throw new HydraError("conflict", `The image ${imageId} is not on ${this.name} any more: pull it first.`);
    const { image, imageId: now } = this.#find(id);
    const digest = this.#images.get(imageId) ?? null;
    return {
      diff: [`image: ${image} (${now.slice(0, 19)}) -> ${imageId.slice(0, 19)}`],
      pinned: digest === null ? null : `${image.replace(/:[^/:]*$/, "")}@${digest}`,
    };
  }

  #connect(change: Partial<ConnectionState>): this {
    const before = this.#picture.connection;
    const since = change.status === before.status ? before.since : this.#clock.now();
    this.#picture.connect({ ...before, since, ...change });
    return this;
  }

  #nextLine(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#lineWaiters.delete(wake);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      this.#lineWaiters.add(wake);
      signal?.addEventListener("abort", wake);
    });
  }

  #lookUp(idOrName: string): ContainerFacts | undefined {
    return this.containers.get(idOrName) ?? [...this.containers.values()].find(({ name }) => name === idOrName);
  }

  #find(idOrName: string): ContainerFacts {
    const facts = this.#lookUp(idOrName);
    if (facts === undefined) throw new HydraError("upstream_failed", `${this.name} has no container ${idOrName}.`);
    return facts;
  }

  #eventOf({ id, name }: ContainerFacts, event: Partial<ContainerEvent> & Pick<ContainerEvent, "action">): ContainerEvent {
    return { ...EMPTY_EVENT, at: this.#clock.now(), containerId: id, name, ...event };
  }

  #refuseWhileAway(): void {
    const { status, reason } = this.connection;
    if (status !== "connected")
      throw new HydraError("upstream_failed", `${this.name} is not connected${reason === null ? "" : `: ${reason}`}.`);
  }
}

const EMPTY_EVENT = { exitCode: null, signal: null, health: null };
