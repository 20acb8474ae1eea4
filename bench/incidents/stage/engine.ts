import { askEngine } from "../../../tests/peers/docker-api.ts";
import type { Container, Image, State } from "../case.ts";
import type { OwnDeed } from "../score/acts.ts";
import { CASE_LABEL, NAME_LABEL, RUN_LABEL } from "./labels.ts";

const NS_PER_MS = 1_000_000;
const MIB = 1_048_576;

export interface Inspected {
  Id: string;
  Name: string;
  Image: string;
  RestartCount: number;
  State: {
    Status: string;
    Running: boolean;
    Paused: boolean;
    Pid: number;
    ExitCode: number;
    OOMKilled: boolean;
    StartedAt: string;
    Health?: { Status: string };
  };
}

export interface EngineOfRun {
  socketPath: string;
  runId: string;
  /** A local image with a busybox-like shell. */
  image: string;
}

/** One case's corner of a Docker engine: its own names, project, network and volumes, and a record of the runner's own deeds. */
export class Corner {
  readonly prefix: string;
  readonly own: OwnDeed[] = [];
  readonly #engine: EngineOfRun;
  readonly #caseId: string;

  constructor(engine: EngineOfRun, caseId: string) {
    this.#engine = engine;
    this.#caseId = caseId;
    this.prefix = `hb${engine.runId}-${caseId}`;
  }

  /** What the engine calls a container of this case. */
  nameOf(container: string): string {
    return `${this.prefix}-${container}`;
  }

