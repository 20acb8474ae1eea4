import { toIso, toIsoOrNull } from "../../../kernel/clock.ts";
import type { ContainerReading } from "./reading/engines.ts";
import type { NodeReading } from "./reading/nodes.ts";
import type { UnitReading } from "./reading/units.ts";
import type { ContainerTelemetry, NodeTelemetry, UnitTelemetry } from "./shapes.ts";
import type { Subject } from "./history/subjects.ts";

export interface NodeRow {
  node: NodeReading;
  lastMeasuredAt: number | null;
  gpuSource: string | null;
}

export interface ContainerRow {
  id: string;
  subject: Subject;
  reading: ContainerReading | null;
  isFresh: boolean;
}

interface ContainerList {
  readonly containers: ContainerTelemetry[];
}

/** A round's answers. Each is one frozen object, so that it is checked and serialised once however often it is asked for. */
export interface Presented {
  readonly nodes: { readonly nodes: NodeTelemetry[] };
  readonly containers: ContainerList;
  containersOf(node: string): ContainerList;
  readonly units: readonly UnitTelemetry[];
  readonly measured: {
    nodes: {
      name: string;
      cpuUsedPercent: number | null;
      memoryUsedBytes: number | null;
      memoryTotalBytes: number | null;
      load1: number | null;
      measuredAt: string | null;
    }[];
  };
}

export function present(nodeRows: readonly NodeRow[], containerRows: readonly ContainerRow[], units: readonly UnitReading[]): Presented {
  const nodes = nodeRows.map(presentNode);
  const containers = containerRows.map(presentContainer);
  const byNode = new Map<string, ContainerList>();
  return {
    nodes: Object.freeze({ nodes }),
    containers: Object.freeze({ containers }),
    containersOf(node) {
      let list = byNode.get(node);
      if (list === undefined) {
        list = Object.freeze({ containers: containers.filter((container) => container.node === node) });
        byNode.set(node, list);
      }
      return list;
    },
    units: units.map(presentUnit),
    measured: {
      nodes: nodes.map(({ name, cpu, memory, load, measuredAt }) => ({
        name,
        cpuUsedPercent: cpu?.usedPercent ?? null,
        memoryUsedBytes: memory?.usedBytes ?? null,
        memoryTotalBytes: memory?.totalBytes ?? null,
        load1: load?.one ?? null,
        measuredAt,
      })),
    },
  };
}

function presentNode({ node, lastMeasuredAt, gpuSource }: NodeRow): NodeTelemetry {
  const isMeasured = node.measuredAt !== null;
  const { name, memory, swap, load, source, kernelVersion, limit } = node;
  return {
    name,
    state: isMeasured ? "measured" : "unknown",
    reason: isMeasured ? null : whyUnknown(lastMeasuredAt),
    cpu: node.cpu === null ? null : { usedPercent: tenth(node.cpu.usedPercent), cores: node.cpu.cores },
    memory,
    swap,
    load,
    disks: node.disks.map(({ mount, usedBytes, availableBytes, totalBytes }) => ({ mount, usedBytes, availableBytes, totalBytes })),
    gpus: node.gpus.map((gpu) => ({ ...gpu })),
    gpuSource,
    measuredAt: toIsoOrNull(node.measuredAt ?? lastMeasuredAt),
    source,
    bootedAt: toIsoOrNull(node.bootedAt),
    kernelVersion,
    failedUnits: node.failedUnits === null ? null : [...node.failedUnits],
    limit,
  };
}

function whyUnknown(lastMeasuredAt: number | null): string {
  return lastMeasuredAt === null
    ? "Nobody measures this node: Hydra does not run on it, and no exporter in a configured Prometheus tells of it."
    : "Nobody tells of this node any more: its exporter or Prometheus does not answer. See telemetry.targets.";
}

function presentContainer({ id, subject, reading, isFresh }: ContainerRow): ContainerTelemetry {
  const now = isFresh ? reading : null;
  return {
    id,
    name: subject.name,
    node: subject.node,
    key: subject.key,
    cpuPercent: rounded(now?.rates.cpuPercent, tenth),
    memoryBytes: now?.memoryBytes ?? null,
    memoryLimitBytes: now?.memoryLimitBytes ?? null,
    networkReceivedBytesPerSecond: rounded(now?.rates.networkReceivedBytesPerSecond, Math.round),
    networkSentBytesPerSecond: rounded(now?.rates.networkSentBytesPerSecond, Math.round),
    blockReadBytesPerSecond: rounded(now?.rates.blockReadBytesPerSecond, Math.round),
    blockWrittenBytesPerSecond: rounded(now?.rates.blockWrittenBytesPerSecond, Math.round),
    processes: now?.processes ?? null,
    measuredAt: reading === null ? null : toIso(reading.measuredAt),
  };
}

function presentUnit({ node, unit, state, isFresh, kind, hasRun, since, measuredAt }: UnitReading): UnitTelemetry {
  // What nobody tells of is unknown from the moment it was told of last.
  return {
    node,
    unit,
    state: isFresh ? state : "unknown",
    lastState: state,
    since: toIso(isFresh ? since : measuredAt),
    kind,
    hasRun,
    measuredAt: toIso(measuredAt),
  };
}

function rounded(value: number | null | undefined, round: (value: number) => number): number | null {
  return value === null || value === undefined ? null : round(value);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
