import { z } from "zod";
import { event } from "../../../kernel/keys.ts";
import { TASKS } from "../prompts/operations.ts";

/** How an answer fared with the person who had asked for it. */
export const OUTCOMES = ["accepted", "regenerated", "edited", "rejected", "error"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A model's name as it may be kept: one line, no space around it. */
export const ModelName = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\s](?:[^\p{Cc}]*[^\p{Cc}\s])?$/u, "a model's name is one line of at most 200 characters, with no space around it");

const permission = { permission: "preferences.read" };

/**
 * A model answered somebody. Told by whoever asked it (the gateway, crews); the same id again changes nothing.
 * Nothing of the prompt is in it but its features.
 */
export const interactionNoted = event(
  "interaction.noted",
  z.strictObject({
    id: z.string(),
    /** Whose preference it speaks of: `ownerOf(caller)` of this feature's operations. */
    userId: z.string(),
    task: z.enum(TASKS),
    model: ModelName,
    /** Epoch ms. */
    at: z.number(),
    latencyMs: z.number().min(0).nullable(),
    /** Of prompt and answer together. */
    tokens: z.number().min(0).nullable(),
    /** Null: nobody has said yet. */
    outcome: z.enum(OUTCOMES).nullable(),
    /** The prompt as numbers (`studyPrompt(prompt).profile`), for those who learn by them; null or absent when it was not looked at. */
    features: z.array(z.number()).max(64).nullable().optional(),
  }),
  permission,
);

/** What became of an answer is known, or known better than before: the later word counts. */
export const interactionJudged = event(
  "interaction.judged",
  z.strictObject({
    id: z.string(),
    outcome: z.enum(OUTCOMES),
    at: z.number(),
    reason: z.string(),
  }),
  permission,
);

/** Somebody told this feature itself how an answer fared: for those who learn from it in ways of their own. */
export const interactionTold = event(
  "interaction.told",
  z.strictObject({
    id: z.string(),
    userId: z.string(),
    model: ModelName,
    outcome: z.enum(OUTCOMES),
    /** Epoch ms. */
    at: z.number(),
    /** As of `interactionNoted`; null when no prompt was given, or the interaction was noted before. */
    features: z.array(z.number()).max(64).nullable(),
  }),
  permission,
);
