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
    auditAtHour: z.int().min(0).max(23).default(3).describe("hour (UTC) of the nightly look for junk"),
  }),
);
