import type { AnswerOf } from "../api/operations.ts";
import type { Incident } from "../api/shapes.ts";
import { neighboursOf, reachedFrom } from "./layout/graph.ts";
import { wayOf } from "./layout/rows.ts";

type Graph = AnswerOf<"GET /dependencies">;
export type Service = Graph["nodes"][number];
export type ServiceLink = Graph["links"][number];

/** What stands wrong, as the map marks it. */
export interface Trouble {
  /** The incidents whose cause is this service. */
  roots: ReadonlyMap<string, Incident>;
  /** Who suffers, with the name of what from. */
  suffering: ReadonlyMap<string, string>;
  /** Links over which it spreads, by `wayOf`. */
  links: ReadonlySet<string>;
}

/** Mark the roots of standing incidents, and among what needs them those that suffer: they are told by name only. */
export function troubleIn({ nodes, links }: Graph, incidents: readonly Incident[]): Trouble {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const { neededBy } = neighboursOf(links);
  const roots = new Map<string, Incident>();
  const suffering = new Map<string, string>();
  const spread = new Set<string>();
  for (const incident of incidents) {
    const { state, subject, affected } = incident;
    if ((state !== "open" && state !== "escalated") || !byKey.has(subject.key)) continue;
    roots.set(subject.key, incident);
    const hit = new Set([subject.key]);
    for (const key of reachedFrom(subject.key, neededBy)) if (affected.includes(byKey.get(key)?.name ?? "")) hit.add(key);
    for (const key of hit) if (key !== subject.key) suffering.set(key, subject.name);
    for (const { from, to } of links) if (hit.has(from) && hit.has(to) && from !== subject.key) spread.add(wayOf(from, to));
  }
  return { roots, suffering, links: spread };
}

/** The service's own word where compose made the name from it: its project stands around it anyway. */
export function shortName({ name, project, service }: Pick<Service, "name" | "project" | "service">): string {
  return service !== null && name === `${project}-${service}-1` ? service : name;
}

/** The beginning of a name, where there is no room for all of it: SVG does not cut words by itself. */
export function cutAfter(name: string, letters: number): string {
  const signs = [...name];
  return signs.length <= letters ? name : `${signs.slice(0, letters - 1).join("")}…`;
}
