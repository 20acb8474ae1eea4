import { dependenciesOf, isOneOffRun, type Identity } from "../../../../integrations/docker/identity.ts";
import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";

/** How it is known, without looking at the network, that one container needs another; the surer first. */
export const DECLARED_BECAUSE = ["network-namespace", "person", "label", "compose"] as const;

/** `from` needs `to`: both are identity keys. */
export interface DeclaredLink {
  readonly from: string;
  readonly to: string;
  readonly because: (typeof DECLARED_BECAUSE)[number];
}

/** What of a container says whom it needs. */
export interface Linked {
  identity: Identity;
  facts: Pick<ContainerFacts, "id" | "name" | "labels" | "networkMode">;
}

/**
 * Who needs whom: by `depends_on` of compose, the label `hydra.depends`, a person's word (which stands in place of these
 * two), and a shared network namespace (which nobody can talk away). One link for each pair, with the surest reason.
 *
 * @param saidOf what a person said that it needs; null where nothing was said
 * @param keyOfId the key of a container that is gone, by its id: whoever used its network still names it so
 */
export function declaredLinks(
  containers: readonly Linked[],
  saidOf: (key: string) => readonly string[] | null,
  keyOfId: (id: string) => string | undefined,
): DeclaredLink[] {
  const names = new Names(containers);
  const links = new Map<string, DeclaredLink>();
  const add = ({ from, to, because }: DeclaredLink): void => {
    const known = links.get(`${from} ${to}`);
    if (from === to || (known !== undefined && sureness(known) <= sureness({ because }))) return;
    links.set(`${from} ${to}`, { from, to, because });
  };
  for (const { identity, facts } of containers) {
    const from = identity.key;
    const owner = /^container:(.+)$/.exec(facts.networkMode)?.[1];
    const ownerKey = owner === undefined ? undefined : (names.ofContainer(identity.node, owner) ?? keyOfId(owner));
    if (ownerKey !== undefined) add({ from, to: ownerKey, because: "network-namespace" });
    const said = saidOf(from);
    for (const word of said ?? []) for (const to of names.meant(word, identity)) add({ from, to, because: "person" });
    if (said !== null) continue;
    for (const word of wordsOf(facts.labels["hydra.depends"])) {
      for (const to of names.meant(word, identity)) add({ from, to, because: "label" });
    }
    for (const { service } of dependenciesOf(facts.labels)) {
      for (const to of names.ofService(identity.node, identity.project, service)) add({ from, to, because: "compose" });
    }
  }
  return [...links.values()];
}

function sureness({ because }: Pick<DeclaredLink, "because">): number {
  return DECLARED_BECAUSE.indexOf(because);
}

/** `db, cache` */
function wordsOf(label: string | undefined): string[] {
  return (label ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** Whom a name means. Nearer things of the same name come first; a name that several far ones bear means none. */
class Names {
  readonly #keys = new Set<string>();
  readonly #services = new Map<string, string[]>();
  readonly #containers = new Map<string, string>();
  readonly #anywhere = new Map<string, Set<string>>();

  constructor(containers: readonly Linked[]) {
    for (const { identity, facts } of containers) {
      const { key, node, project, service } = identity;
      this.#keys.add(key);
      this.#containers.set(`${node}/${facts.name}`, key).set(`${node}/${facts.id}`, key);
      this.#addAnywhere(facts.name, key);
      if (service === null || isOneOffRun(facts)) continue;
      const place = `${node}/${project}/${service}`;
      this.#services.set(place, [...(this.#services.get(place) ?? []), key]);
      this.#addAnywhere(service, key);
    }
  }

  /** All replicas of a service of a project. */
  ofService(node: string, project: string | null, service: string): readonly string[] {
    return this.#services.get(`${node}/${project}/${service}`) ?? [];
  }

  ofContainer(node: string, nameOrId: string): string | undefined {
    return this.#containers.get(`${node}/${nameOrId}`);
  }

  /** A word of a person or a label: a service of its project, a container beside it, `node/name`, a whole key, a name that is the only one. */
  meant(word: string, { node, project }: Identity): readonly string[] {
    if (this.#keys.has(word)) return [word];
    const services = this.ofService(node, project, word);
    if (services.length > 0) return services;
    const container = this.ofContainer(node, word) ?? this.#containers.get(word);
    if (container !== undefined) return [container];
    const known = [...(this.#anywhere.get(word) ?? [])];
    const here = known.filter((key) => key.startsWith(`${node}/`));
    return here.length === 1 ? here : known.length === 1 ? known : [];
  }

  #addAnywhere(name: string, key: string): void {
    const keys = this.#anywhere.get(name) ?? new Set();
    this.#anywhere.set(name, keys.add(key));
  }
}
