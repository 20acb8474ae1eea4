import type { ClusterNode, Container } from "../api/shapes.ts";

type Verdict = Container["verdict"];

export interface ProjectTile {
  kind: "project";
  /** Null: what belongs to none. */
  name: string | null;
  /** The worst in it. */
  state: Verdict;
  /** How many are so; of what is well as it should be, all that run. */
  counts: [verdict: Verdict, count: number][];
}

export interface NodeTile {
  kind: "node";
  name: string;
  state: ClusterNode["status"];
  /** 0 to 1; null when it was not measured. */
  cpu: number | null;
  memory: number | null;
}

export type Tile = NodeTile | ProjectTile;

const WORST_FIRST: readonly Verdict[] = ["down", "broken-check", "unsure", "well", "off"];
/** The lower the sooner it has to be seen. */
const URGENCY: Readonly<Record<Tile["state"], number>> = {
  down: 0,
  unwell: 0,
  "broken-check": 1,
  degraded: 1,
  unsure: 2,
  unknown: 2,
  well: 3,
  off: 3,
};

export function isIll({ state }: Pick<Tile, "state">): boolean {
  return URGENCY[state] < URGENCY.well;
}

/** Every machine and every project, one tile each: the worst first, what is alike in the order of their names. */
export function tilesOf(nodes: readonly ClusterNode[], containers: readonly Container[]): Tile[] {
  const machines = nodes.map(({ name, status, cpu, memory }): NodeTile => ({
    kind: "node",
    name,
    state: status,
    cpu: cpu === null ? null : cpu.usedPercent / 100,
    memory: memory === null || memory.totalBytes === 0 ? null : memory.usedBytes / memory.totalBytes,
  }));
  const projects = [...Map.groupBy(containers, ({ project }) => project)].map(([name, members]) => projectTile(name, members));
  // Without a name goes last.
  const named = projects.toSorted((a, b) => (a.name === null ? 1 : b.name === null ? -1 : a.name.localeCompare(b.name)));
  return [...machines, ...named].toSorted((a, b) => URGENCY[a.state] - URGENCY[b.state]);
}

function projectTile(name: string | null, members: readonly Container[]): ProjectTile {
  const verdicts = members.map(({ verdict, lostSince }): Verdict => (lostSince == null ? verdict : "unsure"));
  const counts = WORST_FIRST.map((verdict): [Verdict, number] => [verdict, verdicts.filter((each) => each === verdict).length]).filter(
    ([, count]) => count > 0,
  );
  const ill = counts.filter(([verdict]) => verdict !== "well" && verdict !== "off");
  return { kind: "project", name, state: counts[0]?.[0] ?? "off", counts: ill.length > 0 ? ill : counts.slice(0, 1) };
}
