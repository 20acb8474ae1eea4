import type { Clock } from "../../kernel/clock.ts";
import { HydraError, messageOf } from "../../kernel/errors.ts";
import type { Log } from "../../kernel/log.ts";
import { showAddress, type Address } from "./address.ts";
import { EventMemory } from "./events.ts";
import type { ContainerFacts, ContainerUsage, LogLine } from "./facts.ts";
import { EngineFailure, isRefusal } from "./failures.ts";
import type { ConnectionState, DockerHost, DockerWrites, ImageComparison, LogRequest, ProcessState, WorldListener } from "./hosts.ts";
import { pinnedRef } from "./container-facts.ts";
import type { DockerSandbox } from "./sandbox.ts";
import { Picture } from "./picture.ts";
import { TEMPO, type Details, type Kept, type Tempo } from "./session.ts";
import type { TlsFiles } from "./settings.ts";
import { EngineWatch, type Claim } from "./watch.ts";
import { differencesOf } from "./writing/differences.ts";
import { EngineSandbox } from "./writing/engine-sandbox.ts";
import { askProcessState, readProcessState } from "./writing/main-process.ts";
import { Replacement } from "./writing/replacement.ts";
import { EngineVerbs } from "./writing/verbs.ts";

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
  readonly #sandbox = new EngineSandbox((run) => this.#change(run));
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
    this.#write = watchOnly ? null : this.#writes();
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

  get sandbox(): DockerSandbox | null {
    return this.#write === null ? null : this.#sandbox;
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

  async hasImage(imageId: string): Promise<boolean> {
    return (await this.#verbs.image(imageId)) !== null;
  }

  async mainProcess(id: string): Promise<ProcessState | null> {
    const facts = this.containers.get(id);
    if (facts === undefined || facts.pid === 0) return null;
    const seen = this.isLocal ? await readProcessState(facts.pid, id) : null;
    if (seen !== null) return seen;
    try {
      return await askProcessState(this.#verbs, id, facts.pid);
    } catch (error) {
      // It ended meanwhile, or a proxy does not let Hydra ask.
      if (error instanceof EngineFailure && error.httpStatus !== null) return null;
      throw error;
    }
  }

  async compareWithImage(id: string, imageId: string): Promise<ImageComparison> {
    const engine = this.#verbs;
    const [container, newImage] = await Promise.all([engine.container(id), engine.image(imageId)]);
    if (container === null) throw new HydraError("conflict", `The container ${id.slice(0, 12)} is gone.`);
    if (newImage === null) throw new HydraError("conflict", `The image ${imageId} is not on ${this.name} any more: pull it first.`);
    const diff = differencesOf(container, await engine.image(container.Image), newImage);
    return { diff, pinned: pinnedRef(container.Config.Image ?? "", newImage.RepoDigests ?? []) };
  }

  get #verbs(): EngineVerbs {
    const { session, transport } = this.#watch.way;
    return new EngineVerbs({ address: this.#address, transport, version: session.client.version });
  }

  #writes(): DockerWrites {
    const ownLimit = (id: string): number | undefined => this.containers.get(id)?.stopTimeoutSeconds;
    return {
      restart: (id, asked) => this.#change((engine) => engine.restart(id, { asked, own: ownLimit(id) ?? 10 })),
      start: (id) => this.#change((engine) => engine.start(id)),
      stop: (id) => this.#change((engine) => engine.stop(id, ownLimit(id))),
      recreate: (id, imageId) => this.#change((engine) => new Replacement(engine).recreate(id, imageId)),
      putBack: (id, asideId) => this.#change((engine) => new Replacement(engine).putBack(id, asideId)),
      dropAside: (asideId) => this.#change((engine) => new Replacement(engine).dropAside(asideId)),
    };
  }

  /** Whoever is once refused to change something has no write verbs any longer. */
  async #change<T>(run: (engine: EngineVerbs) => Promise<T>): Promise<T> {
    try {
      return await run(this.#verbs);
    } catch (error) {
      if (isRefusal(error)) this.#write = null;
      throw error;
    }
  }
}
