import { z } from "zod";
import { toPastIso } from "../../../kernel/clock.ts";
import type { CallContext } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation } from "../../../kernel/operation.ts";
import { asking, desk, ownerOf } from "./desk.ts";
import { placeOf } from "./embeddings/part.ts";
import type { Draft, EntryFacts, FoundEntries } from "./keeping/shapes.ts";
import { tagRecalled } from "./lifecycle/recalled.ts";
import { textOfPdf } from "./reading/pdf/pdf.ts";
import { whyNotText } from "./reading/plain-text.ts";
import { Category, Collection, EntryId, EntryInput, EntryShape, shown, Source, VISIBILITIES } from "./shapes.ts";

const BODY_LIMIT_BYTES = 32 * 1_048_576;
const MOST_ENTRIES = 20_000;
const DEFAULT_COLLECTION = "general";
const DEFAULT_CATEGORY = "general";

const AddInput = z.strictObject({
  ...EntryInput.partial().shape,
  entries: z.array(EntryInput).min(1).max(MOST_ENTRIES).optional().describe("many at once, instead of one"),
});

export const add = operation({
  name: "knowledge.add",
  summary: "Keep a piece of knowledge, or many: facts, notes, documents",
  http: "POST /knowledge/entries",
  risk: "undoable",
  undo: {
    operation: "knowledge.archive",
    input: (_input, { entries }) => ({ ids: entries.filter(({ created }) => created).map(({ id }) => id), because: "taken back" }),
  },
  // What was told lives in the store, where it can be erased: not in the audit once more.
  unkept: ["content", "entries"],
  bodyLimitBytes: BODY_LIMIT_BYTES,
  input: AddInput,
  output: z.strictObject({
    entries: z.array(z.strictObject({ id: z.string(), created: z.boolean().describe("false: it was known already") })),
  }),
  run: async (input, ctx) => {
    const now = ctx.clock.now();
    return { entries: await ctx.part(desk).add(await draftsOf(input, ctx), now) };
  },
});

async function draftsOf({ entries, ...one }: z.output<typeof AddInput>, ctx: CallContext): Promise<Draft[]> {
  if (entries !== undefined) {
    if (Object.values(one).some((value) => value !== undefined))
      throw new HydraError("invalid_input", "entries: give either one entry's fields or a list of entries, not both");
    const drafts: Draft[] = [];
    for (const [index, entry] of entries.entries()) drafts.push(await draftOf(entry, `entries.${index}.content`, ctx));
    return drafts;
  }
  const { content, source } = one;
  if (content === undefined) throw new HydraError("invalid_input", "content: give the text to keep (or entries, for many)");
  if (source === undefined) throw new HydraError("invalid_input", "source: say where it comes from");
  return [await draftOf({ ...one, content, source }, "content", ctx)];
}

async function draftOf(entry: z.output<typeof EntryInput>, path: string, { caller, clock, signal }: CallContext): Promise<Draft> {
  const read = await readContent(entry, signal);
  const why = "why" in read ? read.why : whyNotText(read.text);
  if ("why" in read || why !== null) throw new HydraError("invalid_input", `${path}: ${why}`);
  return {
    content: read.text,
    source: entry.source,
    title: entry.title ?? read.title,
    category: entry.category ?? DEFAULT_CATEGORY,
    collection: entry.collection ?? DEFAULT_COLLECTION,
    owner: ownerOf(caller, entry.visibility),
    expiresAt: entry.ttlSeconds === undefined ? null : clock.now() + Math.round(entry.ttlSeconds * 1_000),
    format: read.format,
    addedBy: caller.id,
  };
}

async function readContent(
  { content, format = "text" }: Pick<z.output<typeof EntryInput>, "content" | "format">,
  signal: AbortSignal,
): Promise<{ title: string | null; text: string; format: Draft["format"] } | { why: string }> {
  if (format !== "pdf") return { title: null, text: content, format };
  if (!z.base64().safeParse(content).success) return { why: "of a PDF, give the bytes in base64" };
  const read = await textOfPdf(Uint8Array.from(Buffer.from(content, "base64")), signal);
  return "why" in read ? read : { ...read, format: "markdown" };
}

const SearchInput = z.strictObject({
  q: z.string().min(1).max(4_000).describe("what you want to know, in your own words"),
  limit: z.int().min(1).max(100).default(10).describe("how many at most"),
  collection: Collection.optional(),
  category: Category.optional(),
  source: Source.optional(),
  mode: z.enum(["lexical", "hybrid"]).default("hybrid").describe("lexical: by words alone; hybrid: letters, passages and meaning too"),
  unit: z.enum(["entry", "chunk"]).default("entry").describe("one result for each entry, or each piece that matches"),
});

