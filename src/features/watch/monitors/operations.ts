import { z } from "zod";
import { toIso, toIsoOrNull } from "../../../kernel/clock.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation, type Subject } from "../../../kernel/operation.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { board, type MonitorBoard } from "./board.ts";
import { Correction, targetOfUrl } from "./derive/correction.ts";
import { MONITOR_STATES } from "./monitor/judge.ts";
import type { Monitor } from "./monitor/monitor.ts";
import { saveCorrection } from "./store.ts";
import { addressOf, MONITOR_SOURCES, PROBE_KINDS } from "./target.ts";

const MonitorState = z.strictObject({
  id: z.string().describe("stays the same when the container is recreated"),
  node: z.string(),
  project: z.string().nullable(),
  service: z.string(),
  container: z.string(),
  kind: z.enum(PROBE_KINDS).nullable(),
  target: z.string().nullable().describe("what is asked; null when there is nothing to ask"),
  state: z.enum(MONITOR_STATES),
  since: z.iso.datetime(),
  latencyMs: z.number().nullable(),
  detail: z.string(),
  checkedAt: z.iso.datetime().nullable(),
  certificateExpiresAt: z.iso.datetime().nullable(),
  source: z.enum(MONITOR_SOURCES).nullable().describe("who said that it answers there"),
});
export type MonitorState = z.output<typeof MonitorState>;

const ListedMonitor = MonitorState.extend({
  uptime24h: z.number().nullable().describe("0 to 1; null when nothing was measured"),
  uptime7d: z.number().nullable(),
  correction: Correction.nullable().describe("what a person said"),
  beats: z
    .array(z.strictObject({ at: z.iso.datetime(), outcome: z.enum(MONITOR_STATES), latencyMs: z.number().nullable() }))
    .describe("the last looks, oldest first"),
});

const Attempt = z.strictObject({
  target: z.string(),
  kind: z.enum(PROBE_KINDS),
  port: z.int().nullable().describe("inside the container; null when a person gave the address"),
  source: z.enum(MONITOR_SOURCES).describe("healthcheck: its own check asks the same"),
  isPromised: z.boolean().describe("somebody counts on it; otherwise it is a guess"),
  outcome: z.enum(MONITOR_STATES),
  latencyMs: z.number().nullable(),
  detail: z.string(),
  statusCode: z.int().nullable(),
  certificateExpiresAt: z.iso.datetime().nullable(),
});

function stateOf(monitor: Monitor): MonitorState {
  const { node, project, service } = monitor.identity;
  const target = monitor.shownTarget;
  return {
    id: monitor.id,
    node,
    project,
    service: service ?? monitor.container.name,
    container: monitor.container.name,
    kind: target?.ask.kind ?? null,
    target: target === null ? null : addressOf(target),
    state: monitor.state,
    since: toIso(monitor.since),
    latencyMs: monitor.latencyMs,
    detail: monitor.detail,
    checkedAt: toIsoOrNull(monitor.checkedAt),
    certificateExpiresAt: toIsoOrNull(monitor.certificateExpiresAt),
    source: target?.source ?? null,
  };
}

export const list = operation({
  name: "monitors.list",
  summary: "List what answers: state, latency, uptime, certificates and the last looks of every service",
  http: "GET /monitors",
  shell: "monitors",
  risk: "read",
  say: ["what answers", "what does not answer"],
  input: z.strictObject({
    node: z.string().optional().describe("only on this node"),
    state: z.enum(MONITOR_STATES).optional().describe("only in this state"),
    beats: z.int().min(0).max(120).default(30).describe("how many of the last looks to show"),
  }),
  output: z.strictObject({ monitors: z.array(ListedMonitor) }),
  run: ({ node, state, beats }, ctx) => {
    const all = ctx.part(board);
    const shown = all.monitors.filter(
      (monitor) => (node === undefined || monitor.identity.node === node) && (state === undefined || monitor.state === state),
    );
    return {
      monitors: shown.map((monitor) => {
        const uptime = all.uptimeOf(monitor.id);
        return {
          ...stateOf(monitor),
          uptime24h: uptime.day,
          uptime7d: uptime.week,
          correction: monitor.correction,
          beats: monitor.beats.last(beats).map((beat) => ({ ...beat, at: toIso(beat.at) })),
        };
      }),
    };
  },
});

