import { request } from "node:http";

interface Source {
  socketPath?: string;
  port?: number;
  path: string;
  token?: string;
}

/** What somebody waits for on a stream, and the moment at which it was there (epoch ms, with fractions). */
export class Heard<Item> {
  readonly #waiting: { wanted(item: Item): boolean; resolve(at: { item: Item; at: number }): void }[] = [];
  /** How many items came. */
  count = 0;
  onItem: (item: Item) => void = () => undefined;

  hear(item: Item): void {
    const at = wallClock();
    this.count += 1;
    this.onItem(item);
    const index = this.#waiting.findIndex(({ wanted }) => wanted(item));
    if (index >= 0) this.#waiting.splice(index, 1)[0]?.resolve({ item, at });
  }

  /** The next item that is wanted. @throws Error after `withinMs` */
  next(wanted: (item: Item) => boolean, withinMs = 20_000): Promise<{ item: Item; at: number }> {
    return new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => reject(new Error(`what was waited for did not come within ${withinMs} ms`)), withinMs);
      const done = (heard: { item: Item; at: number }): void => {
        clearTimeout(giveUp);
        resolve(heard);
      };
      this.#waiting.push({ wanted, resolve: done });
    });
  }
}

/** Finer than Date.now. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

/** Read a stream of JSON, one a line; of server-sent events the lines with data. Ends by `stop`. */
export async function listenTo<Item>({ token, ...where }: Source, stop: AbortSignal): Promise<Heard<Item>> {
  const heard = new Heard<Item>();
  const headers = token === undefined ? { host: "docker" } : { authorization: `Bearer ${token}` };
  await new Promise<void>((resolve, reject) => {
    const call = request({ host: "127.0.0.1", ...where, agent: false, headers, signal: stop }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${where.path}: ${response.statusCode}`));
      let unfinished = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        const lines = (unfinished + text).split("\n");
        unfinished = lines.pop() ?? "";
        for (const line of lines) {
          const json = line.startsWith("data: ") ? line.slice("data: ".length) : line;
          if (json.startsWith("{")) heard.hear(JSON.parse(json) as Item);
        }
      });
      // Cut by `stop`.
      response.on("error", () => undefined);
      return resolve();
    });
    call.on("error", (error) => {
      if (!stop.aborted) reject(error);
    });
    call.end();
  });
  return heard;
}

/** An event of Docker's own stream. */
export interface DockerEvent {
  Action: string;
  Actor: { ID: string };
  timeNano: number;
}

/** An event of Hydra's stream. */
export interface HydraEvent {
  type: string;
  data: { id?: string };
}

const CONTAINER_EVENTS = encodeURIComponent(JSON.stringify({ type: ["container"], event: ["start", "die"] }));

export function listenToDocker(socketPath: string, stop: AbortSignal): Promise<Heard<DockerEvent>> {
  return listenTo({ socketPath, path: `/v1.41/events?filters=${CONTAINER_EVENTS}` }, stop);
}

export function listenToHydra(port: number, token: string, stop: AbortSignal): Promise<Heard<HydraEvent>> {
  return listenTo({ port, path: "/events", token }, stop);
}
