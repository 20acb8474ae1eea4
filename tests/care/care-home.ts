import { BUSYBOX_IMAGE } from "../peers/peers.ts";
import { OwnEngine } from "../cluster/own-engine.ts";
import { ServedHydra, until } from "../cluster/served-hydra.ts";
import { DockerDeeds, type DockerDeed } from "./docker-deeds.ts";

const NS_PER_MS = 1_000_000;

export interface Attempt {
  id: string;
  by: string;
  remedy: string;
  subject: string;
  level: "would" | "asked" | "acted";
  outcome: "proven" | "right" | "failed" | "needless" | "undone" | "declined" | "unknown" | "pending";
  startedAt: string;
  verifiedBy: string | null;
  durationMs: number | null;
  approvalId: string | null;
  detail: string | null;
}

export interface Incident {
  id: string;
  state: "open" | "escalated" | "resolved" | "dismissed";
  trouble: string;
  subject: { kind: string; name: string };
  cause: { category: string; confidence: number };
  openedAt: string;
  detectedMs: number;
  healedBy: string | null;
  mergedInto: string | null;
  affected: string[];
}

export interface Story extends Omit<Incident, "attempts"> {
  attempts: Attempt[];
  plan: { steps: { remedy: string; allowed: string | null; diff: string | null }[]; holdBack: string | null; isEscalated: boolean } | null;
  forPerson: string | null;
  timeline: { at: string; what: string }[];
}

/** Obeys TERM; well until somebody makes /fault, which it clears away when it begins. */
export const SERVICE = "rm -f /fault; trap 'exit 0' TERM; while true; do sleep 0.2; done";

export interface Placed {
  script?: string;
  /** A shell command; `null` for no check. By default: /fault is not there. */
  check?: string | null;
  checkEveryMs?: number;
  checkTimeoutMs?: number;
  retries?: number;
  restart?: string;
  labels?: Record<string, string>;
  image?: string;
  /** The image's own command is kept. */
  usesCommandOfImage?: boolean;
  stopTimeoutSeconds?: number;
  mounts?: object[];
  /** By default it has none. */
  network?: string;
  /** Inside, for whoever asks it there. */
  port?: number;
}

/** A home of its own: a real engine, a real Hydra beside it, and a witness of everything that is done to containers. */
export class CareHome {
  readonly engine: OwnEngine;
  readonly deeds: DockerDeeds;
  hydra: ServedHydra;
  readonly #env: Record<string, string>;

  private constructor(engine: OwnEngine, deeds: DockerDeeds, hydra: ServedHydra, env: Record<string, string>) {
    this.engine = engine;
    this.deeds = deeds;
    this.hydra = hydra;
    this.#env = env;
  }

  /** Up, and over its first look. @param env Hydra's settings */
  static async open(env: Record<string, string> = {}): Promise<CareHome> {
    const engine = await OwnEngine.open();
    try {
      const all = { DOCKER_HOST: engine.address, ...env };
      const hydra = await ServedHydra.start({ env: all, home: `${engine.folder}/hydra` });
      const home = new CareHome(engine, await DockerDeeds.open(engine.socket), hydra, all);
      await hydra.hear();
      await until("the first sight", async () => (await hydra.get<{ firstSightAt: string | null }>("/verdicts")).firstSightAt !== null);
      return home;
    } catch (error) {
      await engine.end();
      throw error;
    }
  }

