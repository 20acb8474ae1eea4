import { z } from "zod";
import { toIso } from "../../../kernel/clock.ts";
import type { CallContext } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { file, operation } from "../../../kernel/operation.ts";
import { maskSecrets } from "../../../kernel/secrets.ts";
import { INCIDENT_STATES } from "./events.ts";
import { isStanding, type Incident } from "./keeping/incident.ts";
import { ledger } from "./keeping/ledger.ts";
import { figuresOf, WEEK_MS } from "./reading/figures.ts";
import { similarTo } from "./reading/similar.ts";
import { IncidentStory, ListedIncident, listed, storyOf } from "./shapes.ts";
import { listIncidents, pastIncidents, signalsOf, timelineOf } from "./store.ts";
import { storyMarkdown } from "./story/markdown.ts";

const STANDING = ["open", "escalated"] as const;

const Id = z.string().min(1).max(200).describe("the incident's id, as jellyfin-17");

export const list = operation({
  name: "incidents.list",
  summary: "List incidents, one for each cause: first those that stand, then those that are over, the newest first",
  http: "GET /incidents",
  shell: "incidents",
  risk: "read",
  say: ["what is broken", "list incidents"],
  input: z.strictObject({
    state: z
      .enum([...INCIDENT_STATES, "standing"])
      .optional()
      .describe("only in this state; standing is open or escalated, which waits for a person"),
    limit: z.int().min(1).max(1_000).default(50).describe("how many to list at most"),
  }),
  output: z.strictObject({ incidents: z.array(ListedIncident) }),
  whenEmpty: "No incidents.",
  run: async ({ state, limit }, ctx) => {
    const kept = await listIncidents(ctx, state === undefined ? { limit } : { states: state === "standing" ? STANDING : [state], limit });
    // What stands is never cut off by what came and went since.
    const standing = state === undefined ? await listIncidents(ctx, { states: STANDING, limit }) : [];
    const rest = kept.filter(({ id }) => standing.every((each) => each.id !== id));
    return { incidents: [...standing, ...rest].slice(0, limit).map((incident) => listed(incident, ctx.clock)) };
  },
});

export const show = operation({
  name: "incidents.show",
  summary: "Tell an incident's whole story: signals, why, what changed before, what was tried, how it ended",
  http: "GET /incidents/{id}",
  shell: "incident {id}",
  risk: "read",
  input: z.strictObject({ id: Id }),
  output: IncidentStory,
  run: async ({ id }, ctx) => story(await known(id, ctx), ctx),
});

export const markdown = operation({
  name: "incidents.markdown",
  summary: "Write an incident's story down as Markdown",
  http: "GET /incidents/{id}/markdown",
  shell: "story {id}",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({ id: Id }),
  output: file("text/markdown"),
  run: async ({ id }, ctx) => ({
    mediaType: "text/markdown",
    fileName: `${id}.md`,
    body: storyMarkdown(await story(await known(id, ctx), ctx), { now: ctx.clock.now() }),
  }),
});

export const dismiss = operation({
  name: "incidents.dismiss",
  summary: "Close an incident that is none",
  http: "POST /incidents/{id}/dismiss",
  shell: "dismiss {id}",
  risk: "undoable",
  undo: { operation: "incidents.reopen", input: ({ id }) => ({ id }) },
  input: z.strictObject({
    id: Id,
    reason: z.string().min(1).max(500).optional().describe("kept with it"),
    wasFalse: z.boolean().default(true).describe("nothing was wrong: it counts as a false finding"),
  }),
  output: ListedIncident,
  // What cannot be is refused before anybody is asked whether it may be.
  subject: async ({ id }, ctx) => subjectOf(await dismissable(id, ctx)),
  run: async ({ id, reason, wasFalse }, ctx) => {
    const incident = await dismissable(id, ctx);
    const said = reason === undefined ? "" : `: ${maskSecrets(reason)}`;
    const ending = { state: "dismissed", healedBy: null, isFalse: wasFalse, reason: `${ctx.caller.id} dismissed it${said}` } as const;
    await ctx.part(ledger).close(incident, ending);
    return listed(incident, ctx.clock);
  },
});

