import { isIgnoredByLabel } from "../../../../integrations/docker/identity.ts";
import { declaredLinks, type DeclaredLink, type Linked } from "./links.ts";

/** Labels that say whom a container needs, besides those that make its identity. */
const TELLING_LABELS = ["com.docker.compose.depends_on", "hydra.depends", "hydra.ignore"];
/** How many containers that are gone are remembered by their id. */
const MOST_GONE = 5_000;

interface World {
  /** Whoever may need or be needed. */
  entries(): Iterable<Linked>;
  saidOf(key: string): readonly string[] | null;
}

/** Who needs whom among all containers, worked out when somebody asks and kept until one of them changes. */
export class Ties {
  readonly #world: World;
  readonly #keyOfId = new Map<string, string>();
  /** What was seen of connections, as `dependencies` tells it: from, then to. */
  readonly #observed = new Map<string, Set<string>>();
  #declared: { links: readonly DeclaredLink[] } | null = null;
  #dependents: Map<string, Dependents> | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  /** A container came or is another. What changes who needs whom: its names, labels and network. */
  meet({ identity, facts }: Linked, before: Linked | undefined): void {
    this.#keyOfId.set(facts.id, identity.key);
    const [oldest] = this.#keyOfId.keys();
    if (this.#keyOfId.size > MOST_GONE && oldest !== undefined) this.#keyOfId.delete(oldest);
    const isSame =
      before?.identity.key === identity.key &&
      before.facts.name === facts.name &&
      before.facts.networkMode === facts.networkMode &&
      TELLING_LABELS.every((label) => before.facts.labels[label] === facts.labels[label]);
    if (!isSame) this.forget();
  }

  forget(): void {
    this.#declared = null;
    this.#dependents = null;
  }

  observe(from: string, to: string, isKnown: boolean): void {
    const known = this.#observed.get(from) ?? new Set();
    if (isKnown) known.add(to);
    else known.delete(to);
    this.#observed.set(from, known);
    this.#dependents = null;
  }

  /** Frozen: the same object until something changes. */
  get declared(): { links: readonly DeclaredLink[] } {
    this.#declared ??= Object.freeze({
      links: Object.freeze(
        declaredLinks(
          [...this.#world.entries()].filter(({ facts }) => !isIgnoredByLabel(facts.labels)),
          this.#world.saidOf,
          (id) => this.#keyOfId.get(id),
        ),
      ),
    });
    return this.#declared;
  }

  dependentsOf(key: string): Dependents {
    this.#dependents ??= this.#count();
    return this.#dependents.get(key) ?? NONE;
  }

  #count(): Map<string, Dependents> {
    const all = new Map<string, Set<string>>();
    const onNetwork = new Map<string, Set<string>>();
    const present = new Set([...this.#world.entries()].map(({ identity }) => identity.key));
    for (const { from, to, because } of this.declared.links) {
      note(all, from, to);
      if (because === "network-namespace") note(onNetwork, from, to);
    }
    for (const [from, seen] of this.#observed) {
      // A person who said what it needs has said all of it.
      if (!present.has(from) || this.#world.saidOf(from) !== null) continue;
      for (const to of seen) note(all, from, to);
    }
    return new Map([...all].map(([key, from]) => [key, { count: from.size, onItsNetwork: onNetwork.get(key)?.size ?? 0 }]));
  }
}

function note(counted: Map<string, Set<string>>, from: string, to: string): void {
  counted.set(to, (counted.get(to) ?? new Set()).add(from));
}

export interface Dependents {
  /** Things that need it themselves, not over others. */
  count: number;
  /** Those of them that use its network. */
  onItsNetwork: number;
}

const NONE: Dependents = { count: 0, onItsNetwork: 0 };
