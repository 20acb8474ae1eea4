import type { Host } from "../../../../kernel/context.ts";
import { list as listContainers } from "../../../watch/containers/operations.ts";
import { containers as containerTelemetry, nodes as nodeTelemetry } from "../../../watch/telemetry/operations.ts";
import { FEWEST_POINTS } from "../patterns/trend.ts";
import { DAY_MS, type ContainerFacts, type World } from "../suggestions/assessment.ts";
import { knownExits } from "./exits.ts";
import { firstWithEnough, Measurements } from "./measurements.ts";
import { gpuModels } from "./models.ts";

const METRICS = ["usedPercent", "powerW", "memoryUsedBytes", "swapUsedBytes", "usedBytes", "memoryBytes"];
const LONG_METRICS = ["usedBytes", "memoryBytes"];
const WEEK_MS = 7 * DAY_MS;

/** Where values come from. */
export interface Source {
  name: string;
  of: string;
  /** ISO 8601; null: it has said nothing yet. */
  measuredAt: string | null;
}

export interface Gathered {
  world: World;
  sources: Source[];
  /** When the newest of the values was measured, ISO 8601; null: nothing is measured. */
  measuredAt: string | null;
}

/** All that the rules look at: a day by five minutes, a week by the hour, and where that is not enough the last hour by ten seconds. */
export async function gather(host: Host, exitsSince: number, appliedAt: (id: string) => number | null): Promise<Gathered> {
  const now = host.clock.now();
  const [{ nodes: all }, { containers: used }, { containers: listed }, exits] = await Promise.all([
    host.call(nodeTelemetry, {}),
    host.call(containerTelemetry, {}),
    host.call(listContainers, {}),
    knownExits(host, now - WEEK_MS),
  ]);
  const nodes = all.filter(({ state }) => state === "measured");
  const [week, day, hour] = [
    await Measurements.read(host, { step: "1h", hours: 168, metrics: LONG_METRICS }),
    await Measurements.read(host, { step: "5m", hours: 24, metrics: METRICS }),
    await Measurements.read(host, { step: "10s", hours: 1, metrics: METRICS }),
  ];
  const containers = used.map((one): ContainerFacts => {
    const { key, name, node, memoryLimitBytes, memoryBytes, id } = one;
    const memory = firstWithEnough([week, day, hour].map((read) => read.get("container", key, "memoryBytes")));
    const isProtected = listed.find((container) => container.id === id)?.protected ?? true;
    return { key, name, node, isProtected, memoryLimitBytes, memoryBytes, memory, exits: exits.get(key) ?? [] };
  });
  // What restarts too fast to be measured is in no telemetry, and is what this is about.
  for (const { key, name, node, protected: isProtected, lostSince } of listed) {
    const own = exits.get(key);
    if (own === undefined || (lostSince ?? null) !== null || containers.some((one) => one.key === key)) continue;
    containers.push({ key, name, node, isProtected, memoryLimitBytes: null, memoryBytes: null, memory: null, exits: own });
  }
  const firstExit = [...exits.values()].flat().reduce((first, { at }) => Math.min(first, at), Infinity);
  const world: World = {
    now,
    nodes,
    containers,
    models: await gpuModels(host, nodes, now - WEEK_MS),
    series: (kind, key, metric) =>
      kind === "disk"
        ? firstWithEnough(
            [week, day, hour].map((read) => read.get(kind, key, metric)),
            FEWEST_POINTS,
          )
        : firstWithEnough([day, hour].map((read) => read.get(kind, key, metric))),
    exitsSince: Math.min(exitsSince, firstExit),
    appliedAt,
  };
  const sources = sourcesOf(host, nodes, used, exits.size > 0);
  const times = [...nodes, ...used].flatMap(({ measuredAt }) => measuredAt ?? []);
  return { world, sources, measuredAt: times.toSorted().at(-1) ?? null };
}

function sourcesOf(
  host: Host,
  nodes: World["nodes"],
  used: readonly { node: string; measuredAt: string | null }[],
  hasExits: boolean,
): Source[] {
  const machines = nodes.flatMap(({ name, source, measuredAt, gpus, gpuSource }): Source[] => [
    { name: source, of: `CPU, memory, disks${gpus.length > 0 ? " and GPUs" : ""} of ${name}`, measuredAt },
    ...(gpus.length > 0 && gpuSource !== null ? [{ name: gpuSource, of: `GPUs of ${name}`, measuredAt }] : []),
  ]);
  const engines = [...Map.groupBy(used, ({ node }) => node)].map(([node, own]): Source => ({
    name: `docker ${node}`,
    of: `containers of ${node}`,
    measuredAt:
      own
        .flatMap(({ measuredAt }) => measuredAt ?? [])
        .toSorted()
        .at(-1) ?? null,
  }));
  const servers = (host.integration("upstreams")?.states() ?? []).map(({ name, ageMs }): Source => ({
    name: `upstream ${name}`,
    of: "loaded models",
    measuredAt: ageMs === null ? null : new Date(host.clock.now() - ageMs).toISOString(),
  }));
  const events: Source[] = hasExits
    ? [{ name: "events of containers, incidents", of: "restarts and kills of the last week", measuredAt: null }]
    : [];
  return [...machines, ...engines, ...servers, ...events];
}