export const reopen = operation({
  name: "incidents.reopen",
  summary: "Take back that an incident was dismissed",
  http: "POST /incidents/{id}/reopen",
  risk: "undoable",
  rarelyAsked: true,
  undo: { operation: "incidents.dismiss", input: ({ id }) => ({ id }) },
  input: z.strictObject({ id: Id }),
  output: ListedIncident,
  subject: async ({ id }, ctx) => subjectOf(await reopenable(id, ctx)),
  run: async ({ id }, ctx) => {
    const incident = await reopenable(id, ctx);
    await ctx.part(ledger).reopen(incident, `${ctx.caller.id} opened it again`);
    return listed(incident, ctx.clock);
  },
});

const Count = z.int().min(0);
const MsOrNull = z.number().nullable();
const MOST_COUNTED = 20_000;

export const figures = operation({
  name: "incidents.figures",
  summary: "Count incidents per week: by whom they were healed, false ones, how fast they were noticed and over",
  http: "GET /incidents/figures",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({ weeks: z.int().min(1).max(52).default(4).describe("how many weeks back from now") }),
  output: z.strictObject({
    weeks: z.array(
      z.strictObject({
        from: z.iso.datetime(),
        opened: Count,
        false: Count.describe("shown although nothing was wrong"),
        healedBy: z.strictObject({ hydra: Count, docker: Count, person: Count, itself: Count }),
        byPerson: Count.describe("in how many a person had to act"),
        medianDetectedMs: MsOrNull.describe("of those whose event was heard as it came; null when there were none"),
        medianToWellMs: MsOrNull,
      }),
    ),
    open: Count,
  }),
  run: async ({ weeks }, ctx) => {
    const now = ctx.clock.now();
    const incidents = await listIncidents(ctx, { since: now - weeks * WEEK_MS, limit: MOST_COUNTED });
    return {
      weeks: figuresOf(incidents, now, weeks).map((week) => ({ ...week, from: toIso(week.from) })),
      open: ctx.part(ledger).standing.length,
    };
  },
});

async function known(id: string, ctx: CallContext): Promise<Incident> {
  const incident = await ctx.part(ledger).find(id);
  if (incident === null) throw new HydraError("not_found", `There is no incident ${id}. \`hydra incidents\` lists them.`);
  return incident;
}

async function dismissable(id: string, ctx: CallContext): Promise<Incident> {
  const incident = await known(id, ctx);
  if (!isStanding(incident)) throw new HydraError("conflict", `${id} is ${incident.state} already.`);
  return incident;
}

async function reopenable(id: string, ctx: CallContext): Promise<Incident> {
  const incident = await known(id, ctx);
  const { state, subject, mergedInto } = incident;
  if (state !== "dismissed") throw new HydraError("conflict", `${id} is ${state}; only what was dismissed can be opened again.`);
  if (mergedInto !== null) throw new HydraError("conflict", `${id} is a part of ${mergedInto}.`);
  const other = ctx.part(ledger).about(subject.key);
  if (other !== undefined) throw new HydraError("conflict", `${other.id} stands about ${subject.name} already.`);
  return incident;
}

async function story(incident: Incident, ctx: CallContext): Promise<IncidentStory> {
  const [signals, timeline, past] = await Promise.all([
    signalsOf(ctx, incident.id),
    timelineOf(ctx, incident.id),
    pastIncidents(ctx, incident, 200),
  ]);
  return storyOf(incident, { signals, timeline, similar: similarTo(incident, past) }, ctx.clock);
}

/** The incident, not the container: to close it touches nothing, so no protection of the container speaks against it. */
function subjectOf({ subject: { node, project, name } }: Incident) {
  return { kind: "incident", node, name, ...(project === null ? {} : { project }) };
}
