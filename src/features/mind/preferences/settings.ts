import { z } from "zod";
import { settings } from "../../../kernel/keys.ts";

export const preferencesSettings = settings(
  "preferences",
  z.strictObject({
    halfLifeDays: z.number().min(1).max(3_650).default(30).describe("after so many days an outcome counts half"),
    minimumEvidence: z.number().min(1).max(100).default(3).describe("outcomes, as far as they still count, before a model is recommended"),
    changeMargin: z
      .number()
      .min(0)
      .max(0.5)
      .default(0.05)
      .describe("by how much another model has to be better before the recommendation changes (0 to 1)"),
    latencyWeight: z.number().min(0).max(1).default(0.1).describe("how much of its score an endlessly slow model loses (0 to 1)"),
    tokenWeight: z.number().min(0).max(1).default(0.05).describe("how much of its score an endlessly wordy model loses (0 to 1)"),
    isExploring: z.boolean().default(true).describe("let another model than the recommended one answer now and then"),
    explorationShare: z.number().min(0).max(0.3).default(0.05).describe("of the answers, at most this share comes from other models"),
  }),
);
