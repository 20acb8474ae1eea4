import { hostInAddress } from "../../../../integrations/docker/identity.ts";
import type { MachineReading } from "../../../../integrations/machine/facts.ts";
import type { InstanceReading, ScrapedGpu, ScrapedUnit } from "../../../../integrations/prometheus/facts.ts";
import { matchInstances } from "./instances.ts";

/** One machine of the home, as far as somebody measures it now. Times are epoch ms. */
export interface NodeReading {
  name: string;
  cpu: { usedPercent: number; cores: number } | null;
  memory: { usedBytes: number; totalBytes: number } | null;
  swap: { usedBytes: number; totalBytes: number } | null;
  load: { one: number; five: number; fifteen: number } | null;
  disks: readonly { mount: string; usedBytes: number; availableBytes: number; totalBytes: number }[];
  gpus: readonly ScrapedGpu[];
  /** When the newest of these values was measured; null when there are none. */
  measuredAt: number | null;
  /** Who measured: `machine`, `prometheus ai:9100`, both, or `none`. */
  source: string;
  bootedAt: number | null;
  kernelVersion: string | null;
  failedUnits: readonly string[] | null;
  /** Its systemd services; null when nobody reports them now. */
  units: { measuredAt: number; list: readonly ScrapedUnit[] } | null;
  /** What holds Hydra's own process in on this node. */
  limit: { memoryBytes: number | null; cpus: number | null } | null;
}

export interface EngineNode {
  name: string;
  address: string;
  isLocal: boolean;
}

export interface NodeSources {
  /** The machine Hydra runs on; `reading` is null while it cannot be read. */
  machine: { hostname: string; reading: MachineReading | null; usedPercent: number | null } | null;
  engines: readonly EngineNode[];
  /** Only readings that are fresh. */
  prometheus: { url: string; nodes: Readonly<Record<string, string>>; instances: readonly InstanceReading[] } | null;
}

/**
 * All nodes, from everybody who knows one. The machine that Hydra runs on and the node of a local engine are the same node,
 * under the engine's name; an instance of Prometheus joins the node that it means, or is a node of its own.
 */
export function mergeNodes({ machine, engines, prometheus }: NodeSources): NodeReading[] {
  const localNames = engines.filter(({ isLocal }) => isLocal).map(({ name }) => name);
  if (localNames.length === 0 && machine !== null) localNames.push(machine.hostname);
  const names = [...new Set([...localNames, ...engines.map(({ name }) => name)])];
  const known = names.map((name) => ({
    name,
    addressHost: hostInAddress(engines.find((engine) => engine.name === name)?.address ?? ""),
    hostname: localNames.includes(name) ? (machine?.hostname ?? null) : null,
    isLocal: localNames.includes(name),
  }));
  const instances = prometheus === null ? new Map<string, InstanceReading[]>() : matchInstances(prometheus, known);
  const all = new Set([...names, ...instances.keys()]);
  return [...all].toSorted().map((name) => {
    const local = machine?.reading != null && localNames.includes(name) ? machine : null;
    return combine(name, local?.reading ?? null, local?.usedPercent ?? null, instances.get(name) ?? []);
  });
}

/** The machine's own word first, because it is the newest; what it does not know comes from the exporters. */
function combine(
  name: string,
  reading: MachineReading | null,
  usedPercent: number | null,
  instances: readonly InstanceReading[],
): NodeReading {
  const first = <T>(pick: (instance: InstanceReading) => T | null): T | null => instances.map(pick).find((value) => value !== null) ?? null;
  const firstList = <T>(own: readonly T[] | undefined, pick: (instance: InstanceReading) => readonly T[]): readonly T[] =>
    own !== undefined && own.length > 0 ? own : (instances.map(pick).find((list) => list.length > 0) ?? []);
  const ownCpu = reading?.cpu == null || usedPercent === null ? null : { usedPercent, cores: reading.cpu.cores };
  const times = [...(reading === null ? [] : [reading.measuredAt]), ...instances.map(({ measuredAt }) => measuredAt)];
  const sources = [...(reading === null ? [] : ["machine"]), ...instances.map(({ instance }) => `prometheus ${instance}`)];
  return {
    name,
    cpu: ownCpu ?? first(({ cpu }) => cpu),
    memory: reading?.memory ?? first(({ memory }) => memory),
    swap: reading?.swap ?? first(({ swap }) => swap ?? null),
    load: reading?.load ?? first(({ load }) => load),
    disks: firstList<NodeReading["disks"][number]>(reading?.disks, ({ disks }) => disks),
    gpus: firstList<ScrapedGpu>(reading?.gpus, () => uniteGpus(instances)),
    measuredAt: times.length === 0 ? null : Math.max(...times),
    source: sources.length === 0 ? "none" : sources.join(", "),
    bootedAt: reading?.bootedAt ?? first(({ bootedAt }) => bootedAt),
    kernelVersion: reading?.kernelVersion ?? first(({ kernelVersion }) => kernelVersion),
    failedUnits: first(({ failedUnits }) => failedUnits),
    units: first(({ units, measuredAt }) => (units === null ? null : { measuredAt, list: units })),
    limit: reading?.limit ?? null,
  };
}

/** A node that is known to be there and that nobody measures. */
export function unmeasuredNode(name: string): NodeReading {
  return combine(name, null, null, []);
}

/** The cards of all exporters of a node; one that two of them tell of is one card. */
function uniteGpus(instances: readonly InstanceReading[]): ScrapedGpu[] {
  const byUuid = new Map<string, ScrapedGpu>();
  for (const gpu of instances.flatMap(({ gpus }) => gpus)) if (!byUuid.has(gpu.uuid)) byUuid.set(gpu.uuid, gpu);
  return [...byUuid.values()];
}
