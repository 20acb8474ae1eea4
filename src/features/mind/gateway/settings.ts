import { z } from "zod";
import { settings } from "../../../kernel/keys.ts";

const Limit = z.int().min(0).max(1_000_000_000_000).nullable();
const CallerBudget = z.strictObject({
  tokensPerDay: Limit.default(null).describe("prompt and answer together; null: no limit"),
  requestsPerDay: Limit.default(null).describe("null: no limit"),
});

export const gatewaySettings = settings(
  "gateway",
  z.strictObject({
    budget: CallerBudget.prefault({}).describe("what each caller may use a day (UTC) that is not named under budgets"),
    budgets: z
      .record(z.string(), CallerBudget)
      .default({})
      .describe("by caller, for example { 'program:n8n': { tokensPerDay: 200000 } }; `hydra gateway status` names the callers"),
    fallbacks: z
      .record(z.string(), z.array(z.string()).max(10))
      .default({})
      .describe("models to ask when one cannot answer, in order: { big-model: [small-model] }"),
    firstByteSeconds: z.int().min(1).max(3_600).default(180).describe("how long an answer may take to begin: a large model may be loading"),
    silenceSeconds: z.int().min(1).max(3_600).default(90).describe("how long an answer may be silent in its middle"),
  }),
);

export type GatewaySettings = z.output<typeof gatewaySettings.schema>;
