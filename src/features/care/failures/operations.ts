import { z } from "zod";
import { toPastIso, toIsoOrNull } from "../../../kernel/clock.ts";
import type { CallContext } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { newId } from "../../../kernel/ids.ts";
import { file, operation } from "../../../kernel/operation.ts";
import { maskSecrets } from "../../../kernel/masking.ts";
import { SEVERITIES } from "../../self/notifications/events.ts";
import { CATEGORIES, classify, groupOf } from "../diagnosis/operations.ts";
import { countedSince, countsSince, patternsSince } from "./keeping/counts.ts";
import { noteFailure } from "./keeping/note.ts";
import { findFailure, listFailures, resolveFailure, type KeptFailure, type Place } from "./keeping/store.ts";
import { patternsIn } from "./reading/patterns.ts";
import { Remedies } from "./reading/remedies.ts";
import { severityOf } from "./reading/severity.ts";
import { firstLine } from "./reading/signature.ts";
import { gatherReport } from "./report/gather.ts";
import { reportMarkdown } from "./report/markdown.ts";
import { Failure, Pattern } from "./shapes.ts";

const HOUR_MS = 3_600_000;
/** A clock may go before ours by so much. */
const CLOCK_SKEW_MS = 300_000;
/** Lines of a report's logs are read from their end. */
const LONGEST_LINE = 65_536;

const Service = z.string().min(1).max(255);
const Hours = z
  .number()
  .positive()
  .max(24 * 90)
  .default(24)
  .describe("how many hours back from now");

async function shown(ctx: CallContext, failure: KeptFailure, remedies: Remedies): Promise<Failure> {
  const { id, at, service, category, severity, pattern, incident, resolvedAt, details } = failure;
  const { group: _kept, ...told } = details;
  return {
    id,
    occurredAt: toPastIso(ctx.clock, at),
    service,
    category,
    group: groupOf(category),
    severity,
    patternId: pattern,
    incidentId: incident,
    resolvedAt: toIsoOrNull(resolvedAt),
    ...told,
    remedies: await remedies.of({ service, node: details.node, category, confidence: details.confidence }),
  };
}

export const record = operation({
  name: "failures.record",
  summary: "Record that something failed: it is diagnosed, counted, and grouped with what failed in the same way",
  http: "POST /diagnosis/failure",
  risk: "undoable",
  rarelyAsked: true,
  undo: { none: "it happened; failures.resolve says that it is over" },
  input: z.strictObject({
    service: Service.describe("what failed: the container's name where it is one"),
    message: z.string().min(1).max(262_144).describe("what was seen"),
    logs: z.array(z.string().max(LONGEST_LINE)).max(5_000).optional().describe("its last lines, oldest first"),
    exitCode: z.int().optional().describe("how it ended"),
    node: z.string().min(1).max(255).optional().describe("the machine it runs on"),
    severity: z.enum(SEVERITIES).optional().describe("default: by what is found to be the matter"),
    occurredAt: z.iso.datetime().optional().describe("default: now"),
  }),
  output: z.strictObject({ failure: Failure }),
  run: async ({ service, message, logs = [], exitCode = null, node = null, severity, occurredAt }, ctx) => {
    const now = ctx.clock.now();
    const at = occurredAt === undefined ? now : Date.parse(occurredAt);
    if (at > now + CLOCK_SKEW_MS) throw new HydraError("invalid_input", "occurredAt: that time is still to come.");
    const lines = message.split("\n").map((line) => line.slice(0, LONGEST_LINE));
    const diagnosis = await ctx.call(classify, {
      lines: [...logs, ...lines].slice(-10_000),
      service,
      ...(exitCode === null ? {} : { exitCode }),
    });
    const { category, group, confidence } = diagnosis;
    const cause = diagnosis.evidence[0]?.line ?? firstLine(message);
    const own = new Set(lines.map((line) => line.trim()));
    const evidence = diagnosis.evidence.map((each) => ({ ...each, source: own.has(each.line.trim()) ? "message" : each.source }));
    const failure = await noteFailure(ctx, {
      id: newId("failure", now),
      at: Math.min(at, now),
      service,
      node,
      message,
      exitCode,
      category,
      group,
      cause,
      confidence,
      evidence: evidence.length > 0 ? evidence : [{ source: "message", line: cause, why: "what was reported; nothing in it says why" }],
      severity: severity ?? severityOf(category),
      incident: null,
      resolvedAt: null,
    });
    return { failure: await shown(ctx, failure, new Remedies(ctx)) };
  },
});

