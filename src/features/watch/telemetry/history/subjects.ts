import type { ContainerFacts } from "../../../../integrations/docker/facts.ts";
import { identityOf } from "../../../../integrations/docker/identity.ts";

export const SUBJECT_KINDS = ["container", "node", "disk", "gpu"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** What is measured of each kind, in the order in which it is kept, and the unit of each value. New ones go to the end. */
export const METRICS = {
  container: {
    cpuPercent: "percent of one core",
    memoryBytes: "bytes",
    networkReceivedBytesPerSecond: "bytes per second",
    networkSentBytesPerSecond: "bytes per second",
    blockReadBytesPerSecond: "bytes per second",
    blockWrittenBytesPerSecond: "bytes per second",
    processes: "processes",
  },
  node: { cpuUsedPercent: "percent of all cores", memoryUsedBytes: "bytes", load1: "runnable processes", swapUsedBytes: "bytes" },
  disk: { usedBytes: "bytes", availableBytes: "bytes" },
  gpu: { usedPercent: "percent", memoryUsedBytes: "bytes", temperatureC: "degrees Celsius", powerW: "watts" },
} as const satisfies Record<SubjectKind, Record<string, string>>;

export function metricNames(kind: SubjectKind): readonly string[] {
  return Object.keys(METRICS[kind]);
}

export function unitOf(kind: SubjectKind, metric: string): string | undefined {
  return (METRICS[kind] as Readonly<Record<string, string>>)[metric];
}

/** Whose values a series holds. */
export interface Subject {
  kind: SubjectKind;
  node: string;
  /** Unique within its kind, and the same after a recreation. */
  key: string;
  /** What a person calls it. */
  name: string;
}

export function subjectId({ kind, key }: Pick<Subject, "kind" | "key">): string {
  return `${kind}:${key}`;
}

/** A compose service keeps its series over recreations; what has no service keeps it by its name. */
export function containerSubject(node: string, facts: Pick<ContainerFacts, "name" | "labels">): Subject {
  const { key, name } = identityOf(node, facts);
  return { kind: "container", node, key, name };
}

export function nodeSubject(node: string): Subject {
  return { kind: "node", node, key: node, name: node };
}

export function diskSubject(node: string, mount: string): Subject {
  return { kind: "disk", node, key: `${node} ${mount}`, name: mount };
}

export function gpuSubject(node: string, uuid: string): Subject {
  return { kind: "gpu", node, key: `${node} ${uuid}`, name: uuid };
}
