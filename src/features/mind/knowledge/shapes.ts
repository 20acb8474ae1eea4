import { z } from "zod";
import { toIsoOrNull, toPastIso, type Clock } from "../../../kernel/clock.ts";
import type { EntryFacts } from "./keeping/shapes.ts";

export const VISIBILITIES = ["private", "shared"] as const;

export const EntryId = z.string().min(1).max(80).describe("the entry's id");
export const Collection = z.string().trim().min(1).max(200).describe("the shelf it stands on");
export const Category = z.string().trim().min(1).max(80).describe('what kind of knowledge it is: "how-to", "decision", "status", ...');
export const Source = z.string().trim().min(1).max(1_000).describe("where it comes from: a file, an address, a conversation");

/** What can be said of an entry when it is added. */
export const EntryInput = z.strictObject({
  content: z.string().describe("the text; Markdown headings are kept"),
  source: Source,
  title: z.string().trim().min(1).max(500).optional().describe("its first heading when absent"),
  category: Category.optional(),
  visibility: z.enum(VISIBILITIES).optional().describe("who may find it: you alone, or the household"),
  ttlSeconds: z.number().positive().max(3_153_600_000).optional().describe("after so long it goes to the archive by itself"),
  collection: Collection.optional(),
  format: z
    .enum(["text", "markdown", "html", "pdf"])
    .optional()
    .describe("HTML and PDF are turned into text with headings; of a PDF, content is its bytes in base64"),
});

export const EntryShape = z.strictObject({
  id: z.string(),
  title: z.string().nullable(),
  source: z.string(),
  category: z.string(),
  collection: z.string(),
  visibility: z.enum(VISIBILITIES),
  addedBy: z.string(),
  sizeBytes: z.int(),
  chunks: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  lastAccess: z.iso.datetime().nullable(),
  accesses: z.int(),
  expiresAt: z.iso.datetime().nullable(),
  archivedAt: z.iso.datetime().nullable(),
  archivedBecause: z.string().nullable(),
  stale: z.boolean(),
  staleBecause: z.string().nullable(),
  contradictedBy: z.string().nullable(),
});

export function shown(facts: EntryFacts, clock: Clock): z.output<typeof EntryShape> {
  const { owner, createdAt, updatedAt, accessedAt, expiresAt, archivedAt, ...same } = facts;
  return {
    id: same.id,
    title: same.title,
    source: same.source,
    category: same.category,
    collection: same.collection,
    visibility: owner === null ? "shared" : "private",
    addedBy: same.addedBy,
    sizeBytes: same.sizeBytes,
    chunks: same.chunks,
    createdAt: toPastIso(clock, createdAt),
    updatedAt: toPastIso(clock, updatedAt),
    lastAccess: accessedAt === null ? null : toPastIso(clock, accessedAt),
    accesses: same.accesses,
    expiresAt: toIsoOrNull(expiresAt),
    archivedAt: archivedAt === null ? null : toPastIso(clock, archivedAt),
    archivedBecause: same.archivedBecause,
    stale: same.staleBecause !== null,
    staleBecause: same.staleBecause,
    contradictedBy: same.contradictedBy,
  };
}
