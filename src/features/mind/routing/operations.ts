import { z } from "zod";
import type { CallContext } from "../../../kernel/context.ts";
import { operation } from "../../../kernel/operation.ts";
import { ModelName } from "../preferences/events.ts";
import { ownerOf, scores } from "../preferences/operations.ts";
import { PROFILE_LENGTH, studyPrompt, TASKS, type PromptReading, type PromptStudy } from "../prompts/operations.ts";
import { choose as chooseModel, TIERS, WISHES, type Candidate, type Choice, type Trial, type Wish } from "./choosing/choose.ts";
import { factsOfName, withTold, type ModelFacts } from "./choosing/facts.ts";
import { leftOut, mayBeServed, toldOf, type Offer } from "./choosing/served.ts";
import { pointOf } from "./learning/learner.ts";
import { memory } from "./learning/memory.ts";
import { pairDifficulty } from "./learning/pair.ts";

const Fraction = z.number().min(0).max(1);
const LONGEST_MODEL_LIST = 500;

const Asked = {
  available: z
    .array(ModelName)
    .max(LONGEST_MODEL_LIST)
    .optional()
    .describe("choose among these; default: what the upstreams have. Where upstreams are, what none of them has is left out"),
  prefer: z.enum(WISHES).optional().describe("what matters most; default: a balance"),
};

const Chosen = z.strictObject({
  task: z.enum(TASKS),
  difficulty: Fraction.describe("calibrated chance that the small model is not enough"),
  tier: z.enum(TIERS).describe("what kind of model the prompt calls for, whichever are there"),
  model: z.string().nullable().describe("null: nothing is available, the reason says why"),
  confidence: Fraction.describe("how sure the task is"),
  reason: z.string().describe("one sentence for a person"),
  alternatives: z.array(
    z.strictObject({
      model: z.string(),
      score: Fraction.describe("expected quality less what waiting and cost count"),
      quality: Fraction.describe("expected chance that its answer is good enough"),
    }),
  ),
  language: z.string().describe("ISO 639-1, or unknown"),
  codeShare: Fraction,
  tokens: z.int().min(0).describe("of prompt and system prompt, about"),
});
type Chosen = z.output<typeof Chosen>;

type Asking = Pick<CallContext, "integration" | "part" | "call" | "caller">;

function offerOf({ integration }: Asking): Offer {
  const upstreams = integration("upstreams");
  return { models: upstreams?.models() ?? [], upstreams: upstreams?.states() ?? [] };
}

/** What is there: the names that were given, else the upstreams' models; servers tell more about a model than its name. */
function factsOf(offer: Offer, available: readonly string[] | undefined): { facts: ModelFacts[]; missing: string[] } {
  const names = [...new Set(available ?? offer.models.map(({ id }) => id))];
  const missing = available === undefined ? [] : names.filter((name) => !mayBeServed(name, offer));
  const there = missing.length === 0 ? names : names.filter((name) => !missing.includes(name));
  return { facts: there.map((name) => withTold(factsOfName(name), toldOf(name, offer))), missing };
}

/** The facts with what the caller's own outcomes say about each model, and who should be tried for once. */
async function candidatesFor(
  ctx: Asking,
  { reading, profile }: PromptStudy,
  facts: readonly ModelFacts[],
): Promise<{ candidates: Candidate[]; trial: Trial | null }> {
  if (facts.length === 0) return { candidates: [], trial: null };
  const known = ctx.part(memory);
  const owner = ownerOf(ctx.caller);
  const point = pointOf(profile);
  const liked = await ctx.call(scores, { task: reading.task, models: facts.map(({ model }) => model) });
  const candidates = facts.map((each, index) => {
    const learner = known.learnerOf(owner, each.model);
    const preferred = liked.scores[index];
    const isOwn = preferred !== undefined && preferred.basis !== "prior" && preferred.uses > 0;
    return {
      ...each,
      learned: learner === undefined ? null : { quality: learner.expect(point), outcomes: learner.count },
      preferred: isOwn ? { score: preferred.score, uses: preferred.uses } : null,
    };
  });
  return { candidates, trial: liked.explore };
}

/** The reading as it is for the smallest and the largest of these models, once outcomes of both were learned. */
function forPair(ctx: Asking, { reading, profile }: PromptStudy, facts: readonly ModelFacts[]): PromptReading {
  const sorted = facts.filter(({ isEmbedding }) => !isEmbedding).toSorted((a, b) => a.sizeB - b.sizeB);
  const [small, large] = [sorted[0], sorted.at(-1)];
  if (small === undefined || large === undefined || small === large) return reading;
  const known = ctx.part(memory);
  const owner = ownerOf(ctx.caller);
  const learned = pairDifficulty(known.learnerOf(owner, small.model), known.learnerOf(owner, large.model), pointOf(profile));
  return learned === null ? reading : { ...reading, difficulty: learned };
}

interface Question {
  available?: readonly string[] | undefined;
  prefer?: Wish | undefined;
  /** May a model that is little known take the place of the best, now and then? */
  mayTry: boolean;
}

/** Choose for a prompt that was read already. Asks nobody outside. */
async function decide(ctx: Asking, study: PromptStudy, { available, prefer, mayTry }: Question): Promise<Chosen> {
  const offer = offerOf(ctx);
  const { facts, missing } = factsOf(offer, available);
  const reading = forPair(ctx, study, facts);
  const { candidates, trial } = await candidatesFor(ctx, study, facts);
  // Whoever says what matters has chosen already.
  const choice: Choice = chooseModel(reading, candidates, prefer ?? null, mayTry && prefer === undefined ? trial : null);
  const { task, taskConfidence: confidence, difficulty, language, codeShare, tokens } = reading;
  const chosen = { task, difficulty, confidence, language, codeShare, tokens, ...choice };
  if (missing.length === 0) return chosen;
  const why = leftOut(missing, facts.length === 0, offer);
  return { ...chosen, reason: facts.length === 0 ? why : `${choice.reason} ${why}` };
}

export const classify = operation({
  name: "routing.classify",
  summary: "Say what a prompt asks for, how hard it is, and which model should answer it",
  http: "POST /routing/classify",
  risk: "read",
  permission: "gateway.operate",
  rarelyAsked: true,
  input: z.strictObject({
    prompt: z.string().min(1).describe("what somebody asks"),
    system: z.string().optional().describe("the system prompt, when there is one"),
    ...Asked,
  }),
  output: Chosen,
  run: ({ prompt, system, ...question }, ctx) => decide(ctx, studyPrompt(prompt, system), { ...question, mayTry: false }),
});

const Reading = z.strictObject({
  task: z.enum(TASKS),
  taskConfidence: Fraction,
  difficulty: Fraction,
  language: z.string(),
  codeShare: Fraction,
  tokens: z.int().min(0),
});

export const choose = operation({
  name: "routing.choose",
  summary: "Choose a model for a prompt that was read already",
  http: "POST /routing/choose",
  risk: "read",
  // Whoever may have a model answer may have it chosen.
  permission: "gateway.operate",
  rarelyAsked: true,
  input: z.strictObject({
    reading: Reading.describe("what prompts.read said"),
    profile: z.array(z.number()).length(PROFILE_LENGTH).describe("the prompt as numbers, as `studyPrompt` made it"),
    ...Asked,
  }),
  output: Chosen,
  run: ({ reading, profile, ...question }, ctx) => decide(ctx, { reading, profile }, { ...question, mayTry: true }),
});
