import { z } from "zod";
import { settings } from "../../../kernel/keys.ts";

export const knowledgeSettings = settings(
  "knowledge",
  z.strictObject({
    staleAfterDays: z
      .record(z.string(), z.int().min(1).max(36_500))
      .default({})
      .describe("days after which what was not said again is stale, by category; others keep their own"),
    keepArchivedDays: z.int().min(1).max(3_650).default(90).describe("days that an archived entry can be restored, before it is deleted"),
    embeddings: z
      .strictObject({
        model: z.string().min(1).max(200).describe("an embedding model of one of your upstreams, as it names it"),
        textsPerRequest: z.int().min(1).max(512).default(32).describe("how many texts are sent at once, at most"),
        queryPrefix: z.string().max(200).default("").describe('what the model wants before a question, for example "search_query: "'),
        textPrefix: z.string().max(200).default("").describe('what it wants before a text, for example "search_document: "'),
      })
      .optional()
      .describe("vectors from an embeddings endpoint; without it the embedded index tells likeness of meaning"),
    auditAtHour: z.int().min(0).max(23).default(3).describe("hour (UTC) of the nightly look for junk"),
  }),
);
