import type { CallContext } from "../../../../kernel/context.ts";
import { list as listIncidents, show } from "../../../care/incidents/operations.ts";
import { list as listVerdicts } from "../../../watch/verdicts/operations.ts";
import type { Stage } from "../stage/stage.ts";

/** One thing that Hydra did, or tried. */
export interface SeenAct {
  remedy: string;
  service: string;
  outcome: string;
}

export interface SeenIncident {
  id: string;
  service: string;
  state: "open" | "escalated" | "resolved" | "dismissed";
  trouble: string;
  category: string;
  openedAt: number;
  closedAt: number | null;
  healedBy: string | null;
  /** From the event at its source until it was on disk, ms. */
  detectedMs: number;
  /** What Hydra did by itself, not what it would have done. */
  acts: readonly SeenAct[];
}

/** What Hydra itself says about a case, read from its own operations. Names are services of the case. */
export interface Seen {
  at: number;
  /** Those that turned out to be a part of another one are left out. */
  incidents: readonly SeenIncident[];
  verdicts: readonly { service: string; verdict: string; since: number }[];
}

/** Enough for everything that stands, with the newest first: a drill's are among them. */
const NEWEST = 300;

export async function look(ctx: CallContext, stage: Stage): Promise<Seen> {
  const [{ incidents }, { verdicts }] = await Promise.all([ctx.call(listIncidents, { limit: NEWEST }), ctx.call(listVerdicts, {})]);
  const ours = incidents.filter(({ subject, mergedInto }) => subject.project === stage.project && mergedInto === null);
  return {
    at: ctx.clock.now(),
    incidents: await Promise.all(ours.map(({ id }) => readIncident(ctx, stage, id))),
    verdicts: verdicts
      .filter(({ project }) => project === stage.project)
      .map(({ name, verdict, since }) => ({ service: stage.serviceOf(name), verdict, since: Date.parse(since) })),
  };
}

async function readIncident(ctx: CallContext, stage: Stage, id: string): Promise<SeenIncident> {
  const { subject, state, trouble, cause, openedAt, resolvedAt, healedBy, detectedMs, attempts } = await ctx.call(show, { id });
  return {
    id,
    service: stage.serviceOf(subject.name),
    state,
    trouble,
    category: cause.category,
    openedAt: Date.parse(openedAt),
    closedAt: resolvedAt === null ? null : Date.parse(resolvedAt),
    healedBy,
    detectedMs,
    acts: attempts
      .filter(({ by, level }) => by === "hydra" && level === "acted")
      .map(({ remedy, subject: name, outcome }) => ({ remedy, service: stage.serviceOf(name), outcome })),
  };
}