/** Where a result stands, so that a reader can look it up. */
const Citation = z.strictObject({ source: z.string(), heading: z.string().nullable(), chunk: z.int().describe("from 0") });

export const search = operation({
  name: "knowledge.search",
  summary: "Search what Hydra was told, best first, with where it stands",
  http: "GET /knowledge/search",
  shell: "knowledge search {q}",
  risk: "read",
  isPrivate: true,
  say: ["what do you know about {q}", "look up {q}"],
  input: SearchInput,
  output: z.strictObject({
    results: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string().nullable(),
        snippet: z.string(),
        score: z.number().describe("to compare within one answer only"),
        source: z.string(),
        updatedAt: z.iso.datetime(),
        stale: z.boolean(),
        staleBecause: z.string().nullable(),
        category: z.string(),
        collection: z.string(),
        visibility: z.enum(VISIBILITIES),
        citation: Citation,
      }),
    ),
    mode: z.enum(["lexical", "hybrid"]),
    meaning: z
      .enum(["none", "embedded", "endpoint"])
      .describe("whose vectors told likeness of meaning: those of the embeddings endpoint, the embedded index's, or none"),
    meaningNote: z.string().nullable().describe("why the configured endpoint was not used; null: it was, or none is configured"),
    waitingChunks: z.int().describe("pieces that the index has still to read, after a crash or a rebuild"),
  }),
  whenEmpty: "Nothing is known about that.",
  run: async (input, ctx) => {
    const { results, mode, meaning, meaningNote, waitingChunks } = await find(input, ctx);
    return {
      results: results.map(({ id, title, snippet, score, source, category, collection, owner, updatedAt, staleBecause, chunk }) => ({
        id,
        title,
        snippet,
        score,
        source,
        updatedAt: toPastIso(ctx.clock, updatedAt),
        stale: staleBecause !== null,
        staleBecause,
        category,
        collection,
        visibility: owner === null ? ("shared" as const) : ("private" as const),
        citation: { source, heading: chunk.heading, chunk: chunk.ordinal },
      })),
      mode,
      meaning,
      meaningNote,
      waitingChunks,
    };
  },
});

async function find(
  { q, ...input }: z.output<typeof SearchInput>,
  ctx: CallContext,
): Promise<FoundEntries & { meaningNote: string | null }> {
  const { note: meaningNote, ...placed } = await placeOf({ q, ...input }, ctx);
  return { ...(await ctx.part(desk).ask("search", { query: q, ...input, ...placed, ...asking(ctx) })), meaningNote };
}

export const recall = operation({
  name: "knowledge.recall",
  summary: "Give a model the pieces that bear on a question, tagged so that they are never stored again as new",
  http: "GET /knowledge/recall",
  risk: "read",
  isPrivate: true,
  rarelyAsked: true,
  input: SearchInput.omit({ unit: true }).extend({
    limit: z.int().min(1).max(20).default(5).describe("how many at most"),
    mostChars: z.int().min(200).max(100_000).default(6_000).describe("of all pieces together"),
  }),
  output: z.strictObject({
    text: z.string().describe("for the model's context; empty when nothing bears on it"),
    citations: z.array(Citation.extend({ id: z.string(), title: z.string().nullable(), stale: z.boolean() })),
  }),
  run: async ({ mostChars, ...input }, ctx) => {
    const { results } = await find({ ...input, unit: "chunk" }, ctx);
    const pieces: string[] = [];
    const citations: { id: string; title: string | null; stale: boolean; source: string; heading: string | null; chunk: number }[] = [];
    let left = mostChars;
    for (const { id, title, source, staleBecause, chunk } of results) {
      if (chunk.text.length > left) continue;
      left -= chunk.text.length;
      pieces.push(tagRecalled(id, source, chunk.text.trim()));
      citations.push({ id, title, stale: staleBecause !== null, source, heading: chunk.heading, chunk: chunk.ordinal });
    }
    return { text: pieces.join("\n"), citations };
  },
});

export const show = operation({
  name: "knowledge.show",
  summary: "Show one piece of knowledge in full",
  http: "GET /knowledge/entries/{id}",
  risk: "read",
  isPrivate: true,
  rarelyAsked: true,
  input: z.strictObject({ id: EntryId }),
  output: z.strictObject({ entry: EntryShape.extend({ content: z.string() }) }),
  run: async ({ id }, ctx) => {
    const found = await ctx.part(desk).ask("show", { id, ...asking(ctx) });
    if (found === null) throw unknown(id);
    return { entry: { ...shown(found, ctx.clock), content: found.content } };
  },
});

