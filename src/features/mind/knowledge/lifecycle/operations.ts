import { z } from "zod";
import { toPastIso } from "../../../../kernel/clock.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { operation } from "../../../../kernel/operation.ts";
import { asking, desk } from "../desk.ts";
import { embedder } from "../embeddings/part.ts";
import { EntryId, EntryShape, shown } from "../shapes.ts";
import type { Figures } from "./shapes.ts";

const Count = z.int().min(0);
const AuditShape = z.strictObject({
  at: z.iso.datetime(),
  examined: Count,
  junk: Count,
  junkRate: z.number().min(0).max(1).nullable().describe("null: there was nothing to look at"),
  reasons: z.record(z.string(), Count),
});

export const metrics = operation({
  name: "knowledge.metrics",
  summary: "Say how much is known, how it grows, and what to look after",
  http: "GET /knowledge/metrics",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    total: Count,
    chunks: Count,
    byCategory: z.record(z.string(), Count),
    bySource: z.record(z.string(), Count).describe("the hundred sources with most"),
    sizeBytes: Count,
    staleCount: Count,
    duplicateCount: Count.describe("entries that say what a newer one says"),
    growth: z
      .array(z.strictObject({ day: z.string(), added: Count, removed: Count }))
      .describe("the last thirty days, those on which something changed"),
    lastAudit: AuditShape.nullable().describe("null: the nightly look for junk has not run yet"),
    vectors: z
      .strictObject({
        model: z.string(),
        keptIn: z.enum(["index", "qdrant"]),
        dimensions: Count.nullable(),
        placed: Count.describe("pieces that have their vector"),
        waiting: Count.describe("pieces that wait for it"),
        failure: z.string().nullable().describe("why it does not go on; the embedded index stands in"),
      })
      .nullable()
      .describe("null: no embeddings endpoint is configured"),
    recommendations: z.array(z.string()),
  }),
  run: async (_input, ctx) => {
    const { lastAudit, ...figures } = await ctx.part(desk).ask("figures", asking(ctx));
    return {
      ...figures,
      lastAudit: lastAudit === null ? null : audited(lastAudit, (at) => toPastIso(ctx.clock, at)),
      vectors: ctx.part(embedder)?.state ?? null,
      recommendations: adviceOn(figures),
    };
  },
});

function audited({ at, ...audit }: NonNullable<Figures["lastAudit"]>, iso: (epochMs: number) => string): z.output<typeof AuditShape> {
  return { ...audit, at: iso(at), junkRate: audit.examined === 0 ? null : audit.junk / audit.examined };
}

function adviceOn({ total, staleCount, duplicateCount }: Pick<Figures, "total" | "staleCount" | "duplicateCount">): string[] {
  const advice: string[] = [];
  if (staleCount > 0)
    advice.push(`${staleCount} of ${total} entries are stale: \`hydra knowledge stale\` says why; say them again or archive them.`);
  if (duplicateCount > 0)
    advice.push(`${duplicateCount} entries say what another one says: \`hydra knowledge duplicates\` proposes what to keep.`);
  return advice;
}

export const stale = operation({
  name: "knowledge.stale",
  summary: "List knowledge that is too old, or that the living system contradicts",
  http: "GET /knowledge/stale",
  risk: "read",
  isPrivate: true,
  rarelyAsked: true,
  input: z.strictObject({ limit: z.int().min(1).max(1_000).default(200).describe("how many at most") }),
  output: z.strictObject({ entries: z.array(EntryShape.extend({ reason: z.string() })) }),
  whenEmpty: "Nothing is stale.",
  run: async ({ limit }, ctx) => {
    const entries = await ctx.part(desk).ask("stale", { ...asking(ctx), limit });
    return { entries: entries.map((facts) => ({ ...shown(facts, ctx.clock), reason: facts.staleBecause ?? "" })) };
  },
});

export const duplicates = operation({
  name: "knowledge.duplicates",
  summary: "Propose which near-duplicates to make one, with what would be lost",
  http: "GET /knowledge/duplicates",
  risk: "read",
  isPrivate: true,
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    groups: z.array(
      z.strictObject({
        id: z.string(),
        keep: z.strictObject({
          id: z.string(),
          title: z.string().nullable(),
          source: z.string(),
          content: z.string().describe("its beginning"),
        }),
        archive: z.array(
          z.strictObject({
            id: z.string(),
            title: z.string().nullable(),
            source: z.string(),
            likeness: z.number().min(0).max(1),
            lost: z.array(z.string()).describe("lines that only it has"),
          }),
        ),
      }),
    ),
  }),
  whenEmpty: "Nothing is kept twice.",
  run: async (_input, ctx) => ({ groups: await ctx.part(desk).ask("duplicates", { reader: ctx.caller.userId }) }),
});

export const consolidate = operation({
  name: "knowledge.consolidate",
  summary: "Make a proposed group of near-duplicates one: the others go to the archive",
  http: "POST /knowledge/duplicates/{id}/consolidate",
  risk: "undoable",
  undo: { operation: "knowledge.restore", input: (_input, { archived }) => ({ ids: archived }) },
  rarelyAsked: true,
  input: z.strictObject({ id: EntryId.describe("the group's id, from knowledge.duplicates: it means exactly those entries") }),
  output: z.strictObject({ kept: z.string(), archived: z.array(z.string()) }),
  subject: ({ id }) => ({ kind: "knowledge", name: id }),
  run: async ({ id }, ctx) => {
    const groups = await ctx.part(desk).ask("duplicates", { reader: ctx.caller.userId });
    const group = groups.find((each) => each.id === id);
    if (group === undefined)
      throw new HydraError(
        "not_found",
        `There is no such group ${id} any more: its entries changed. \`hydra knowledge duplicates\` proposes anew.`,
      );
    const archived = group.archive.map((each) => each.id);
    for (const one of archived)
      await ctx.part(desk).ask("archive", { id: one, because: `says what ${group.keep.id} says`, ...asking(ctx) });
    return { kept: group.keep.id, archived };
  },
});

export const audits = operation({
  name: "knowledge.audits",
  summary: "List the nightly looks for junk: how much of what is kept is worth nothing",
  http: "GET /knowledge/audits",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({ limit: z.int().min(1).max(365).default(30).describe("how many at most") }),
  output: z.strictObject({ audits: z.array(AuditShape) }),
  whenEmpty: "No night has passed yet.",
  run: async ({ limit }, ctx) => {
    const found = await ctx.part(desk).ask("audits", { reader: ctx.caller.userId, limit });
    return { audits: found.map((audit) => audited(audit, (at) => toPastIso(ctx.clock, at))) };
  },
});

export const learn = operation({
  name: "knowledge.learn",
  summary: "Learn the likeness of meanings anew now, instead of when nothing else happens",
  http: "POST /knowledge/learn",
  risk: "undoable",
  undo: { none: "what is derived from the entries is only derived anew" },
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({ chunks: Count.describe("pieces that were placed; 0: below a hundred, words say it all") }),
  run: async (_input, ctx) => ({ chunks: await ctx.part(desk).ask("learn", null) }),
});
