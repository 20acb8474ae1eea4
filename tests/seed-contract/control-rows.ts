import { z } from "zod";
import { count, nodeStatus, text, time, type Row } from "./row.ts";

const gpu = z.looseObject({
  name: text,
  usedPercent: z.number().nullable(),
  memoryUsedBytes: count.nullable(),
  memoryTotalBytes: count.nullable(),
  temperatureC: z.number().nullable(),
  powerW: z.number().nullable(),
});

const node = z.looseObject({
  name: text,
  status: nodeStatus,
  cpu: z.looseObject({ usedPercent: z.number(), cores: count }).nullable(),
  memory: z.looseObject({ usedBytes: count, totalBytes: count }).nullable(),
  disks: z.array(z.looseObject({ mount: text, usedBytes: count, totalBytes: count })),
  gpus: z.array(gpu),
  containers: z.looseObject({ healthy: count, unhealthy: count, starting: count, unchecked: count, stopped: count }),
  measuredAt: time.nullable(),
});

const container = z.looseObject({
  id: text,
  name: text,
  node: text,
  image: text,
  imageDigest: text.nullable(),
  imageId: text,
  state: z.enum(["running", "exited", "paused", "restarting", "created", "dead"]),
  health: z.enum(["healthy", "unhealthy", "starting", "unchecked"]),
  verdict: z.enum(["well", "broken-check", "down", "unsure", "off"]),
  exitCode: z.int().nullable(),
  oomKilled: z.boolean(),
  restarts: count,
  startedAt: time.nullable(),
  stoppedBy: z.enum(["person", "docker", "itself", "unknown"]).nullable(),
  project: text.nullable(),
  service: text.nullable(),
  protected: z.boolean(),
});

const service = z.looseObject({
  name: text,
  node: text,
  project: text.nullable(),
  status: z.enum(["up", "down", "degraded", "unknown"]),
  probe: z.unknown(),
  latencyMs: z.number().nullable(),
  since: time.nullable(),
  dependsOn: z.array(text),
});

/** Port 8600. */
export const CONTROL_ROWS: readonly Row[] = [
  {
    port: "control",
    method: "GET",
    path: "/cluster/status",
    purpose: "Cluster overview",
    isBuilt: true,
    example: {},
    answer: z.looseObject({ status: nodeStatus, nodes: z.array(node).min(1), incidents: z.looseObject({ open: count }) }),
  },
  {
    port: "control",
    method: "GET",
    path: "/services/status",
    purpose: "Service status",
    isBuilt: true,
    example: {},
    answer: z.looseObject({ services: z.array(service) }),
  },
  {
    port: "control",
    method: "GET",
    path: "/containers/list",
    purpose: "Container list",
    isBuilt: true,
    example: {},
    answer: z.looseObject({ containers: z.array(container).min(1) }),
  },
  {
    port: "control",
    method: "POST",
    path: "/containers/restart",
    purpose: "Restart container",
    isBuilt: true,
    example: { body: { container: "web" } },
    answer: z.looseObject({
      name: text,
      restarted: z.boolean(),
      verified: z.looseObject({ healthy: z.boolean().nullable(), by: text, ms: count }),
    }),
  },
  {
    port: "control",
    method: "GET",
    path: "/metrics",
    purpose: "Prometheus metrics",
    isBuilt: true,
    example: {},
    answer: text.regex(/^# HELP hydra_/m),
  },
  {
    port: "control",
    method: "POST",
    path: "/letta/message",
    purpose: "Send to Letta",
    isBuilt: false,
    example: { body: { message: "Good morning" } },
    answer: z.looseObject({ reply: text, memoryChanged: z.array(z.unknown()) }),
  },
  {
    port: "control",
    method: "POST",
    path: "/crews/run/{name}",
    purpose: "Trigger crew",
    isBuilt: false,
    example: { path: "/crews/run/research", body: { topic: "heat pumps" }, status: 202 },
    answer: z.looseObject({ runId: text }),
  },
  {
    port: "control",
    method: "GET",
    path: "/knowledge/search",
    purpose: "Search knowledge",
    isBuilt: true,
    example: { path: "/knowledge/search?q=heat&limit=5" },
    answer: z.looseObject({
      results: z.array(
        z.looseObject({
          id: text,
          title: text.nullable(),
          snippet: text,
          score: z.number(),
          source: text,
          updatedAt: time,
          stale: z.boolean(),
        }),
      ),
    }),
  },
];
