import { z } from "zod";
import { UNIT_KINDS, UNIT_STATES } from "../../../integrations/prometheus/facts.ts";

/** What the operations answer. Times are ISO 8601 UTC; sizes bytes. */

const Time = z.iso.datetime();
const Bytes = z.number().nonnegative();

export const NodeTelemetry = z.strictObject({
  name: z.string(),
  state: z.enum(["measured", "unknown"]).describe("unknown: nobody measures it now; measuredAt then says when it last was"),
  reason: z.string().nullable().describe("why it is unknown"),
  cpu: z.strictObject({ usedPercent: z.number().min(0).max(100).describe("of all cores"), cores: z.int() }).nullable(),
  memory: z.strictObject({ usedBytes: Bytes, totalBytes: Bytes }).nullable(),
  swap: z.strictObject({ usedBytes: Bytes, totalBytes: Bytes }).nullable().describe("null: it has none, or nobody says"),
  load: z.strictObject({ one: z.number(), five: z.number(), fifteen: z.number() }).nullable(),
  disks: z.array(z.strictObject({ mount: z.string(), usedBytes: Bytes, availableBytes: Bytes, totalBytes: Bytes })),
  gpus: z.array(
    z.strictObject({
      index: z.int().nullable(),
      uuid: z.string(),
      name: z.string(),
      usedPercent: z.number().nullable(),
      memoryUsedBytes: Bytes.nullable(),
      memoryTotalBytes: Bytes.nullable(),
      temperatureC: z.number().nullable(),
      powerW: z.number().nullable(),
      powerLimitW: z.number().nullable().optional().describe("what the driver lets it draw at most"),
    }),
  ),
  gpuSource: z.string().nullable().describe("where the GPUs are read on the machine that Hydra runs on, or why there are none"),
  measuredAt: Time.nullable(),
  source: z.string().describe("machine, prometheus and its instance, both, or none"),
  bootedAt: Time.nullable(),
  kernelVersion: z.string().nullable(),
  failedUnits: z.array(z.string()).nullable().describe("failed systemd units; null when nobody reports units"),
  limit: z
    .strictObject({ memoryBytes: z.number().nullable(), cpus: z.number().nullable() })
    .nullable()
    .describe("what a cgroup allows Hydra itself on this machine"),
});

export const ContainerTelemetry = z.strictObject({
  id: z.string(),
  name: z.string(),
  node: z.string(),
  key: z.string().describe("names its series; the same after a recreation"),
  cpuPercent: z.number().nullable().describe("of one core: 250 is two and a half cores"),
  memoryBytes: Bytes.nullable().describe("without the page cache that the kernel can drop"),
  memoryLimitBytes: Bytes.nullable().describe("null without a limit of its own"),
  networkReceivedBytesPerSecond: z.number().nullable(),
  networkSentBytesPerSecond: z.number().nullable(),
  blockReadBytesPerSecond: z.number().nullable(),
  blockWrittenBytesPerSecond: z.number().nullable(),
  processes: z.int().nullable(),
  measuredAt: Time.nullable().describe("when it was last measured; the values are null once that is half a minute ago"),
});

export const UnitTelemetry = z.strictObject({
  node: z.string(),
  unit: z.string().describe("ollama.service"),
  state: z.enum([...UNIT_STATES, "unknown"]).describe("as systemd calls it; unknown: nobody tells of it now"),
  lastState: z.enum(UNIT_STATES).describe("what was told last"),
  since: Time.describe("since when Hydra sees it so; for an active one when it was started, where that is told"),
  kind: z.enum(UNIT_KINDS).describe("triggered: a timer, socket or path starts it when it is needed"),
  hasRun: z.boolean().describe("Hydra saw it active since Hydra was started"),
  measuredAt: Time,
});

export const TargetState = z.strictObject({
  job: z.string(),
  instance: z.string(),
  address: z.string(),
  health: z.enum(["up", "down", "unknown", "gone"]).describe("gone: Prometheus no longer knows it"),
  since: Time.describe("since when Hydra sees it so"),
  lastScrapeAt: Time.nullable(),
  lastError: z.string().nullable(),
});

export type NodeTelemetry = z.output<typeof NodeTelemetry>;
export type UnitTelemetry = z.output<typeof UnitTelemetry>;
export type ContainerTelemetry = z.output<typeof ContainerTelemetry>;
