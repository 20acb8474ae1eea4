import type { ContainerFacts, NodeTelemetry, Series, World } from "../suggestions/assessment.ts";

export const GIB = 1_073_741_824;
export const NOW = Date.UTC(2026, 5, 8);
export const FIVE_MINUTES = 300_000;

export function madeUpNode(changes: Partial<NodeTelemetry> = {}): NodeTelemetry {
  return {
    name: "tower",
    state: "measured",
    reason: null,
    cpu: { usedPercent: 10, cores: 8 },
    memory: { usedBytes: 16 * GIB, totalBytes: 64 * GIB },
    swap: null,
    load: null,
    disks: [],
    gpus: [],
    gpuSource: null,
    measuredAt: new Date(NOW).toISOString(),
    source: "machine",
    bootedAt: null,
    kernelVersion: null,
    failedUnits: null,
    limit: null,
    ...changes,
  };
}

export function madeUpGpu(changes: Partial<NodeTelemetry["gpus"][number]> = {}): NodeTelemetry["gpus"][number] {
  return {
    index: 0,
    uuid: "GPU-aa",
    name: "RTX 4090",
    usedPercent: 0,
    memoryUsedBytes: GIB,
    memoryTotalBytes: 24 * GIB,
    temperatureC: 40,
    powerW: 20,
    powerLimitW: null,
    ...changes,
  };
}

export function madeUpContainer(changes: Partial<ContainerFacts> = {}): ContainerFacts {
  return {
    key: "tower/home/web",
    name: "web",
    node: "tower",
    isProtected: false,
    memoryLimitBytes: null,
    memory: null,
    memoryBytes: null,
    exits: [],
    ...changes,
  };
}

/** Values up to now. */
export function seriesOf(values: readonly (number | null)[], stepMs = FIVE_MINUTES): Series {
  return { start: NOW - (values.length - 1) * stepMs, stepMs, averages: values, maxima: values };
}

export function repeated(count: number, value: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => value(index));
}

/** A home in which everything is well and nothing else known than what a test says. `series`: by `kind metric key`. */
export function madeUpWorld(changes: Partial<Omit<World, "series">> & { series?: Record<string, Series> } = {}): World {
  const { series = {}, ...rest } = changes;
  return {
    now: NOW,
    nodes: [madeUpNode()],
    containers: [],
    models: [],
    exitsSince: NOW - 30 * 86_400_000,
    appliedAt: () => null,
    ...rest,
    series: (kind, key, metric) => series[`${kind} ${metric} ${key}`] ?? null,
  };
}
