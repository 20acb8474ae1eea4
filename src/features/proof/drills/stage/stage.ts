import { setTimeout as sleep } from "node:timers/promises";
import type { DockerHost } from "../../../../integrations/docker/hosts.ts";
import type { DockerSandbox, SandboxContainer } from "../../../../integrations/docker/sandbox.ts";
import type { CallContext } from "../../../../kernel/context.ts";
import { DRILL_PROJECT } from "../../../../integrations/docker/identity.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { list } from "../../../watch/containers/operations.ts";

/** A container of a case, said briefly. */
export interface Actor extends Omit<SandboxContainer, "name" | "image" | "drill" | "command" | "healthCheck"> {
  /** The shell script that it runs; none: what its image runs. */
  script?: string;
  /** A shell command: its check, asked every second, and ill after two failures in a row. */
  check?: string;
  /** Services of the case that it needs, as compose writes them down. */
  needs?: readonly string[];
  image?: string;
}

/** The means of one case. Whatever it makes carries the drill's label, and names and a compose project that nobody else has. */
export interface StageMeans {
  ctx: CallContext;
  host: DockerHost;
  sandbox: DockerSandbox;
  runId: string;
  caseId: string;
  /** Id of an image with a shell. */
  image: string;
  signal: AbortSignal;
}

const LOOK_EVERY_MS = 250;
/** Throw-away programs have nothing to tidy up. */
const STOP_SECONDS = 1;

/** Where one case is played: its own compose project on one engine. */
export class Stage {
  /** Its own, so that whoever works on another case, or cleans it away, makes nothing quiet here. */
  readonly project: string;
  readonly signal: AbortSignal;
  readonly sandbox: DockerSandbox;
  readonly host: DockerHost;
  /** Services that were put on the stage. */
  readonly #ids = new Map<string, string>();
  readonly #means: StageMeans;
  /** When it broke, epoch ms; null until then. */
  faultAt: number | null = null;

  constructor(means: StageMeans) {
    this.#means = means;
    this.project = projectOf(means.runId, means.caseId);
    this.signal = means.signal;
    this.sandbox = means.sandbox;
    this.host = means.host;
  }

  nameOf(service: string): string {
    return `${this.project}-${service}`;
  }

  /** The service of a container's name; the name itself when it is none of this stage. */
  serviceOf(name: string): string {
    return name.startsWith(`${this.project}-`) ? name.slice(this.project.length + 1) : name;
  }

  get services(): string[] {
    return [...this.#ids.keys()];
  }

  idOf(service: string): string {
    const id = this.#ids.get(service);
    if (id === undefined) throw new Error(`there is no ${service} on the stage`);
    return id;
  }

  /** Create without starting. */
  async create(service: string, { script, check, needs = [], image, ...rest }: Actor): Promise<string> {
    const { runId } = this.#means;
    const id = await this.sandbox.create({
      stopTimeoutSeconds: STOP_SECONDS,
      ...rest,
      name: this.nameOf(service),
      image: image ?? this.#means.image,
      drill: runId,
      ...(script === undefined ? {} : { command: ["sh", "-c", script] }),
      ...(check === undefined
        ? {}
        : { healthCheck: { test: ["CMD-SHELL", check], intervalMs: 1_000, timeoutMs: 3_000, startPeriodMs: 0, retries: 2 } }),
      labels: {
        "com.docker.compose.project": this.project,
        "com.docker.compose.service": service,
        "com.docker.compose.depends_on": needs.map((need) => `${need}:service_started:false`).join(","),
        // Whatever image is borrowed for it: it is nobody's database.
        "hydra.protect": "false",
        ...rest.labels,
      },
    });
    this.#ids.set(service, id);
    return id;
  }

  async run(service: string, actor: Actor): Promise<string> {
    const id = await this.create(service, actor);
    await this.sandbox.start(id);
    return id;
  }

  /** Start what cannot start: that the engine refuses is what the case wants. @throws Error when it starts after all */
  async startInVain(service: string): Promise<void> {
    try {
      await this.sandbox.start(this.idOf(service));
    } catch (error) {
      if (error instanceof HydraError && error.code === "upstream_failed") return;
      throw error;
    }
    throw new Error(`${service} started, although it could not`);
  }

  /** Take it off the stage, as an owner does who puts another one in its place. */
  async remove(service: string): Promise<void> {
    await this.sandbox.remove(this.idOf(service));
    this.#ids.delete(service);
  }

  async exec(service: string, ...argv: string[]): Promise<{ exitCode: number | null; output: string }> {
    return this.sandbox.exec(this.idOf(service), argv);
  }

  /** A name for a volume, a network or an image of this case. */
  named(what: string): string {
    return `${this.project}-${what}`;
  }

  network(): Promise<string> {
    return this.sandbox.createNetwork(this.named("net"), this.#means.runId);
  }

  /** Hydra knows them, and they are well: what breaks from now on is news. */
  async untilWell(...services: string[]): Promise<void> {
    const names = new Set(services.map((service) => this.nameOf(service)));
    await this.until(`${services.join(", ")} to be well before it is broken`, async () => {
      const { containers } = await this.#means.ctx.call(list, { node: this.host.name, state: "running" });
      const found = containers.filter(({ name }) => names.has(name));
      return found.length === names.size && found.every(({ health }) => health === "healthy" || health === "unchecked");
    });
  }

  /** Wait for something. @throws Error when the drill is over before, with what was waited for */
  async until(what: string, look: () => Promise<boolean>): Promise<void> {
    while (!(await look())) {
      if (this.signal.aborted) throw new Error(`waited in vain for ${what}`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Break it: the clock runs from here. */
  async fault(breakIt: () => Promise<unknown>): Promise<void> {
    this.faultAt = this.#means.ctx.clock.now();
    await breakIt();
  }
}

export function projectOf(runId: string, caseId: string): string {
  return `${DRILL_PROJECT}-${runId}-${caseId}`;
}
