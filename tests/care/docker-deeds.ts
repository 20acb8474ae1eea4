import { once } from "node:events";
import { request, type ClientRequest, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** One thing that happened to a container, as Docker's own events tell it. */
export interface DockerDeed {
  /** Epoch ms. */
  at: number;
  /** `start`, `die`, `kill`, `stop`, `restart`, `create`, ... */
  action: string;
  name: string;
  id: string;
}

interface WireEvent {
  Action: string;
  timeNano: number;
  Actor: { ID: string; Attributes: Record<string, string> };
}

const FILTER = encodeURIComponent(JSON.stringify({ type: ["container"] }));

/**
 * Everything that is done to containers of an engine, by whomever: the witness against which Hydra's own words are held.
 * The engine itself remembers only its last 256 events, so they are followed from the moment it is opened.
 */
export class DockerDeeds {
  readonly #all: DockerDeed[] = [];
  readonly #seen = new Set<string>();
  #call: ClientRequest | null = null;
  #isOver = false;

  static async open(socketPath: string): Promise<DockerDeeds> {
    const deeds = new DockerDeeds();
    const response = await deeds.#connect(socketPath, 0);
    void deeds.#follow(socketPath, response);
    return deeds;
  }

  /** Through an end of the engine too: what was missed meanwhile it tells when it is back, as far as it remembers. */
  async #follow(socketPath: string, first: IncomingMessage): Promise<void> {
    for (let response: IncomingMessage | null = first; !this.#isOver;) {
      if (response !== null) await this.#read(response);
      await sleep(100);
      response = this.#isOver ? null : await this.#connect(socketPath, (this.#all.at(-1)?.at ?? 0) / 1_000).catch(() => null);
    }
  }

  async #connect(socketPath: string, sinceSeconds: number): Promise<IncomingMessage> {
    const since = sinceSeconds === 0 ? "" : `&since=${sinceSeconds.toFixed(9)}`;
    this.#call = request({ socketPath, path: `/v1.41/events?filters=${FILTER}${since}` });
    this.#call.end();
    const [response] = (await once(this.#call, "response")) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`Docker's events: ${response.statusCode}`);
    return response;
  }

  async #read(response: IncomingMessage): Promise<void> {
    let rest = "";
    try {
      for await (const chunk of response.setEncoding("utf8") as AsyncIterable<string>) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line.trim() !== "") this.#keep(JSON.parse(line) as WireEvent);
      }
    } catch (error) {
      // The engine was ended, or this was: both are what tests do.
      if ((error as NodeJS.ErrnoException).code !== "ECONNRESET" && !this.#isOver) throw error;
    }
  }

  #keep({ Action, timeNano, Actor }: WireEvent): void {
    const mark = `${timeNano} ${Action} ${Actor.ID}`;
    if (this.#seen.has(mark)) return;
    this.#seen.add(mark);
    this.#all.push({ at: timeNano / 1e6, action: Action, name: Actor.Attributes["name"] ?? "", id: Actor.ID });
  }

  /** What was done to a container, oldest first; only these actions where some are named. */
  on(name: string, ...actions: string[]): DockerDeed[] {
    return this.#all.filter((deed) => deed.name === name && (actions.length === 0 || actions.includes(deed.action)));
  }

  count(name: string, action: string): number {
    return this.on(name, action).length;
  }

  end(): void {
    this.#isOver = true;
    this.#call?.destroy();
  }
}