export const probe = operation({
  name: "monitors.probe",
  summary: "Ask a container now, everywhere it might answer, apart from its own health check",
  http: "POST /monitors/probe",
  shell: "probe {name}",
  risk: "read",
  say: ["does {name} answer", "probe {name}"],
  input: z.strictObject({
    name: z.string().min(1).describe("container name or id, or monitor id"),
    node: z.string().optional().describe("its node, where the name is not unique"),
  }),
  output: z.strictObject({
    id: z.string(),
    node: z.string(),
    container: z.string(),
    outcome: z.enum(MONITOR_STATES).describe("of this look alone"),
    state: z.enum(MONITOR_STATES).describe("of the monitor, which takes several looks to go down"),
    detail: z.string(),
    latencyMs: z.number().nullable(),
    checkedAt: z.iso.datetime(),
    attempts: z.array(Attempt).describe("everything that was asked, best target first"),
    loopbackOnly: z.array(z.int()).describe("ports that its program opened for its own container only"),
  }),
  run: async ({ name, node }, ctx) => {
    const all = ctx.part(board);
    const monitor = all.find(name, node);
    const { attempts, look } = await all.probeNow(monitor, ctx.signal);
    return {
      id: monitor.id,
      node: monitor.identity.node,
      container: monitor.container.name,
      outcome: look?.outcome ?? "unknown",
      state: monitor.state,
      detail: look?.detail ?? "the look was broken off",
      latencyMs: look?.decisive?.result.latencyMs ?? null,
      checkedAt: toIso(ctx.clock.now()),
      attempts: attempts.map(({ target, result }) => ({
        target: addressOf(target),
        kind: target.ask.kind,
        port: target.containerPort,
        source: target.source,
        isPromised: target.isPromised,
        outcome: result.outcome,
        latencyMs: result.latencyMs,
        detail: result.detail,
        statusCode: result.statusCode,
        certificateExpiresAt: toIsoOrNull(result.certificateExpiresAt),
      })),
      loopbackOnly: monitor.derivation.loopbackOnly,
    };
  },
});

const Id = z.string().min(1).max(1_000).describe("the monitor's id");
const Corrected = z.strictObject({ id: Id, correction: Correction.nullable(), before: Correction.nullable() });

function subjectOf(id: string, all: MonitorBoard): Subject {
  const monitor = all.get(id);
  if (monitor === undefined) return { kind: "monitor", name: id };
  const { node, project } = monitor.identity;
  return { kind: "monitor", node, name: monitor.container.name, ...(project === null ? {} : { project }) };
}

export const set = operation({
  name: "monitors.set",
  summary: "Say how a service is to be asked, in place of what was found out; without any field everything is found out again",
  http: "PUT /monitors/{id}",
  risk: "undoable",
  undo: { operation: "monitors.set", input: ({ id }, { before }) => ({ id, ...before }) },
  input: z.strictObject({ id: Id, ...Correction.shape }),
  output: Corrected,
  subject: ({ id }, ctx) => subjectOf(id, ctx.part(board)),
  before: ({ id }, ctx) => ctx.part(board).correctionOf(id),
  run: async ({ id, ...said }, ctx) => {
    const all = ctx.part(board);
    const before = all.correctionOf(id);
    if (all.get(id) === undefined && before === null)
      throw new HydraError(
        "not_found",
        `There is no monitor "${id}".${didYouMean(
          id,
          all.monitors.map((each) => each.id),
        )}`,
      );
    if (said.url !== undefined) targetOfUrl(said.url, said);
    const correction = Object.values(said).every((value) => value === undefined) ? null : said;
    await saveCorrection(ctx, id, correction, ctx.caller.id);
    all.correct(id, correction);
    return { id, correction, before };
  },
});

export const remove = operation({
  name: "monitors.remove",
  summary: "Take back what was said about how a service is to be asked",
  http: "DELETE /monitors/{id}",
  risk: "undoable",
  rarelyAsked: true,
  undo: { operation: "monitors.set", input: ({ id }, { before }) => ({ id, ...before }) },
  input: z.strictObject({ id: Id }),
  output: Corrected,
  subject: ({ id }, ctx) => subjectOf(id, ctx.part(board)),
  before: ({ id }, ctx) => ctx.part(board).correctionOf(id),
  run: async ({ id }, ctx) => {
    const all = ctx.part(board);
    const before = all.correctionOf(id);
    if (before === null) throw new HydraError("not_found", `Nobody said anything about the monitor "${id}".`);
    await saveCorrection(ctx, id, null, ctx.caller.id);
    all.correct(id, null);
    return { id, correction: null, before };
  },
});
