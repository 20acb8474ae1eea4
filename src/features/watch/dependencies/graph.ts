import { toIso } from "../../../kernel/clock.ts";
import type { Answered } from "../../../kernel/operation.ts";
import type { links as declaredOperation } from "../containers/linking/operations.ts";
import type { list } from "../containers/operations.ts";
import type { Sighting } from "./observing/sightings.ts";

type Listed = Answered<(typeof list)["output"]>["containers"][number];
type Declared = Answered<(typeof declaredOperation)["output"]>["links"][number];

/** How it is known that one needs another. */
export const LINK_REASONS = ["compose", "label", "person", "network-namespace", "observed"] as const;

export interface GraphLink {
  /** It needs `to`; both are identity keys. */
  from: string;
  to: string;
  because: (typeof LINK_REASONS)[number];
  /** When it was first seen; null for what is declared. */
  since: string | null;
}

export interface GraphNode extends Pick<Listed, "key" | "name" | "node" | "project" | "service" | "role" | "verdict" | "protectedBecause"> {
  isProtected: boolean;
  /** How many need it themselves, not over others. */
  dependents: number;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
}

/** All containers and who needs whom, frozen. What was seen is left out where a person said what is needed, or it is declared anyway. */
export function buildGraph(
  containers: readonly Listed[],
  declared: readonly Declared[],
  observed: readonly Sighting[],
  hasSaid: (key: string) => boolean,
): Graph {
  const present = new Map<string, Listed>();
  for (const container of containers) {
    if (container.isAside === true) continue;
    // While one is replaced by another of the same identity, the one that runs stands for both.
    if (container.state === "running" || !present.has(container.key)) present.set(container.key, container);
  }
  const links = new Map<string, GraphLink>();
  const add = (link: GraphLink): void => {
    if (present.has(link.from) && present.has(link.to)) links.set(`${link.from} ${link.to}`, link);
  };
  for (const { from, to, firstSeen } of observed) if (!hasSaid(from)) add({ from, to, because: "observed", since: toIso(firstSeen) });
  for (const { from, to, because } of declared) add({ from, to, because, since: null });
  const dependents = new Map<string, number>();
  for (const { to } of links.values()) dependents.set(to, (dependents.get(to) ?? 0) + 1);
  const nodes = [...present.values()].map(
    ({ key, name, node, project, service, role, verdict, protected: isProtected, protectedBecause }) => ({
      key,
      name,
      node,
      project,
      service,
      role,
      verdict,
      isProtected,
      protectedBecause,
      dependents: dependents.get(key) ?? 0,
    }),
  );
  return Object.freeze({ nodes, links: [...links.values()] });
}

/** Something on the way up or down from a container. */
export interface Reached {
  key: string;
  /** The link that led there. */
  over: GraphLink;
  /** 1 for what is linked straight. */
  steps: number;
}

/** Everything that a container needs (`from` to `to`) or that needs it, nearest first. Circles end at the container itself. */
export function reach({ links }: Graph, key: string, direction: "needs" | "neededBy"): Reached[] {
  const [start, end] = direction === "needs" ? (["from", "to"] as const) : (["to", "from"] as const);
  const next = Map.groupBy(links, (link) => link[start]);
  const reached = new Map<string, Reached>();
  const waiting = [{ key, steps: 0 }];
  for (const { key: at, steps } of waiting) {
    for (const over of next.get(at) ?? []) {
      const other = over[end];
      if (other === key || reached.has(other)) continue;
      reached.set(other, { key: other, over, steps: steps + 1 });
      waiting.push({ key: other, steps: steps + 1 });
    }
  }
  return [...reached.values()];
}
