import { z } from "zod";
import { toIsoOrNull } from "../../../kernel/clock.ts";
import { configJsonSchema, serverSettings } from "../../../kernel/config.ts";
import { file, operation } from "../../../kernel/operation.ts";
import type { PauseState } from "../../../kernel/pause.ts";
import { tellPause } from "./pause-watch.ts";
import { judgeDamage, lookAtSelf, overall } from "./checks.ts";

const CheckShape = z.strictObject({
  name: z.string(),
  status: z.enum(["healthy", "degraded", "unhealthy", "unknown"]),
  detail: z.string(),
});

export const health = operation({
  name: "settings.health",
  summary: "Say whether Hydra itself is healthy",
  http: "GET /health",
  risk: "read",
  open: true,
  input: z.strictObject({}),
  output: z.strictObject({
    status: z.enum(["healthy", "degraded", "unhealthy"]),
    version: z.string(),
    uptimeSeconds: z.int(),
    checks: z.array(CheckShape),
  }),
  run: async (_input, ctx) => {
    // Anybody may ask, so details that name folders and addresses stay with the doctor.
    const checks = (await lookAtSelf(ctx)).map(({ name, status }) => ({
      name,
      status,
      detail: status === "healthy" ? "fine" : status === "unknown" ? "not connected" : "see `hydra doctor`",
    }));
    const uptimeSeconds = Math.max(0, Math.floor((ctx.clock.now() - ctx.kernel.startedAt) / 1_000));
    return { status: overall(checks), version: ctx.kernel.version, uptimeSeconds, checks };
  },
});

export const doctor = operation({
  name: "settings.doctor",
  summary: "Look at Hydra itself and say what to do about what is not well",
  http: "GET /settings/doctor",
  shell: "doctor",
  risk: "read",
  input: z.strictObject({}),
  output: z.strictObject({
    status: z.enum(["healthy", "degraded", "unhealthy"]),
    home: z.string(),
    configFile: z.string().nullable(),
    checks: z.array(CheckShape),
  }),
  isFailure: ({ status }) => status === "unhealthy",
  run: async (_input, ctx) => {
    const checks = await lookAtSelf(ctx);
    checks.push(...judgeDamage(ctx.store.check()));
    return { status: overall(checks), home: ctx.kernel.home, configFile: ctx.kernel.config.file, checks };
  },
});

export const show = operation({
  name: "settings.show",
  summary: "Show all settings as they are in force",
  http: "GET /settings",
  risk: "read",
  input: z.strictObject({}),
  output: z.strictObject({ file: z.string().nullable(), sections: z.record(z.string(), z.unknown()) }),
  run: (_input, ctx) => {
    const keys = [serverSettings, ...ctx.kernel.registry.settings];
    return { file: ctx.kernel.config.file, sections: Object.fromEntries(keys.map((key) => [key.section, ctx.kernel.config.get(key)])) };
  },
});

export const schema = operation({
  name: "settings.schema",
  summary: "Give the JSON Schema of hydra.yaml, for editors",
  http: "GET /settings/schema",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.record(z.string(), z.unknown()),
  run: (_input, ctx) => configJsonSchema([serverSettings, ...ctx.kernel.registry.settings]),
});

const PauseShape = z.strictObject({
  paused: z.boolean(),
  until: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  survivesRestart: z.boolean().describe("false: the disk took no note of the pause, it ends when Hydra is restarted"),
});

function shownPause(state: PauseState): z.output<typeof PauseShape> {
  return { ...state, until: toIsoOrNull(state.until) };
}

export const pause = operation({
  name: "settings.pause",
  summary: "Stop everything that Hydra does by itself, also over restarts",
  http: "POST /pause",
  shell: "pause",
  risk: "undoable",
  undo: { operation: "settings.resume", input: () => ({}) },
  say: ["pause", "stop everything"],
  input: z.strictObject({
    forSeconds: z.int().min(1).max(31_536_000).optional().describe("seconds until it ends by itself; without it, until somebody resumes"),
    reason: z.string().max(500).optional().describe("why, for whoever finds it paused"),
  }),
  output: PauseShape,
  run: async ({ forSeconds, reason }, ctx) => {
    const until = forSeconds === undefined ? null : ctx.clock.now() + forSeconds * 1_000;
    const state = ctx.kernel.pause.set(until, reason ?? null);
    await tellPause(ctx);
    return shownPause(state);
  },
});

export const resume = operation({
  name: "settings.resume",
  summary: "End a pause",
  http: "POST /resume",
  shell: "resume",
  risk: "undoable",
  personOnly: true,
  // Back without an end: how much of the pause was left is not worth guessing.
  undo: { operation: "settings.pause", input: (_input, _output, before) => reasonOf(before as PauseState) },
  say: ["resume", "go on"],
  input: z.strictObject({ reason: z.string().max(500).optional().describe("why, for the audit") }),
  output: PauseShape,
  before: (_input, ctx) => ctx.kernel.pause.state(),
  run: async (_input, ctx) => {
    const state = ctx.kernel.pause.clear();
    await tellPause(ctx);
    return shownPause(state);
  },
});

function reasonOf({ reason }: PauseState): { reason?: string } {
  return reason === null ? {} : { reason };
}

export const metrics = operation({
  name: "settings.metrics",
  summary: "Give all metrics as Prometheus text",
  http: "GET /metrics",
  risk: "read",
  permission: "metrics.read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: file("text/plain; version=0.0.4; charset=utf-8"),
  run: async (_input, ctx) => ({ mediaType: "text/plain; version=0.0.4; charset=utf-8", body: await ctx.metrics.text() }),
});
