import type { AnswerOf } from "../api/operations.ts";
import type { ClusterNode } from "../api/shapes.ts";
import type { Measured } from "../parts/sparkline-paths.ts";

export type History = Pick<AnswerOf<"GET /telemetry/history">, "start" | "stepSeconds" | "series">;
type Series = History["series"][number];

/** What of a node is worth seeing over time. */
export const COURSE_METRICS = ["cpuUsedPercent", "memoryUsedBytes", "usedBytes", "usedPercent"];

/** What one thing of a node used, over time and now. */
export interface Course {
  key: string;
  kind: "cpu" | "memory" | "disk" | "gpu" | "gpu-memory";
  /** Mount point or the GPU's name; empty where there is one of a kind. */
  name: string;
  unit: "percent" | "bytes";
  now: number | null;
  /** What is full; null where nobody measured it. */
  full: number | null;
  /** Of the history; empty when there is none. */
  values: Measured;
}

/**
 * All of a node, in the order in which it is shown: what is measured now, each with its history.
 *
 * @param gpuIds of the node's GPUs, in its own order
 */
export function coursesOf(
  { name: node, cpu, memory, disks, gpus }: Pick<ClusterNode, "name" | "cpu" | "memory" | "disks" | "gpus">,
  history: History | undefined,
  gpuIds: readonly string[],
): Course[] {
  const values = (kind: Series["kind"], name: string, metric: string): Measured =>
    history?.series.find((each) => each.node === node && each.kind === kind && each.name === name && each.metric === metric)?.averages ??
    [];
  return [
    {
      key: "cpu",
      kind: "cpu",
      name: "",
      unit: "percent",
      now: cpu?.usedPercent ?? null,
      full: 100,
      values: values("node", node, "cpuUsedPercent"),
    },
    {
      key: "memory",
      kind: "memory",
      name: "",
      unit: "bytes",
      now: memory?.usedBytes ?? null,
      full: memory?.totalBytes ?? null,
      values: values("node", node, "memoryUsedBytes"),
    },
    ...disks.map(({ mount, usedBytes, availableBytes }): Course => ({
      key: `disk ${mount}`,
      kind: "disk",
      name: mount,
      unit: "bytes",
      now: usedBytes,
      // What can be filled: a file system keeps some for itself, and a quota more.
      full: usedBytes + availableBytes,
      values: values("disk", mount, "usedBytes"),
    })),
    ...gpus.flatMap((gpu, at): Course[] => {
      const id = gpuIds[at] ?? "";
      return [
        {
          key: `gpu ${at}`,
          kind: "gpu",
          name: gpu.name,
          unit: "percent",
          now: gpu.usedPercent,
          full: 100,
          values: values("gpu", id, "usedPercent"),
        },
        {
          key: `gpu memory ${at}`,
          kind: "gpu-memory",
          name: gpu.name,
          unit: "bytes",
          now: gpu.memoryUsedBytes,
          full: gpu.memoryTotalBytes,
          values: values("gpu", id, "memoryUsedBytes"),
        },
      ];
    }),
  ];
}

/** Lowest and highest of what was measured, and how much of the time that is, 0 to 1; null when nothing was. */
export function extentOf(values: Measured): { lowest: number; highest: number; share: number } | null {
  const measured = values.filter((value) => value !== null);
  if (measured.length === 0) return null;
  return { lowest: Math.min(...measured), highest: Math.max(...measured), share: measured.length / values.length };
}