export const list = operation({
  name: "knowledge.list",
  summary: "List pieces of knowledge, newest first",
  http: "GET /knowledge/entries",
  risk: "read",
  isPrivate: true,
  rarelyAsked: true,
  input: z.strictObject({
    collection: Collection.optional(),
    category: Category.optional(),
    source: Source.optional(),
    archived: z.boolean().default(false).describe("those in the archive instead"),
    limit: z.int().min(1).max(500).default(50).describe("how many at most"),
    cursor: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional()
      .describe("nextCursor of the page before"),
  }),
  output: z.strictObject({ entries: z.array(EntryShape), nextCursor: z.string().nullable() }),
  whenEmpty: "Nothing is kept here yet.",
  run: async ({ archived, cursor, ...filter }, ctx) => {
    const before = cursor === undefined ? undefined : Number(cursor);
    const { entries, next } = await ctx.part(desk).ask("list", { ...filter, before, isArchived: archived, ...asking(ctx) });
    return { entries: entries.map((entry) => shown(entry, ctx.clock)), nextCursor: next === null ? null : String(next) };
  },
});

const Ids = z.array(EntryId).min(1).max(1_000).describe("the entries' ids");
const Changed = z.strictObject({ entries: z.array(EntryShape) });

function subjectOf({ ids }: { ids: string[] }): { kind: string; name: string } {
  return { kind: "knowledge", name: ids.length === 1 ? (ids[0] ?? "") : `${ids.length} entries` };
}

export const archive = operation({
  name: "knowledge.archive",
  summary: "Put knowledge aside: it is not found any more, and can be restored",
  http: "POST /knowledge/archive",
  risk: "undoable",
  undo: { operation: "knowledge.restore", input: ({ ids }) => ({ ids }) },
  rarelyAsked: true,
  input: z.strictObject({
    ids: Ids,
    because: z.string().trim().min(1).max(500).default("somebody said so").describe("why, for whoever looks into the archive"),
  }),
  output: Changed,
  subject: subjectOf,
  run: async ({ ids, because }, ctx) => changed(ids, ctx, (id) => ctx.part(desk).ask("archive", { id, because, ...asking(ctx) })),
});

export const restore = operation({
  name: "knowledge.restore",
  summary: "Take knowledge out of the archive again",
  http: "POST /knowledge/restore",
  risk: "undoable",
  undo: { operation: "knowledge.archive", input: ({ ids }) => ({ ids }) },
  rarelyAsked: true,
  input: z.strictObject({ ids: Ids }),
  output: Changed,
  subject: subjectOf,
  run: async ({ ids }, ctx) => changed(ids, ctx, (id) => ctx.part(desk).ask("restore", { id, ...asking(ctx) })),
});

async function changed(
  ids: readonly string[],
  ctx: CallContext,
  change: (id: string) => Promise<EntryFacts | null>,
): Promise<z.input<typeof Changed>> {
  await known(ids, ctx);
  const entries: z.output<typeof EntryShape>[] = [];
  for (const id of ids) {
    const facts = await change(id);
    if (facts !== null) entries.push(shown(facts, ctx.clock));
  }
  return { entries };
}

export const purge = operation({
  name: "knowledge.purge",
  summary: "Delete archived knowledge for good",
  http: "POST /knowledge/purge",
  risk: "destroying",
  rarelyAsked: true,
  input: z.strictObject({ ids: Ids }),
  output: z.strictObject({ purged: z.array(z.string()) }),
  subject: subjectOf,
  run: async ({ ids }, ctx) => {
    const found = await known(ids, ctx);
    const living = found.find(({ archivedAt }) => archivedAt === null);
    if (living !== undefined)
      throw new HydraError(
        "conflict",
        `${living.id} is not in the archive. Put it there first (knowledge.archive): what is archived can be restored.`,
      );
    for (const id of ids) await ctx.part(desk).ask("purge", { id, reader: ctx.caller.userId });
    return { purged: ids };
  },
});

/** All of them, before anything is done to one. @throws HydraError not_found */
async function known(ids: readonly string[], ctx: CallContext): Promise<EntryFacts[]> {
  const found: EntryFacts[] = [];
  for (const id of ids) {
    const facts = await ctx.part(desk).ask("facts", { id, ...asking(ctx) });
    if (facts === null) throw unknown(id);
    found.push(facts);
  }
  return found;
}

function unknown(id: string): HydraError {
  return new HydraError("not_found", `You have no entry ${id}. \`hydra knowledge list\` shows what there is.`);
}
