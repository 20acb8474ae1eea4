import { z } from "zod";
import type { DockerHosts } from "../../../integrations/docker/hosts.ts";
import { toIsoOrNull, toPastIso, type Clock } from "../../../kernel/clock.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation, stream } from "../../../kernel/operation.ts";
import { limits } from "../../care/healing/operations.ts";
import { CASE_IDS, casesNamed } from "./cases/index.ts";
import { healDrill, requireFree, type Wanted } from "./run/heal.ts";
import { CaseResult, DrillItem } from "./shapes.ts";
import { findRun, listRuns, RUN_STATES, type Run } from "./store.ts";

export const heal = operation({
  name: "drills.heal",
  summary: "Break throw-away containers and show how fast and how rightly Hydra heals them",
  http: "POST /drills/heal",
  shell: "drill heal",
  risk: "lasting",
  personOnly: true,
  rarelyAsked: true,
  uses: { docker: "required" },
  input: z.strictObject({
    cases: z.array(z.enum(CASE_IDS)).max(50).optional().describe("only these, by their ids; default: all"),
    patienceSeconds: z.int().min(5).max(600).default(90).describe("how long Hydra has for each case"),
    node: z.string().min(1).optional().describe("on this node; default: the first that may be changed"),
  }),
  output: stream(DrillItem, { isFailure: (last) => last.kind !== "summary" || last.failed > 0 }),
  run: async ({ cases, patienceSeconds, node }, ctx) => {
    requireFree(ctx);
    const { isInWindow } = await ctx.call(limits, {});
    if (!isInWindow)
      throw new HydraError(
        "conflict",
        "Hydra may act by itself only in the hours that were set (healing.windows), and it is none of them.",
      );
    return healDrill(ctx, { cases: casesNamed(cases), patienceMs: patienceSeconds * 1_000, ...placeFor(ctx.docker, node) });
  },
});

/** @throws HydraError not_found, conflict */
function placeFor(docker: DockerHosts, node: string | undefined): Pick<Wanted, "host" | "sandbox"> {
  const host =
    node === undefined
      ? docker.hosts.find(({ sandbox, connection }) => sandbox !== null && connection.status === "connected")
      : docker.get(node);
  if (host === undefined && node !== undefined)
    throw new HydraError("not_found", `There is no node ${node}. \`hydra containers nodes\` lists them.`);
  const sandbox = host?.sandbox ?? null;
  if (host === undefined || sandbox === null)
    throw new HydraError(
      "conflict",
      "A drill starts containers, and Hydra may change nothing here: it only watches, or no engine answers.",
    );
  return { host, sandbox };
}

const Count = z.int().min(0);
const Ms = z.number().nullable();
const RunShape = z.strictObject({
  at: z.iso.datetime(),
  state: z.enum(RUN_STATES),
  passed: Count,
  failed: Count,
  skipped: Count,
  medianNoticeMs: Ms.describe("from fault to incident"),
  medianToWellMs: Ms.describe("from fault to well again"),
  node: z.string(),
  by: z.string(),
  id: z.string(),
});

function shown({ startedAt, endedAt: _endedAt, results: _results, ...run }: Run, clock: Clock): z.output<typeof RunShape> {
  return { ...run, at: toPastIso(clock, startedAt) };
}

export const list = operation({
  name: "drills.list",
  summary: "List the drills that were done, with how fast and how rightly things were healed",
  http: "GET /drills",
  shell: "drills",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({ limit: z.int().min(1).max(500).default(30).describe("how many to list at most, the newest first") }),
  output: z.strictObject({ drills: z.array(RunShape) }),
  whenEmpty: "No drill was done yet. `hydra drill heal` does one.",
  run: async ({ limit }, ctx) => ({ drills: (await listRuns(ctx, limit)).map((run) => shown(run, ctx.clock)) }),
});

export const show = operation({
  name: "drills.show",
  summary: "Show one drill: each case, what was noticed and done, and how it ended",
  http: "GET /drills/{id}",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({ id: z.string().min(1).max(100).describe("the drill's id") }),
  output: z.strictObject({ ...RunShape.shape, endedAt: z.iso.datetime().nullable(), cases: z.array(CaseResult) }),
  run: async ({ id }, ctx) => {
    const run = await findRun(ctx, id);
    if (run === null) throw new HydraError("not_found", `There is no drill ${id}. \`hydra drills\` lists them.`);
    return { ...shown(run, ctx.clock), endedAt: toIsoOrNull(run.endedAt), cases: run.results };
  },
});
