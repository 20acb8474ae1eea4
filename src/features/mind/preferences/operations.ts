import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { CallContext, Host } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { madeAt, newId } from "../../../kernel/ids.ts";
import { operation } from "../../../kernel/operation.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { readPrompt, studyPrompt, TASKS, type Task } from "../prompts/operations.ts";
import { interactionTold, ModelName, OUTCOMES, type Outcome } from "./events.ts";
import { judge, learn, memory, recommendedFor, standingsFor } from "./keeping/memory.ts";
import { answerFor, scored } from "./learning/answer.ts";
import { explore } from "./learning/recommending.ts";
import { ownerOf } from "./owner.ts";
import { preferencesSettings } from "./settings.ts";
import { learnFromEdit } from "./style/store.ts";

export { ownerOf };

const Prompt = z.string().min(1).describe("what was asked; only what kind of task it is is kept");
const EditedText = z.string().min(1).max(200_000);
const TaskName = z.enum(TASKS).describe("what kind of prompt it is");
const LONGEST_MODEL_LIST = 500;

/** @throws HydraError invalid_input when neither or both are given */
function taskOf({ task, prompt }: { task?: Task | undefined; prompt?: string | undefined }): Task {
  if (task !== undefined && prompt !== undefined) throw new HydraError("invalid_input", "task, prompt: give one of them, not both");
  if (task !== undefined) return task;
  if (prompt === undefined) throw new HydraError("invalid_input", `task: say which (${TASKS.join(", ")}), or give the prompt`);
  return readPrompt(prompt).task;
}

/** The models that answer now, as far as servers are connected; null when nobody can say. */
function knownModels(host: Pick<Host, "integration">): string[] | null {
  const models = host.integration("upstreams")?.models() ?? [];
  return models.length === 0 ? null : models.filter(({ kind }) => kind !== "embedding").map(({ id }) => id);
}

/** @throws HydraError invalid_input for a model that no connected server has and nobody has used */
function checkModel(host: Pick<Host, "integration" | "part">, model: string): void {
  const known = knownModels(host);
  if (known === null || known.includes(model) || host.part(memory).ledger.knows(model)) return;
  throw new HydraError("invalid_input", `model: no connected server has a model "${model}".${didYouMean(model, known)}`);
}

/** An interaction is told a moment after its answer's last byte: a word that is quicker waits for it. */
const TOLD_WITHIN_MS = 1_500;
const LOOK_AGAIN_MS = 50;
/** Its id is made when the call begins, and no call lasts longer. */
const LONGEST_CALL_MS = 3_600_000;

async function judgeOnceTold(
  ctx: Pick<CallContext, keyof Parameters<typeof judge>[0] | "signal" | "clock">,
  id: string,
  owner: string,
  outcome: Outcome,
) {
  const mayBeTold = ctx.clock.now() - (madeAt(id) ?? 0) < LONGEST_CALL_MS;
  for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
    const judged = await judge(ctx, id, owner, outcome);
    if (judged !== null || !mayBeTold || waitedMs >= TOLD_WITHIN_MS || ctx.signal.aborted) return judged;
    await sleep(LOOK_AGAIN_MS);
  }
}

export const interaction = operation({
  name: "preferences.interaction",
  summary: "Say how a model's answer fared, now or later by the interaction's id",
  http: "POST /preferences/interaction",
  risk: "undoable",
  rarelyAsked: true,
  unkept: ["prompt", "edit"],
  undo: { none: "tell another outcome under the same interactionId, or forget the interaction" },
  input: z.strictObject({
    model: ModelName.optional().describe("who answered; needed unless interactionId says it"),
    task: TaskName.optional(),
    prompt: Prompt.optional(),
    outcome: z.enum(OUTCOMES).describe("how the answer fared"),
    latencyMs: z.number().min(0).max(86_400_000).optional().describe("how long the answer took"),
    tokens: z.int().min(0).max(100_000_000).optional().describe("of prompt and answer together"),
    interactionId: z.string().min(1).max(100).optional().describe("the interaction that this outcome belongs to, when it was noted before"),
    edit: z
      .strictObject({ before: EditedText.describe("the answer"), after: EditedText.describe("what you made of it") })
      .optional()
      .describe("an edited answer: length, format and tone are learned from it, neither text is kept"),
  }),
  output: z.strictObject({ id: z.string(), task: z.enum(TASKS), model: z.string(), outcome: z.enum(OUTCOMES) }),
  run: async ({ model, task, prompt, outcome, latencyMs, tokens, interactionId, edit }, ctx) => {
    const owner = ownerOf(ctx.caller);
    if (edit !== undefined && outcome !== "edited") throw new HydraError("invalid_input", 'edit: comes with the outcome "edited" only');
    if (interactionId !== undefined) {
      const judged = await judgeOnceTold(ctx, interactionId, owner, outcome);
      if (judged === null) throw new HydraError("not_found", `You have no interaction ${interactionId}.`);
      await ctx.emit(interactionTold, {
        id: interactionId,
        userId: owner,
        model: judged.model,
        outcome,
        at: ctx.clock.now(),
        features: null,
      });
      if (edit !== undefined) await learnFromEdit(ctx, owner, edit.before, edit.after);
      return { id: interactionId, task: judged.task, model: judged.model, outcome };
    }
    if (model === undefined) throw new HydraError("invalid_input", "model: say which model answered, or give the interactionId");
    const done = { task: taskOf({ task, prompt }), model, outcome };
    checkModel(ctx, model);
    const at = ctx.clock.now();
    const id = newId("int", at);
    const measured = { latencyMs: latencyMs ?? null, tokens: tokens ?? null };
    const features = prompt === undefined ? null : studyPrompt(prompt).profile;
    await learn(ctx, [{ id, userId: owner, at, features, ...measured, ...done }]);
    if (features !== null) await ctx.emit(interactionTold, { id, userId: owner, model, outcome, at, features });
    if (edit !== undefined) await learnFromEdit(ctx, owner, edit.before, edit.after);
    return { id, ...done };
  },
});

