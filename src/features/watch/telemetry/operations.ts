import { z } from "zod";
import type { Prometheus } from "../../../integrations/prometheus/facts.ts";
import { toIso, toIsoOrNull } from "../../../kernel/clock.ts";
import { operation } from "../../../kernel/operation.ts";
import { telemetryBoard } from "./board.ts";
import { readSeries } from "./history/lookup.ts";
import { ContainerTelemetry, NodeTelemetry, TargetState, UnitTelemetry } from "./shapes.ts";
import { readMany, STEPS } from "./history/many.ts";
import { SUBJECT_KINDS, unitOf } from "./history/subjects.ts";

export const nodes = operation({
  name: "telemetry.nodes",
  summary: "List the machines with CPU, memory, load, disks, GPUs and failed systemd units",
  http: "GET /telemetry/nodes",
  risk: "read",
  say: ["how are the machines", "how busy are the machines"],
  input: z.strictObject({}),
  output: z.strictObject({ nodes: z.array(NodeTelemetry) }),
  run: (_input, ctx) => ctx.part(telemetryBoard).presented.nodes,
});

export const containers = operation({
  name: "telemetry.containers",
  summary: "List what each running container uses now: CPU, memory, network, block I/O",
  http: "GET /telemetry/containers",
  risk: "read",
  input: z.strictObject({ node: z.string().min(1).optional().describe("only of this node") }),
  output: z.strictObject({ containers: z.array(ContainerTelemetry) }),
  run: ({ node }, ctx) => {
    const { presented } = ctx.part(telemetryBoard);
    return node === undefined ? presented.containers : presented.containersOf(node);
  },
});

export const units = operation({
  name: "telemetry.units",
  summary: "List the systemd services of machines that a Prometheus watches, and how they are",
  http: "GET /telemetry/units",
  risk: "read",
  uses: { prometheus: "optional" },
  rarelyAsked: true,
  input: z.strictObject({ node: z.string().min(1).optional().describe("only of this node") }),
  output: z.strictObject({
    units: z.array(UnitTelemetry).describe("without plumbing such as systemd-journald, unless it failed"),
    reason: z.string().nullable().describe("why there are none"),
  }),
  run: ({ node }, ctx) => {
    const known = ctx.part(telemetryBoard).presented.units.filter((unit) => node === undefined || unit.node === node);
    return { units: known, reason: known.length > 0 ? null : whyNoUnits(ctx.prometheus, node) };
  },
});

function whyNoUnits(prometheus: Prometheus | undefined, node: string | undefined): string {
  if (prometheus === undefined) return "No Prometheus is configured: set prometheus.url in hydra.yaml.";
  const { picture, failure } = prometheus.state();
  if (picture === null) return failure ?? `${prometheus.url} was not asked yet.`;
  return `No node-exporter${node === undefined ? "" : ` of ${node}`} tells of systemd: it has to run with --collector.systemd.`;
}

const HOUR_MS = 3_600_000;

export const series = operation({
  name: "telemetry.series",
  summary: "Show one measurement over time: the last hour by 10 seconds, seven days by 5 minutes",
  http: "GET /telemetry/series",
  risk: "read",
  input: z.strictObject({
    kind: z.enum(SUBJECT_KINDS).default("container").describe("what the name is of"),
    name: z.string().min(1).describe("container name, node, mount point, or GPU uuid"),
    node: z.string().min(1).optional().describe("needed where the name exists on several nodes"),
    metric: z.string().min(1).describe("for example cpuPercent or memoryBytes; a wrong one is answered with the right ones"),
    from: z.iso.datetime().optional().describe("default: one hour before to"),
    to: z.iso.datetime().optional().describe("default: now"),
    resolution: z.enum(["auto", "10s", "5m"]).default("auto").describe("auto: 10s where the last hour is asked for, else 5m"),
  }),
  output: z.strictObject({
    subject: z.strictObject({ kind: z.enum(SUBJECT_KINDS), node: z.string(), key: z.string(), name: z.string() }),
    metric: z.string(),
    unit: z.string(),
    stepSeconds: z.int(),
    points: z
      .array(z.strictObject({ at: z.iso.datetime(), average: z.number().nullable(), maximum: z.number().nullable() }))
      .describe("oldest first; null where nothing was measured"),
  }),
  run: async ({ kind, name, node, metric, from, to, resolution }, ctx) => {
    const now = ctx.clock.now();
    const until = to === undefined ? now : Date.parse(to);
    const since = from === undefined ? until - HOUR_MS : Date.parse(from);
    const { subject, stepMs, points } = await readSeries(
      ctx.part(telemetryBoard),
      { kind, name, node, metric, from: since, to: until, resolution },
      now,
    );
    return {
      subject,
      metric,
      unit: unitOf(kind, metric) ?? "",
      stepSeconds: stepMs / 1_000,
      points: points.map(({ at, average, maximum }) => ({ at: toIso(at), average, maximum })),
    };
  },
});

const Values = z.array(z.number().nullable());

export const history = operation({
  name: "telemetry.history",
  summary: "Show what was measured of everything at once, each metric in even steps: for looking at a whole home",
  http: "GET /telemetry/history",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({
    node: z.string().min(1).optional().describe("only of this node"),
    hours: z.number().positive().max(168).default(24).describe("how far back; steps of 10s reach back one hour"),
    step: z.enum(["10s", "5m", "1h"]).default("5m").describe("how much time one value stands for"),
    metrics: z.array(z.string().min(1)).max(20).optional().describe("only these, as telemetry.series calls them"),
  }),
  output: z.strictObject({
    start: z.iso.datetime().describe("of the first step"),
    stepSeconds: z.int(),
    series: z.array(
      z.strictObject({
        kind: z.enum(SUBJECT_KINDS),
        node: z.string(),
        key: z.string(),
        name: z.string(),
        metric: z.string(),
        unit: z.string(),
        averages: Values.describe("one a step, oldest first; null where nothing was measured"),
        maxima: Values,
      }),
    ),
  }),
  whenEmpty: "Nothing was measured in this time.",
  run: async ({ node, hours, step, metrics }, ctx) => {
    const to = ctx.clock.now();
    const request = { from: to - hours * HOUR_MS, to, step, node, metrics: metrics ?? null };
    const { start, series: found } = await readMany(ctx.part(telemetryBoard), request);
    return {
      start: toIso(start),
      stepSeconds: STEPS[step] / 1_000,
      series: found.map(({ subject, ...values }) => ({ ...subject, ...values })),
    };
  },
});

export const targets = operation({
  name: "telemetry.targets",
  summary: "List what the configured Prometheus scrapes, and what it cannot reach or no longer knows",
  http: "GET /telemetry/targets",
  risk: "read",
  uses: { prometheus: "required" },
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    url: z.string(),
    takenAt: z.iso.datetime().nullable().describe("when Prometheus last answered; null: not yet"),
    ageSeconds: z.number().nullable(),
    failure: z.string().nullable().describe("why the last question had no answer"),
    targets: z.array(TargetState),
  }),
  run: (_input, { prometheus }) => {
    const { picture, ageMs, failure } = prometheus.state();
    return {
      url: prometheus.url,
      takenAt: toIsoOrNull(picture?.takenAt),
      ageSeconds: ageMs === null ? null : Math.round(ageMs / 1_000),
      failure,
      targets: (picture?.targets ?? []).map(({ job, instance, address, health, since, lastScrapeAt, lastError }) => ({
        job,
        instance,
        address,
        health,
        since: toIso(since),
        lastScrapeAt: toIsoOrNull(lastScrapeAt),
        lastError,
      })),
    };
  },
});
