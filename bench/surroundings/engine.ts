import { findEngine } from "../../tests/peers/docker-engine.ts";
import { askEngine } from "../../tests/peers/docker-api.ts";
import { BUSYBOX_IMAGE } from "../../tests/peers/peers.ts";

const PARALLEL = 8;
const NS_PER_SECOND = 1_000_000_000;

export interface Fleet {
  socketPath: string;
  /** Id by name, in the order in which they were asked for. */
  containers: ReadonlyMap<string, string>;
  /** Remove them all. Safe to call twice. */
  remove(): Promise<void>;
}

export interface FleetPlan {
  count: number;
  /** What runs in number `index`, in a busybox. */
  command(index: number): string[];
  env?: string[];
  /** A shell command that tells its health; without one it has no check. */
  check?: string;
  checkSeconds?: number;
}

/** The engine that benches use: HYDRA_TEST_DOCKER, DOCKER_HOST or this machine's own. @throws Error when there is none */
export async function engineSocket(): Promise<string> {
  const socketPath = await findEngine(process.env);
  if (socketPath === null) throw new Error("This bench needs a Docker engine: set HYDRA_TEST_DOCKER=unix:///path/of/docker.sock");
  return socketPath;
}

/** Start containers under a prefix of their own; they are removed when the bench ends, also by Ctrl-C. */
export async function startFleet(socketPath: string, { count, command, env = [], check, checkSeconds = 10 }: FleetPlan): Promise<Fleet> {
  const prefix = `hydra-bench-${process.pid}`;
  const containers = new Map<string, string>();
  let isRemoved = false;
  const remove = async (): Promise<void> => {
    if (isRemoved) return;
    isRemoved = true;
    await inGroups([...containers.values()], (id) => ask(socketPath, "DELETE", `/containers/${id}?force=true&v=true`));
  };
  onInterrupt(remove);
  const body = (index: number): object => ({
    Image: BUSYBOX_IMAGE,
    Cmd: command(index),
    Env: env,
    Labels: { "hydra.test": "1" },
    ...(check === undefined
      ? {}
      : {
          Healthcheck: { Test: ["CMD-SHELL", check], Interval: checkSeconds * NS_PER_SECOND, Timeout: 5 * NS_PER_SECOND, Retries: 3 },
        }),
    HostConfig: { RestartPolicy: { Name: "no" } },
  });
  try {
    await inGroups(
      Array.from({ length: count }, (_, index) => index),
      async (index) => {
        const name = `${prefix}-${index}`;
        const { Id } = JSON.parse(await ask(socketPath, "POST", `/containers/create?name=${name}`, body(index))) as { Id: string };
        containers.set(name, Id);
        await ask(socketPath, "POST", `/containers/${Id}/start`);
      },
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return { socketPath, containers, remove };
}

/** One call that has to succeed. @returns the body */
export async function ask(socketPath: string, method: string, path: string, body?: object): Promise<string> {
  const answer = await askEngine(socketPath, method, `/v1.41${path}`, body);
  if (answer.status >= 300 && answer.status !== 304) throw new Error(`${method} ${path}: ${answer.status} ${answer.body.trim()}`);
  return answer.body;
}

export async function countContainers(socketPath: string): Promise<number> {
  return (JSON.parse(await ask(socketPath, "GET", "/containers/json")) as unknown[]).length;
}

/** What a bench started: ended in the other order when it is through, and also when it is interrupted. */
export class Started {
  readonly #stop = new AbortController();
  readonly #ends: (() => Promise<void>)[] = [];

  constructor() {
    onInterrupt(() => this.end());
  }

  /** Fires when the bench ends: streams end with it. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  push(end: () => Promise<void>): void {
    this.#ends.push(end);
  }

  async end(): Promise<void> {
    this.#stop.abort();
    for (const end of this.#ends.splice(0).toReversed()) await end();
  }
}

/** Tidy up when the bench is interrupted, then end as interrupted. */
export function onInterrupt(tidy: () => Promise<void>): void {
  for (const [signal, exitCode] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(signal, () => void tidy().finally(() => process.exit(exitCode)));
  }
}

async function inGroups<T>(all: readonly T[], work: (each: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += PARALLEL) await Promise.all(all.slice(from, from + PARALLEL).map(work));
}
