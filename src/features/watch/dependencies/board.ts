import type { Host } from "../../../kernel/context.ts";
import { part } from "../../../kernel/keys.ts";
import { links } from "../containers/linking/operations.ts";
import { list } from "../containers/operations.ts";
import { corrections } from "../inventory/operations.ts";
import { dependencyObserved } from "./events.ts";
import { buildGraph, type Graph } from "./graph.ts";
import { lookAround } from "./observing/look.ts";
import type { Pair } from "./observing/match.ts";
import { Sightings } from "./observing/sightings.ts";
import { loadSightings, saveSightings } from "./store.ts";

/** They connect to others to see them or to pass something on; that those are down is no reason for them to be. */
const NEED_NOBODY: ReadonlySet<string | null> = new Set(["watcher", "proxy"]);

/** What was seen of connections, and the graph as it is now. */
export class DependencyBoard {
  readonly #host: Host;
  #sightings = new Sightings();
  readonly #said = new Set<string>();
  #built: { from: readonly [containers: unknown, declared: unknown]; graph: Graph } | null = null;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Read what is kept and tell it. */
  async start(): Promise<void> {
    for (const { key, dependsOn } of (await this.#host.call(corrections, {})).corrections) this.correct(key, dependsOn);
    this.#sightings = new Sightings(await loadSightings(this.#host));
    this.#built = null;
    await this.#tell(this.#sightings.links, true);
  }

  /** A person said what a container needs, or took that back. */
  correct(key: string, dependsOn: readonly string[] | null): void {
    if (dependsOn === null) this.#said.delete(key);
    else this.#said.add(key);
    this.#built = null;
  }

  /** Look at the connections that are there now. */
  async look(): Promise<void> {
    const engines = this.#host.integration("docker")?.hosts ?? [];
    const { containers } = await this.#host.call(list, {});
    const needNobody = new Set(containers.filter(({ role }) => NEED_NOBODY.has(role)).map(({ id }) => id));
    await this.note(await lookAround(engines, needNobody));
  }

  /** Take in what one look saw. */
  async note(pairs: readonly Pair[]): Promise<void> {
    const { became, lapsed, changed } = this.#sightings.look(pairs, this.#host.clock.now());
    if (became.length > 0 || lapsed.length > 0) this.#built = null;
    await this.#tell(became, true);
    await this.#tell(lapsed, false);
    await saveSightings(this.#host, changed, lapsed);
  }

  /** The graph now: the same object until a container, its verdict, a word or a link changes. */
  async graph(ask: Pick<Host, "call">): Promise<Graph> {
    const [{ containers }, { links: declared }] = await Promise.all([ask.call(list, {}), ask.call(links, {})]);
    if (this.#built === null || this.#built.from[0] !== containers || this.#built.from[1] !== declared) {
      const graph = buildGraph(containers, declared, this.#sightings.links, (key) => this.#said.has(key));
      this.#built = { from: [containers, declared], graph };
    }
    return this.#built.graph;
  }

  async #tell(pairs: readonly Pair[], isKnown: boolean): Promise<void> {
    for (const { from, to } of pairs) await this.#host.emit(dependencyObserved, { from, to, isKnown });
  }
}

export const board = part("dependencies.board", (host) => new DependencyBoard(host));
