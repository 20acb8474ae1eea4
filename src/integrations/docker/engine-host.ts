import type { Clock } from "../../kernel/clock.ts";
import { HydraError, messageOf } from "../../kernel/errors.ts";
import type { Log } from "../../kernel/log.ts";
import { showAddress, type Address } from "./address.ts";
import { EventMemory } from "./events.ts";
import type { ContainerFacts, ContainerUsage, LogLine } from "./facts.ts";
import { isRefusal } from "./failures.ts";
import type { ConnectionState, DockerHost, DockerWrites, LogRequest, WorldListener } from "./hosts.ts";
import { Picture } from "./picture.ts";
import { TEMPO, type Details, type Kept, type Tempo } from "./session.ts";
import type { TlsFiles } from "./settings.ts";
import { EngineWatch, type Claim } from "./watch.ts";
import { restartContainer } from "./writes.ts";

/** Where an engine looks for commands when a container sets no PATH. */
const DEFAULT_SEARCH_PATH = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

export interface EngineHostOptions {
  name: string;
  address: Address;
  tls?: TlsFiles;
  watchOnly: boolean;
  clock: Clock;
  log: Log;
  claim?: Claim;
  tempo?: Partial<Tempo>;
}

/** A real engine. `run` watches it; until then, and while it is lost, every question is refused. */
export class EngineHost implements DockerHost {
  readonly name: string;
  readonly address: string;
  readonly isLocal: boolean;
  readonly #address: Address;
  readonly #kept: Kept;
  readonly #watch: EngineWatch;
  #write: DockerWrites | null;

  constructor({ name, address, tls, watchOnly, clock, log, claim = async () => null, tempo }: EngineHostOptions) {
    this.name = name;
    this.address = showAddress(address);
    this.isLocal = address.kind === "unix";
    this.#address = address;
    const picture = new Picture(clock.now(), (error) =>
      log.error({ reason: messageOf(error) }, "a listener failed on what an engine told"),
    );
    this.#kept = {
      clock,
      log,
      picture,
      tempo: { ...TEMPO, ...tempo },
      memory: new EventMemory(),
      details: new Map(),
      oomAt: new Map(),
      wasAway: false,
    };
    this.#watch = new EngineWatch(address, tls, claim, this.#kept);
    this.#write = watchOnly ? null : { restart: (id, seconds) => this.#restart(id, seconds) };
  }

  /** Until the signal fires. */
  run(signal: AbortSignal): Promise<void> {
    return this.#watch.run(signal);
  }

  get connection(): ConnectionState {
    return this.#kept.picture.connection;
  }

  get containers(): ReadonlyMap<string, ContainerFacts> {
    return this.#kept.picture.containers;
  }

  get write(): DockerWrites | null {
    return this.#write;
  }

  listen(listener: WorldListener): () => void {
    return this.#kept.picture.listen(listener);
  }

  async inspect(idOrName: string): Promise<ContainerFacts | null> {
    const { session } = this.#watch.way;
    // Only ids have a place in the picture; for a name the engine is asked twice.
    const id = this.containers.has(idOrName) ? idOrName : (await session.client.inspect(idOrName))?.facts.id;
    if (id === undefined) return null;
    await session.look(id);
    return this.containers.get(id) ?? null;
  }

  async usage(id: string, signal?: AbortSignal): Promise<ContainerUsage> {
    return this.#watch.way.session.client.usage(id, signal);
  }

  async *logs(id: string, request: LogRequest): AsyncIterable<LogLine> {
    const { client } = this.#watch.way.session;
    yield* client.logs(id, (await this.#detailsOf(id)).isTty, request);
  }

  async hasPath(id: string, path: string): Promise<boolean | null> {
    const has = await this.#watch.way.session.client.hasPath(id, path);
    // The engine says 404 for a container that is gone, too.
    return has === false && !this.containers.has(id) ? null : has;
  }

  async searchPath(id: string): Promise<string[]> {
    return (await this.#detailsOf(id)).searchPath ?? DEFAULT_SEARCH_PATH;
  }

  async #detailsOf(id: string): Promise<Details> {
    const known = this.#kept.details.get(id) ?? (await this.#watch.way.session.client.inspect(id));
    if (known === null) throw new HydraError("upstream_failed", `${this.name} has no container ${id.slice(0, 12)}.`);
    return known;
  }

  async #restart(id: string, stopTimeoutSeconds?: number): Promise<void> {
    const { session, transport } = this.#watch.way;
    const own = this.containers.get(id)?.stopTimeoutSeconds ?? 10;
    try {
      await restartContainer({ address: this.#address, transport, version: session.client.version }, id, {
        asked: stopTimeoutSeconds,
        own,
      });
    } catch (error) {
      if (isRefusal(error)) this.#write = null;
      throw error;
    }
  }
}
