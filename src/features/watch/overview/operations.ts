import { z } from "zod";
import { toPastIso } from "../../../kernel/clock.ts";
import { file, operation } from "../../../kernel/operation.ts";
import { clusterStatus, NodeShape, STATUSES } from "./cluster.ts";
import { countVerdicts } from "./counts.ts";
import { drawPicture } from "./picture.ts";
import { gatherReport } from "./report/facts.ts";
import { reportHtml } from "./report/html.ts";
import { reportMarkdown } from "./report/markdown.ts";
import { colourOf, sentenceOf } from "./sentence.ts";
import { disguise } from "./report/share.ts";
import { serviceStatuses, ServiceShape } from "./services.ts";

const Count = z.int().min(0);

export const show = operation({
  name: "overview.show",
  summary: "Say in one sentence how everything is",
  http: "GET /overview",
  shell: "status",
  risk: "read",
  say: ["how is everything", "status"],
  input: z.strictObject({}),
  output: z.strictObject({
    sentence: z.string(),
    colour: z.enum(["well", "unwell", "unsure", "off"]),
    counts: z.strictObject({ well: Count, brokenCheck: Count, down: Count, unsure: Count, unchecked: Count, off: Count }),
    waiting: Count.describe("approvals that wait for a person"),
    paused: z.boolean(),
    since: z.iso.datetime().describe("since when this Hydra watches"),
  }),
  run: async (_input, ctx) => {
    const { containers, isFirstSightOver, engines, silentEngines } = await drawPicture(ctx);
    return {
      sentence: sentenceOf(containers, isFirstSightOver, engines, silentEngines),
      colour: colourOf(containers, silentEngines),
      counts: countVerdicts(containers),
      waiting: await ctx.kernel.approvals.countWaiting(),
      paused: ctx.kernel.pause.state().paused,
      since: toPastIso(ctx.clock, ctx.kernel.startedAt),
    };
  },
});

export const cluster = operation({
  name: "overview.cluster",
  summary: "Show every node: load, memory, disks, GPUs and its containers by health",
  http: "GET /cluster/status",
  shell: "nodes",
  risk: "read",
  input: z.strictObject({}),
  output: z.strictObject({
    status: z.enum(STATUSES),
    nodes: z.array(NodeShape),
    incidents: z.strictObject({ open: Count.describe("causes of what is really down") }),
  }),
  run: (_input, ctx) => clusterStatus(ctx),
});

export const services = operation({
  name: "overview.services",
  summary: "Show every service: up, down, degraded or unknown, and who says so",
  http: "GET /services/status",
  shell: "services",
  risk: "read",
  input: z.strictObject({}),
  output: z.strictObject({ services: z.array(ServiceShape) }),
  run: async (_input, ctx) => ({ services: await serviceStatuses(ctx) }),
});

const MEDIA_TYPES = { markdown: "text/markdown; charset=utf-8", html: "text/html; charset=utf-8" } as const;

export const report = operation({
  name: "overview.report",
  summary: "Write a report: lying checks, containers that nobody checks, loops, unbounded logs, a score",
  http: "GET /overview/report",
  shell: "report",
  risk: "read",
  input: z.strictObject({
    format: z.enum(["markdown", "html"]).default("markdown").describe("to read on, or to show as a picture"),
    share: z.boolean().default(false).describe("replace every name and address, so that it can be shown to others"),
  }),
  output: file(...Object.values(MEDIA_TYPES)),
  run: async ({ format, share }, ctx) => {
    const facts = await gatherReport(ctx);
    const shown = share ? disguise(facts) : facts;
    return { mediaType: MEDIA_TYPES[format], body: format === "html" ? reportHtml(shown) : reportMarkdown(shown) };
  },
});