  /** Hydra was killed: the same one begins again on the state that it left. */
  async startAgain(): Promise<void> {
    this.hydra = await ServedHydra.start({ env: this.#env, home: this.hydra.home });
    await this.hydra.hear();
  }

  async end(): Promise<void> {
    this.deeds.end();
    await this.hydra.end();
    await this.engine.end();
  }

  allow(operation: "containers.restart" | "containers.recreate" = "containers.restart", level = "act"): Promise<void> {
    return this.do("PUT", "/grants", { operation, scope: { kind: "all" }, level });
  }

  /** As the owner. @throws Error for everything but 200 */
  async do(method: string, path: string, body?: object): Promise<void> {
    const { status, text } = await this.hydra.fetch(method, path, body);
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text}`);
  }

  /** Create a container, and start it. @returns its id */
  async place(name: string, placed: Placed = {}): Promise<string> {
    const { script = SERVICE, check = "test ! -e /fault", checkEveryMs = 1_000, retries = 2, restart = "no", labels = {} } = placed;
    const created = await this.engine.do("POST", `/containers/create?name=${name}`, {
      Image: placed.image ?? BUSYBOX_IMAGE,
      ...(placed.usesCommandOfImage === true ? {} : { Cmd: ["sh", "-c", script] }),
      Labels: { "hydra.test": "1", ...labels },
      ExposedPorts: placed.port === undefined ? {} : { [`${placed.port}/tcp`]: {} },
      StopTimeout: placed.stopTimeoutSeconds ?? 3,
      ...(check === null
        ? {}
        : {
            Healthcheck: {
              Test: ["CMD-SHELL", check],
              Interval: checkEveryMs * NS_PER_MS,
              Timeout: (placed.checkTimeoutMs ?? 2_000) * NS_PER_MS,
              Retries: retries,
            },
          }),
      HostConfig: { RestartPolicy: { Name: restart }, NetworkMode: placed.network ?? "none", Mounts: placed.mounts ?? [] },
    });
    await this.engine.do("POST", `/containers/${name}/start`);
    return (JSON.parse(created.body) as { Id: string }).Id;
  }

  /** Create and start it, and wait until Hydra holds it for well. */
  async placeWell(name: string, placed: Placed = {}): Promise<string> {
    const id = await this.place(name, placed);
    await this.well(name, id);
    return id;
  }

  async well(name: string, id?: string): Promise<void> {
    await until(
      `${name} to be well`,
      async () => {
        const { status, body } = await this.hydra.fetch("GET", `/containers/show/${name}`);
        const { container } = body as { container?: { id: string; verdict: string; state: string } };
        return (
          status === 200 && container?.state === "running" && container.verdict === "well" && (id === undefined || container.id === id)
        );
      },
      {
        state: async () => [
          (await this.hydra.fetch("GET", `/verdicts/explain/${name}`)).body,
          shortOf(await this.story(name), this.deeds.on(name)),
        ],
      },
    );
  }

  /** Its check fails from now on, until it begins anew. */
  sicken(name: string): Promise<void> {
    return this.engine.exec(name, "touch", "/fault");
  }

  async addressOf(name: string): Promise<string> {
    const { body } = await this.engine.do("GET", `/containers/${name}/json`);
    return (JSON.parse(body) as { NetworkSettings: { IPAddress: string } }).NetworkSettings.IPAddress;
  }

  /** Its main process is killed from the host, which Docker did not ask for. */
  async killFromHost(name: string): Promise<void> {
    process.kill((await this.engine.inspect(name)).State.Pid, "SIGKILL");
  }

  async incidents(): Promise<Incident[]> {
    return (await this.hydra.get<{ incidents: Incident[] }>("/incidents?limit=1000")).incidents;
  }

  /** Those about a container, newest first, but for those that became a part of another. */
  async about(name: string): Promise<Incident[]> {
    return (await this.incidents()).filter(({ subject, mergedInto }) => subject.name === name && mergedInto === null);
  }

  /** It is well, or the overview says that Docker ended it and that nothing starts it again. */
  async wellOrFound(name: string): Promise<void> {
    // One that was made anew has no verdict for a moment.
    const look = async () =>
      (await this.hydra.fetch("GET", `/verdicts/explain/${name}`)).body as { ruling?: { verdict: string; cause: string } };
    await until(
      `${name} to be well, or found`,
      async () => {
        const { ruling } = await look();
        return ruling?.verdict === "well" || (ruling?.verdict === "down" && ruling.cause === "stopped_by_docker");
      },
      { patienceMs: 90_000, state: async () => [await look(), shortOf(await this.story(name), this.deeds.on(name))] },
    );
  }

  /** The story of the newest incident about a container. */
  async story(name: string): Promise<Story | null> {
    const [incident] = await this.about(name);
    return incident === undefined ? null : this.hydra.get<Story>(`/incidents/${incident.id}`);
  }

  /** Wait until the story of a container is as wanted. */
  storyThat(what: string, name: string, is: (story: Story) => boolean, patienceMs = 90_000): Promise<Story> {
    return until(
      `${name}: ${what}`,
      async () => {
        const story = await this.story(name);
        return story !== null && is(story) && story;
      },
      { patienceMs, state: async () => [shortOf(await this.story(name), this.deeds.on(name)), await this.#audited()] },
    );
  }

  /** What was done, refused and asked for lately, by whom. */
  async #audited(): Promise<unknown[]> {
    const { entries } = await this.hydra.get<{ entries: Record<string, unknown>[] }>("/audit?limit=15");
    return entries.map(({ actor, operation, subject, outcome, detail }) => [actor, operation, subject, outcome, detail]);
  }

  /** Over, and each try has its outcome: that may come a moment later. */
  healed(name: string): Promise<Story> {
    return this.storyThat(
      "healed",
      name,
      ({ state, attempts }) => state === "resolved" && attempts.every(({ outcome }) => outcome !== "pending"),
    );
  }

  asked(name: string): Promise<Story> {
    return this.storyThat("asked", name, ({ attempts }) =>
      attempts.some(({ level, outcome }) => level === "asked" && outcome === "pending"),
    );
  }

  /** A browser that followed the owner's one-time link: another session than the command line's. */
  async browser(): Promise<(method: string, path: string, body?: object) => Promise<{ status: number; body: Record<string, unknown> }>> {
    const { body } = await this.hydra.fetch("POST", "/access/link", {});
    const entered = await fetch(String(body["url"]), { redirect: "manual" });
    const cookie = entered.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const key = /#key=(.+)$/.exec(entered.headers.get("location") ?? "")?.[1] ?? "";
    const origin = new URL(String(body["url"])).origin;
    return async (method, path, said) => {
      const answer = await fetch(`${origin}${path}`, {
        method,
        headers: { cookie, "x-hydra-page": key, origin, "content-type": "application/json" },
        ...(said === undefined ? {} : { body: JSON.stringify(said) }),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
  }
}

/** What a person needs to see why a story is not as a test wants it. */
function shortOf(story: Story | null, deeds: readonly DockerDeed[]): unknown {
  if (story === null) return { story, deeds };
  const { id, state, trouble, cause, attempts, plan, timeline } = story;
  return {
    id,
    state,
    trouble,
    cause,
    attempts,
    plan,
    timeline: timeline.slice(-15),
    deeds: deeds
      .filter(({ action }) => !action.startsWith("exec"))
      .slice(-15)
      .map(({ at, action }) => [at, action]),
  };
}

/** What Hydra did by itself or on a person's word, and not what it only noted. */
export function acts(story: Pick<Story, "attempts">): Attempt[] {
  return story.attempts.filter(({ by, level }) => by === "hydra" && level !== "would");
}
