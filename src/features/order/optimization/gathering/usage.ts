import type { Host } from "../../../../kernel/context.ts";
import { nodes as nodeTelemetry } from "../../../watch/telemetry/operations.ts";
import { patternOf } from "../patterns/usage.ts";
import type { UsagePattern } from "../shapes.ts";
import { HOUR_MS, measuredMs, type NodeTelemetry, type UsedResource } from "../suggestions/assessment.ts";
import { IDLE_PERCENT } from "../suggestions/gpus.ts";
import { firstWithEnough, Measurements, type SubjectKind } from "./measurements.ts";

/** One thing whose use has a pattern. */
interface Used {
  node: string;
  resource: UsedResource;
  kind: SubjectKind;
  key: string;
  subject: string | null;
  metric: string;
  unit: string;
  capacity: number | null;
  idleBelow: number;
  isMeasured: boolean;
}

const IDLE_SHARE = IDLE_PERCENT / 100;
const NODE_METRICS = ["cpuUsedPercent", "memoryUsedBytes", "usedPercent", "usedBytes"];
const CONTAINER_METRICS = ["cpuPercent", "memoryBytes", "networkReceivedBytesPerSecond", "networkSentBytesPerSecond"];

export interface UsageRequest {
  node: string | undefined;
  resource: UsedResource | undefined;
  hours: number;
  withContainers: boolean;
}

/** How everything was used in the last hours; what nobody measures is listed as unknown. */
export async function usagePatterns(host: Pick<Host, "call">, request: UsageRequest): Promise<UsagePattern[]> {
  const { node, resource, hours, withContainers } = request;
  const metrics = withContainers ? [...NODE_METRICS, ...CONTAINER_METRICS] : NODE_METRICS;
  const where = node === undefined ? {} : { node };
  const { nodes } = await host.call(nodeTelemetry, {});
  const fine = await Measurements.read(host, { hours: Math.min(1, hours), step: "10s", metrics, ...where });
  const coarse = hours <= 1 ? fine : await Measurements.read(host, { hours, step: "5m", metrics, ...where });
  const used = nodes
    .filter(({ name }) => node === undefined || name === node)
    .flatMap((one) => [...usedOf(one), ...containersOf(one, coarse)]);
  return used
    .filter((one) => resource === undefined || one.resource === resource)
    .map(({ kind, key, metric, capacity, idleBelow, isMeasured, ...about }) => {
      const series = firstWithEnough([coarse.get(kind, key, metric), fine.get(kind, key, metric)]);
      const pattern = patternOf({ averages: series?.averages ?? [], maxima: series?.maxima ?? [], capacity, idleBelow });
      return {
        ...about,
        metric,
        capacity,
        kind: isMeasured ? pattern.kind : "unknown",
        average: pattern.average,
        peak: pattern.peak,
        samples: pattern.samples,
        measuredHours: series === null ? 0 : measuredMs(series) / HOUR_MS,
      };
    });
}

function bytes(capacity: number | null) {
  return { unit: "bytes", capacity, idleBelow: IDLE_SHARE * (capacity ?? 0) };
}

function usedOf({ name: node, state, memory, gpus, disks }: NodeTelemetry): Used[] {
  const isMeasured = state === "measured";
  const total = memory?.totalBytes ?? null;
  const percent = { unit: "percent", capacity: 100, idleBelow: IDLE_PERCENT };
  const own = { node, kind: "node", key: node, subject: null, isMeasured } as const;
  return [
    { ...own, resource: "cpu", metric: "cpuUsedPercent", ...percent },
    { ...own, resource: "memory", metric: "memoryUsedBytes", ...bytes(total) },
    ...gpus.map(({ uuid }): Used => ({ ...gpuOf(node, uuid, isMeasured), metric: "usedPercent", ...percent })),
    ...gpus.map(({ uuid, memoryTotalBytes }): Used => ({
      ...gpuOf(node, uuid, isMeasured),
      metric: "memoryUsedBytes",
      ...bytes(memoryTotalBytes),
    })),
    ...disks.map(({ mount, usedBytes, availableBytes }): Used => ({
      node,
      resource: "disk",
      kind: "disk",
      key: `${node} ${mount}`,
      subject: mount,
      isMeasured,
      metric: "usedBytes",
      ...bytes(usedBytes + availableBytes),
    })),
  ];
}

function gpuOf(node: string, uuid: string, isMeasured: boolean) {
  return { node, resource: "gpu", kind: "gpu", key: `${node} ${uuid}`, subject: uuid, isMeasured } as const;
}

const MIB = 1_048_576;

/** Containers have no capacity of their own but their node's: nothing of them is overloaded by itself. */
function containersOf({ name: node, cpu, state }: NodeTelemetry, measurements: Measurements): Used[] {
  const cores = cpu === null ? null : cpu.cores * 100;
  return measurements
    .of("container")
    .filter((series) => series.node === node)
    .map(({ key, name, metric }): Used => {
      const about = { node, kind: "container", key, subject: name, metric, isMeasured: state === "measured" } as const;
      if (metric === "cpuPercent")
        return { ...about, resource: "cpu", unit: "percent of one core", capacity: cores, idleBelow: IDLE_PERCENT };
      if (metric === "memoryBytes") return { ...about, resource: "memory", unit: "bytes", capacity: null, idleBelow: MIB };
      return { ...about, resource: "network", unit: "bytes per second", capacity: null, idleBelow: 1_024 };
    });
}