const Fraction = z.number().min(0).max(1);
const Alternative = z.strictObject({
  model: z.string(),
  score: Fraction.describe("chance that an answer pleases, less a share for latency and tokens"),
  uses: z.int().min(0).describe("your uses at this task"),
  successRate: Fraction.nullable().describe("of your outcomes, the newer the weightier; null: none yet"),
  basis: z
    .enum(["own", "household", "model", "prior"])
    .describe("how near what is known comes: you, anybody at this task, the model at any task, nothing"),
  reason: z.string(),
});
const Exploration = z
  .strictObject({ model: z.string(), reason: z.string() })
  .nullable()
  .describe("who should answer once although another is recommended, so that it becomes known; null: nobody");

export const recommendation = operation({
  name: "preferences.recommendation",
  summary: "Say which model suits you best for a task, and why",
  http: "GET /preferences/recommendation",
  risk: "read",
  isPrivate: true,
  rarelyAsked: true,
  unkept: ["prompt"],
  say: ["which model should i use for {task}"],
  input: z.strictObject({
    task: TaskName.optional(),
    prompt: Prompt.optional(),
    available: z.array(ModelName).max(LONGEST_MODEL_LIST).optional().describe("choose among these only"),
  }),
  output: z.strictObject({
    task: z.enum(TASKS),
    model: z.string().nullable().describe("null: nothing is known yet that would tell them apart"),
    score: Fraction,
    reason: z.string(),
    basis: z.enum(["learned", "prior"]),
    since: z.iso.datetime().nullable().describe("since when it is recommended"),
    previous: z.string().nullable().describe("what was recommended before"),
    explore: Exploration,
    alternatives: z.array(Alternative),
  }),
  run: ({ available, ...asked }, ctx) => {
    const task = taskOf(asked);
    const owner = ownerOf(ctx.caller);
    const candidates = available ?? knownModels(ctx) ?? undefined;
    const standings = standingsFor(ctx, owner, task, candidates === undefined ? undefined : [...new Set(candidates)]);
    const rules = ctx.settings(preferencesSettings);
    const { isExploring, explorationShare } = rules;
    const answer = answerFor(task, standings, recommendedFor(ctx, owner, task), rules);
    const turn = answer.model === null || !isExploring ? null : explore(standings, answer.model, explorationShare);
    return { task, ...answer, explore: turn };
  },
});

export const scores = operation({
  name: "preferences.scores",
  summary: "Score models for one of your tasks by how their answers fared",
  http: "POST /preferences/scores",
  risk: "read",
  // What a model is chosen by, for whoever asks through the gateway.
  permission: "gateway.operate",
  rarelyAsked: true,
  input: z.strictObject({
    task: TaskName,
    models: z.array(ModelName).min(1).max(LONGEST_MODEL_LIST).describe("names of the models to score"),
  }),
  output: z.strictObject({
    scores: z.array(Alternative).describe("in the order of the models that were asked for"),
    recommended: z.string().nullable(),
    explore: Exploration,
  }),
  run: ({ task, models }, ctx) => {
    const owner = ownerOf(ctx.caller);
    const standings = standingsFor(ctx, owner, task, [...new Set(models)]);
    const rules = ctx.settings(preferencesSettings);
    const { isExploring, explorationShare } = rules;
    const { model } = answerFor(task, standings, recommendedFor(ctx, owner, task), rules);
    return {
      scores: standings.map((standing) => scored(standing, task)),
      recommended: model,
      explore: model === null || !isExploring ? null : explore(standings, model, explorationShare),
    };
  },
});

export const tasks = operation({
  name: "preferences.tasks",
  summary: "Show for every kind of task which model suits you, and what that rests on",
  http: "GET /preferences/tasks",
  risk: "read",
  isPrivate: true,
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    tasks: z.array(
      z.strictObject({
        task: z.enum(TASKS),
        model: z.string().nullable().describe("null: nothing is known yet that would tell them apart"),
        basis: z.enum(["learned", "prior"]),
        reason: z.string(),
        since: z.iso.datetime().nullable().describe("since when it is recommended"),
        uses: z.int().min(0).describe("your uses at this task, of every model"),
        models: z.array(Alternative).describe("the recommended one first, then the others by score"),
      }),
    ),
  }),
  run: (_input, ctx) => {
    const owner = ownerOf(ctx.caller);
    const candidates = knownModels(ctx) ?? undefined;
    const rules = ctx.settings(preferencesSettings);
    return {
      tasks: TASKS.map((task) => {
        const standings = standingsFor(ctx, owner, task, candidates);
        const { model, basis, reason, since, alternatives } = answerFor(task, standings, recommendedFor(ctx, owner, task), rules);
        const chosen = standings.find((standing) => standing.model === model);
        const models = [...(chosen === undefined ? [] : [scored(chosen, task)]), ...alternatives];
        return { task, model, basis, reason, since, uses: models.reduce((sum, each) => sum + each.uses, 0), models };
      }),
    };
  },
});