export const list = operation({
  name: "failures.list",
  summary: "List what failed, newest first, each with its cause and what could be done",
  http: "GET /diagnosis/failures",
  shell: "failures",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({
    service: Service.optional().describe("only of this service"),
    category: z.enum(CATEGORIES).optional().describe("only of this category"),
    hours: Hours,
    limit: z.int().min(1).max(1_000).default(100).describe("how many at most"),
    cursor: z
      .string()
      .regex(/^\d{1,15}\.[\w.-]{1,200}$/, { error: "give back the nextCursor of the answer before, unchanged" })
      .optional()
      .describe("the nextCursor of the answer before"),
  }),
  output: z.strictObject({ failures: z.array(Failure), nextCursor: z.string().nullable().describe("null: these were the last") }),
  whenEmpty: "Nothing failed that Hydra knows of.",
  run: async ({ service, category, hours, limit, cursor }, ctx) => {
    const since = ctx.clock.now() - hours * HOUR_MS;
    const found = await listFailures(ctx, { since, service, category, limit: limit + 1, after: placeOf(cursor) });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    const remedies = new Remedies(ctx);
    return {
      failures: await Promise.all(page.map((failure) => shown(ctx, failure, remedies))),
      nextCursor: last === undefined ? null : `${last.at}.${last.id}`,
    };
  },
});

function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const dot = cursor.indexOf(".");
  return { at: Number(cursor.slice(0, dot)), id: cursor.slice(dot + 1) };
}

export const resolve = operation({
  name: "failures.resolve",
  summary: "Say that a failure is over, and how",
  http: "POST /diagnosis/failure/{id}/resolve",
  risk: "undoable",
  rarelyAsked: true,
  undo: { none: "should it come again, it is recorded again" },
  input: z.strictObject({
    id: z.string().min(1).max(200).describe("the failure's id"),
    notes: z.string().max(4_000).optional().describe("what it was and what helped"),
  }),
  output: z.strictObject({ failure: Failure }),
  run: async ({ id, notes }, ctx) => {
    const told = notes === undefined ? null : maskSecrets(notes);
    const failure = (await findFailure(ctx, id)) === null ? null : await resolveFailure(ctx, id, ctx.clock.now(), told);
    if (failure === null) throw new HydraError("not_found", `There is no failure ${id}. \`hydra failures\` lists them.`);
    return { failure: await shown(ctx, failure, new Remedies(ctx)) };
  },
});

export const patterns = operation({
  name: "failures.patterns",
  summary: "List what fails again and again in the same way, the most frequent first",
  http: "GET /diagnosis/patterns",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({ hours: Hours, service: Service.optional().describe("only where it hit this service") }),
  output: z.strictObject({ patterns: z.array(Pattern) }),
  whenEmpty: "Nothing failed that Hydra knows of.",
  run: async ({ hours, service }, ctx) => {
    const now = ctx.clock.now();
    const since = now - hours * HOUR_MS;
    const [counts, known, from] = await Promise.all([
      countsSince(ctx, since, service),
      patternsSince(ctx, since),
      countedSince(ctx, since),
    ]);
    return { patterns: patternsIn(counts, known, from, now) };
  },
});

export const report = operation({
  name: "failures.report",
  summary: "Report how well everything is and why: health, failures, patterns, incidents, what to do first",
  http: "GET /diagnosis/report",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({
    hours: Hours,
    format: z.enum(["json", "markdown"]).default("json").describe("JSON for programs, Markdown to read"),
  }),
  // Two media types are no JSON schema; what it holds is `Report` in shapes.ts, checked before it is written.
  output: file("application/json", "text/markdown"),
  run: async ({ hours, format }, ctx) => {
    const told = await gatherReport(ctx, hours);
    return format === "json"
      ? { mediaType: "application/json", body: JSON.stringify(told) }
      : { mediaType: "text/markdown", body: reportMarkdown(told) };
  },
});
