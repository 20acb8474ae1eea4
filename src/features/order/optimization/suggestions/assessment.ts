import type { z } from "zod";
import type { nodes } from "../../../watch/telemetry/operations.ts";

export type NodeTelemetry = z.output<(typeof nodes)["output"]>["nodes"][number];

/** What is used, more or less. */
export const USED_RESOURCES = ["cpu", "memory", "gpu", "disk", "network"] as const;
export type UsedResource = (typeof USED_RESOURCES)[number];
/** What a suggestion is about: starts that lead to nothing are no question of CPU or memory. */
export const RESOURCES = [...USED_RESOURCES, "restarts"] as const;
export type Resource = (typeof RESOURCES)[number];
export const PRIORITIES = ["low", "medium", "high", "critical"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** A value with its unit: what a suggestion wants to change, or by how much. */
export interface Amount {
  value: number;
  unit: string;
}

/** When a disk is full if it goes on like this, epoch ms; `latest` is null where that is anybody's guess. */
export interface Forecast {
  fillsAt: number;
  earliest: number;
  latest: number | null;
}

/** What could be better about a thing. */
export interface Finding {
  priority: Priority;
  title: string;
  /** What was measured, a sentence each. */
  evidence: string[];
  /** By how much the assessment's measure would change. */
  expected: Amount & { text: string };
  operation: { name: string; input: Record<string, unknown> } | null;
  forecast?: Forecast;
}

/** One look at one thing by one rule, also when it is well: only so it shows what became of an earlier finding. */
export interface Assessment {
  /** The same as long as it is about the same. */
  id: string;
  node: string;
  resource: Resource;
  /** Container, mount point or GPU; null: the node itself. */
  subject: string | null;
  /** What a finding of this rule is about to change, as it is now; null: not measured (yet). */
  measure: Amount | null;
  /** The setting that a person changes for it, as it is now; null where only the measure shows that something was done. */
  setting: string | null;
  /** The measure is the setting itself: a change of it is its whole effect. */
  isSettingItself?: true;
  finding: Finding | null;
}

/** Values in even steps; null where nothing was measured. */
export interface Series {
  /** Epoch ms of the first step. */
  start: number;
  stepMs: number;
  averages: readonly (number | null)[];
  maxima: readonly (number | null)[];
}

/** A container that ended although nobody asked for it. */
export interface Exit {
  at: number;
  isKill: boolean;
  exitCode: number | null;
}

export interface ContainerFacts {
  key: string;
  name: string;
  node: string;
  isProtected: boolean;
  memoryLimitBytes: number | null;
  /** Seven days, by the hour where there are hours. */
  memory: Series | null;
  memoryBytes: number | null;
  exits: readonly Exit[];
}

/** Which models stood in the memory of a GPU from a moment on. */
export interface LoadedSet {
  at: number;
  models: readonly string[];
}

export interface GpuModels {
  /** As leases name it: `tower:0`. */
  gpu: string;
  node: string;
  name: string | null;
  memoryTotalBytes: number | null;
  /** Oldest first; the last one stands. */
  sets: readonly LoadedSet[];
  /** Bytes while loaded, as the server says or the name tells; models of unknown size are missing. */
  sizes: ReadonlyMap<string, { bytes: number; isEstimate: boolean }>;
}

/** Everything that the rules look at. */
export interface World {
  now: number;
  nodes: readonly NodeTelemetry[];
  containers: readonly ContainerFacts[];
  models: readonly GpuModels[];
  /** The finest series that says enough. Metrics and keys as `telemetry` calls them. */
  series(kind: "node" | "disk" | "gpu", key: string, metric: string): Series | null;
  /** Since when exits are known. */
  exitsSince: number;
  /** When what a suggestion asked for was done; null: it was not. */
  appliedAt(id: string): number | null;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** The steps that begin at `since` or later. */
export function seriesSince(series: Series, since: number): Series {
  const skip = Math.max(0, Math.ceil((since - series.start) / series.stepMs));
  return {
    start: series.start + skip * series.stepMs,
    stepMs: series.stepMs,
    averages: series.averages.slice(skip),
    maxima: series.maxima.slice(skip),
  };
}

/** For how long something was measured, ms. */
export function measuredMs({ averages, stepMs }: Pick<Series, "averages" | "stepMs">): number {
  return averages.filter((value) => value !== null).length * stepMs;
}
