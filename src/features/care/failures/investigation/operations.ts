import { z } from "zod";
import { operation } from "../../../../kernel/operation.ts";
import { failuresSettings } from "../settings.ts";
import { investigate as letInvestigate, readStory } from "./investigate.ts";
import { chooseModel } from "./model.ts";

const Line = z.strictObject({ id: z.string(), source: z.string(), line: z.string() });

export const investigate = operation({
  name: "failures.investigate",
  summary: "Let a language model look into an incident: its opinion with the lines it rests on, beside Hydra's own diagnosis",
  http: "POST /incidents/{id}/investigate",
  // It changes nothing here, but spends tokens and tells a model server of the incident: a model or Hydra needs a grant for it.
  risk: "undoable",
  rarelyAsked: true,
  undo: { none: "nothing was changed; what was told to the model server stays told" },
  uses: { upstreams: "required" },
  input: z.strictObject({ id: z.string().min(1).max(200).describe("the incident's id, as jellyfin-17") }),
  output: z.strictObject({
    incidentId: z.string(),
    diagnosis: z
      .strictObject({
        category: z.string(),
        confidence: z.number(),
        evidence: z.array(z.strictObject({ source: z.string(), line: z.string(), why: z.string() })),
      })
      .describe("Hydra's own, without a model"),
    opinion: z
      .strictObject({ claims: z.array(z.strictObject({ says: z.string(), evidence: z.array(Line).min(1) })) })
      .nullable()
      .describe("what the model makes of it: an opinion, acted upon by nobody; null when it came to none"),
    model: z.string(),
    upstream: z.string(),
    ended: z
      .enum(["concluded", "steps", "tokens", "silent"])
      .describe("why it ended: it concluded, a limit was reached, or it said nothing of use"),
    looks: z.array(z.strictObject({ operation: z.string(), input: z.record(z.string(), z.unknown()), lines: z.int() })),
    refused: z.array(z.string()).describe("what the model asked for and was not given"),
    droppedClaims: z.int().describe("claims that cited nothing, or lines that do not exist"),
    tokens: z.int(),
  }),
  run: async ({ id }, ctx) => {
    const { investigationModel, investigationSteps: mostSteps, investigationTokens: mostTokens } = ctx.settings(failuresSettings);
    const { upstreams } = ctx;
    const model = chooseModel(upstreams, investigationModel);
    const story = await readStory(ctx, id);
    const { claims, ...found } = await letInvestigate(ctx, story, { upstreams, model, bounds: { mostSteps, mostTokens } });
    const { category, confidence, evidence } = story.diagnosis;
    return {
      incidentId: story.id,
      diagnosis: { category, confidence, evidence },
      opinion: claims === null ? null : { claims },
      model: model.id,
      upstream: model.upstream,
      ...found,
      tokens: Math.round(found.tokens),
    };
  },
});