  get labels(): Record<string, string> {
    return { [RUN_LABEL]: this.#engine.runId, [CASE_LABEL]: this.#caseId };
  }

  /** @throws Error with the engine's words when it refuses */
  async ask(method: string, path: string, body?: object): Promise<string> {
    const answer = await askEngine(this.#engine.socketPath, method, `/v1.41${path}`, body);
    if (answer.status >= 300 && answer.status !== 304) throw new Error(`${method} ${path}: ${answer.status} ${answer.body.trim()}`);
    return answer.body;
  }

  /** A deed of the runner's own, so that its events are not taken for the tool's. */
  async deed(container: string, method: string, path: string, body?: object): Promise<string> {
    const deed = { container, fromMs: Date.now(), toMs: Number.POSITIVE_INFINITY };
    this.own.push(deed);
    try {
      return await this.ask(method, path, body);
    } finally {
      deed.toMs = Date.now();
    }
  }

  async makeNetwork(): Promise<void> {
    await this.ask("POST", "/networks/create", { Name: this.prefix, CheckDuplicate: true, Labels: this.labels });
  }

  async makeVolume(name: string, sizeKib?: number): Promise<void> {
    const inMemory = { type: "tmpfs", device: "tmpfs", o: `size=${sizeKib}k` };
    await this.ask("POST", "/volumes/create", {
      Name: this.nameOf(name),
      Labels: this.labels,
      ...(sizeKib === undefined ? {} : { DriverOpts: inMemory }),
    });
  }

  /** The image of the run under another name, or another release under the same name. @returns what to call it */
  async makeImage({ name, tag, env }: Image): Promise<string> {
    const repository = `hydra-bench/${name}`;
    const { Id } = JSON.parse(await this.ask("POST", "/containers/create", { Image: this.#engine.image, Cmd: ["true"] })) as { Id: string };
    try {
      const changes = [`LABEL ${RUN_LABEL}=${this.#engine.runId}`, ...env.map((setting) => `ENV ${setting}`)].join("\n");
      const query = new URLSearchParams({ container: Id, repo: repository, tag, changes });
      await this.ask("POST", `/commit?${query}`);
    } finally {
      await this.ask("DELETE", `/containers/${Id}?force=true`);
    }
    return `${repository}:${tag}`;
  }

  async create(plan: Container, image = plan.image): Promise<void> {
    const { name, healthcheck, memoryMib, networkOf } = plan;
    const body = {
      Image: image === undefined ? this.#engine.image : await this.makeImage(image),
      Entrypoint: [],
      Cmd: plan.command ?? ["sh", "-c", (plan.script ?? []).join("\n")],
      Env: plan.env,
      Labels: { ...this.labels, [NAME_LABEL]: name, ...this.#composeLabels(plan), ...plan.labels },
      StopTimeout: plan.stopTimeoutSeconds,
      ExposedPorts: Object.fromEntries(plan.exposes.map((port) => [`${port}/tcp`, {}])),
      ...(healthcheck === undefined
        ? {}
        : {
            Healthcheck: {
              Test: healthcheck.test,
              Interval: healthcheck.intervalMs * NS_PER_MS,
              Timeout: healthcheck.timeoutMs * NS_PER_MS,
              Retries: healthcheck.retries,
              StartPeriod: healthcheck.startPeriodMs * NS_PER_MS,
            },
          }),
      HostConfig: {
        RestartPolicy: { Name: plan.restart, MaximumRetryCount: plan.maxRetries ?? 0 },
        NetworkMode: networkOf === undefined ? this.prefix : `container:${this.nameOf(networkOf)}`,
        ...(memoryMib === undefined ? {} : { Memory: memoryMib * MIB, MemorySwap: memoryMib * MIB }),
        Tmpfs: Object.fromEntries(plan.tmpfs.map(({ path, sizeKib }) => [path, `size=${sizeKib}k`])),
        Mounts: plan.volumes.map((volume) => ({ Type: "volume", Source: this.nameOf(volume.name), Target: volume.path })),
      },
      ...(networkOf === undefined ? { NetworkingConfig: { EndpointsConfig: { [this.prefix]: { Aliases: [name] } } } } : {}),
    };
    await this.deed(name, "POST", `/containers/create?name=${this.nameOf(name)}`, body);
  }

  #composeLabels({ name, compose }: Container): Record<string, string> {
    if (compose === null) return {};
    return {
      "com.docker.compose.project": this.prefix,
      "com.docker.compose.service": name,
      "com.docker.compose.container-number": "1",
      "com.docker.compose.oneoff": compose.isOneOff ? "True" : "False",
      "com.docker.compose.depends_on": compose.dependsOn.map((needed) => `${needed}:service_started:false`).join(","),
    };
  }

  /** What runs under the container's name now; null when there is none. */
  async inspect(container: string): Promise<Inspected | null> {
    const answer = await askEngine(this.#engine.socketPath, "GET", `/v1.41/containers/${this.nameOf(container)}/json`);
    if (answer.status === 404) return null;
    if (answer.status !== 200) throw new Error(`inspect ${container}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body) as Inspected;
  }

  async stateOf(container: string): Promise<State> {
    const found = await this.inspect(container);
    if (found === null) return "gone";
    if (found.State.Paused) return "paused";
    if (!found.State.Running || found.State.Status === "restarting") return "exited";
    const health = found.State.Health?.Status;
    return health === "healthy" || health === "unhealthy" || health === "starting" ? health : "running";
  }

  /** Process ids on the host, of everything that runs in it. */
  async pidsOf(container: string): Promise<number[]> {
    const answer = await this.ask("GET", `/containers/${this.nameOf(container)}/top?ps_args=-eo%20pid,comm`);
    const { Titles, Processes } = JSON.parse(answer) as { Titles: string[]; Processes: string[][] };
    const column = Titles.indexOf("PID");
    return Processes.map((row) => Number(row[column])).filter((pid) => Number.isInteger(pid) && pid > 1);
  }

  async exec(container: string, command: readonly string[]): Promise<void> {
    const path = `/containers/${this.nameOf(container)}/exec`;
    const { Id } = JSON.parse(await this.ask("POST", path, { Cmd: command })) as { Id: string };
    await this.ask("POST", `/exec/${Id}/start`, { Detach: true });
  }

  /** What it said so far, both streams. */
  async said(container: string): Promise<string> {
    return this.ask("GET", `/containers/${this.nameOf(container)}/logs?stdout=true&stderr=true&tail=200`);
  }
}
