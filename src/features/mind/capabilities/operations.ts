import { z } from "zod";
import type { Host } from "../../../kernel/context.ts";
import { toIso } from "../../../kernel/clock.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { newId } from "../../../kernel/ids.ts";
import { file, operation } from "../../../kernel/operation.ts";
import { maskSecrets } from "../../../kernel/secrets.ts";
import { PRIORITIES, STATUSES, type Status } from "./events.ts";
import { noteGap } from "./keeping/note.ts";
import { findGap, listGaps, listOccurrences, saveGap, withGaps, type GapRow } from "./keeping/store.ts";
import { byRank, fadedDemand, mayBecome, OPEN } from "./rank.ts";
import { roadmapMarkdown } from "./roadmap.ts";
import { Gap, Occurrence, shownGap, shownOccurrence } from "./shapes.ts";

export const gap = operation({
  name: "capabilities.gap",
  summary: "Say what Hydra cannot do yet; the same need again counts once more",
  http: "POST /capabilities/gap",
  risk: "undoable",
  rarelyAsked: true,
  undo: { none: "a wish was made; that it will not be done is said by capabilities.move" },
  input: z.strictObject({
    description: z
      .string()
      .max(2_000)
      .regex(/[\p{L}\p{N}]/u, "says nothing")
      .describe("what should be possible, in a few words"),
    category: z.string().min(1).max(60).optional().describe("what kind of thing it is"),
    priority: z.enum(PRIORITIES).default("medium").describe("how much it matters; the highest that was said counts"),
    context: z.string().max(10_000).optional().describe("what you were doing when it was missing"),
    isBlocking: z.boolean().default(false).describe("you cannot go on without it"),
  }),
  output: z.strictObject({ gap: Gap }),
  run: async ({ description, category = null, priority, context = null, isBlocking }, ctx) => {
    const id = newId("wish", ctx.clock.now());
    const noted = await noteGap(ctx, { id, key: null, description, category, priority, source: "person", context, isBlocking });
    return { gap: shownGap(noted, ctx.clock) };
  },
});

/** Ranked, the most wanted first; the open ones when no status is chosen. */
async function ranked(host: Pick<Host, "db" | "clock">, statuses: readonly Status[]): Promise<Gap[]> {
  const now = host.clock.now();
  return (await listGaps(host))
    .filter(({ status }) => statuses.includes(status))
    .map((row) => ({ row, priority: row.priority, blocked: row.blocked, demand: fadedDemand(row.demand, row.last_at, now) }))
    .toSorted((a, b) => byRank(a, b) || b.row.last_at - a.row.last_at)
    .map(({ row }) => shownGap(row, host.clock));
}

export const backlog = operation({
  name: "capabilities.backlog",
  summary: "List what Hydra cannot do yet, the most wanted first",
  http: "GET /capabilities/backlog",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({
    status: z.enum(STATUSES).optional().describe("only with this status; otherwise all that is open"),
    format: z.enum(["json", "markdown"]).default("json").describe("with markdown the roadmap comes along as text"),
    limit: z.int().min(1).max(500).default(200).describe("how many at most"),
  }),
  output: z.strictObject({ gaps: z.array(Gap), markdown: z.string().nullable().describe("the same to read, when asked for") }),
  whenEmpty: "Nothing is missing that anybody asked for.",
  run: async ({ status, format, limit }, ctx) => {
    const gaps = (await ranked(ctx, status === undefined ? OPEN : [status])).slice(0, limit);
    return { gaps, markdown: format === "markdown" ? roadmapMarkdown(gaps, toIso(ctx.clock.now())) : null };
  },
});

export const roadmap = operation({
  name: "capabilities.roadmap",
  summary: "Export the roadmap as Markdown: under way, planned, wished for, done",
  http: "GET /capabilities/roadmap",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: file("text/markdown"),
  run: async (_input, ctx) => ({
    mediaType: "text/markdown",
    fileName: "roadmap.md",
    body: roadmapMarkdown(await ranked(ctx, STATUSES), toIso(ctx.clock.now())),
  }),
});

async function known(host: Pick<Host, "db">, id: string): Promise<GapRow> {
  const row = await findGap(host, id);
  if (row === undefined) throw new HydraError("not_found", `There is no gap ${id}. \`hydra capabilities backlog\` lists them.`);
  return row;
}

export const show = operation({
  name: "capabilities.show",
  summary: "Show when and by whom something was missed",
  http: "GET /capabilities/gaps/{id}",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({
    id: z.string().min(1).max(60).describe("the gap's id"),
    limit: z.int().min(1).max(200).default(20).describe("how many occurrences at most, newest first"),
  }),
  output: z.strictObject({ gap: Gap, occurrences: z.array(Occurrence) }),
  run: async ({ id, limit }, ctx) => ({
    gap: shownGap(await known(ctx, id), ctx.clock),
    occurrences: (await listOccurrences(ctx, id, limit)).map((each) => shownOccurrence(each, ctx.clock)),
  }),
});

export const move = operation({
  name: "capabilities.move",
  summary: "Plan, begin, finish or refuse what is missing",
  http: "PUT /capabilities/gaps/{id}",
  risk: "undoable",
  rarelyAsked: true,
  undo: { operation: "capabilities.move", input: ({ id }, _output, before) => ({ id, ...(before as object) }) },
  input: z.strictObject({
    id: z.string().min(1).max(60).describe("the gap's id"),
    status: z.enum(STATUSES).optional().describe("new, planned, in-progress, then implemented; wont-fix from any of the first three"),
    priority: z.enum(PRIORITIES).optional().describe("how much it matters"),
    note: z.string().max(2_000).nullable().optional().describe("a word about it; null takes it away"),
  }),
  output: z.strictObject({ gap: Gap }),
  subject: ({ id }) => ({ kind: "gap", name: id }),
  before: async ({ id }, ctx) => {
    const { status, priority, note } = await known(ctx, id);
    return { status, priority, note };
  },
  run: async ({ id, status, priority, note }, ctx) => {
    const before = await known(ctx, id);
    const moved = await withGaps(ctx, async (gaps, trx) => {
      const row = gaps.find((each) => each.id === id) ?? before;
      if (status !== undefined && status !== row.status && !mayBecome(row.status).includes(status)) return null;
      const kept = note === undefined ? row.note : note === null ? null : maskSecrets(note);
      const after: GapRow = { ...row, status: status ?? row.status, priority: priority ?? row.priority, note: kept };
      await saveGap(trx, after);
      return after;
    });
    if (moved === null)
      throw new HydraError(
        "conflict",
        `What is ${before.status} cannot become ${status}: next is ${mayBecome(before.status).join(" or ")}.`,
      );
    return { gap: shownGap(moved, ctx.clock) };
  },
});
