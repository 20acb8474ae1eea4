import { z } from "zod";
import { toPastIso } from "../../../kernel/clock.ts";
import type { CallContext } from "../../../kernel/context.ts";
import { HydraError, type Problem } from "../../../kernel/errors.ts";
import { file, operation } from "../../../kernel/operation.ts";
import { ownerOf } from "../preferences/operations.ts";
import { studyPrompt } from "../prompts/operations.ts";
import { choose } from "../routing/operations.ts";
import { gateway, type Choice } from "./gateway.ts";
import { readConversation } from "./reading/conversation.ts";
import { listInteractions, setConsent } from "./store.ts";

/** The contract's limit of `/v1`. */
const BODY_LIMIT_BYTES = 32 * 1_048_576;
/** Spending a model's time is more than reading: a token for dashboards must not do it. */
/** One scope is enough for a program that chats: `gateway.operate`. */
const permission = "gateway.operate";
const Model = z.string().min(1).max(300);

const ERROR_TYPES: Partial<Record<Problem["code"], string>> = {
  unauthenticated: "authentication_error",
  forbidden: "permission_error",
  rate_limited: "rate_limit_error",
  upstream_failed: "upstream_error",
  upstream_unauthorized: "upstream_error",
  internal: "server_error",
};

/** The same failure as OpenAI's clients read it. */
function openAiError({ code, detail, errors }: Problem): { error: object } {
  const isModel = code === "not_found";
  const param = isModel ? "model" : (errors?.[0]?.path ?? null);
  return {
    error: { message: detail, type: ERROR_TYPES[code] ?? "invalid_request_error", param, code: isModel ? "model_not_found" : code },
  };
}

/** The model's name that leaves the choice to Hydra. */
const AUTO = "auto";

/** @throws HydraError not_found when there is no model for it, with the reason */
async function chooseFor({ messages }: { messages: unknown }, ctx: Pick<CallContext, "call">): Promise<Choice> {
  const { prompt, system } = readConversation(messages);
  const study = studyPrompt(prompt, system);
  const { model, alternatives, reason } = await ctx.call(choose, { reading: study.reading, profile: [...study.profile] });
  if (model === null) throw new HydraError("not_found", `There is no model to choose for "auto": ${reason}`);
  return { models: [...new Set([model, ...alternatives.map((each) => each.model)])], study };
}

export const chat = operation({
  name: "gateway.chat",
  summary: "Have a model answer a conversation, in OpenAI's shapes",
  http: "POST /v1/chat/completions",
  risk: "read",
  permission,
  uses: { upstreams: "required" },
  bodyLimitBytes: BODY_LIMIT_BYTES,
  keepsBody: true,
  problemFields: openAiError,
  input: z.looseObject({
    model: Model.describe("name of a model (`hydra models`), or auto: Hydra chooses"),
    messages: z
      .array(z.looseObject({ role: z.string() }))
      .min(1)
      .describe("the conversation, oldest message first"),
    stream: z.boolean().nullish().describe("answer piece by piece"),
  }),
  output: file("application/json", "text/event-stream"),
  run: async (input, ctx) => {
    const { body, caller, signal, upstreams } = ctx;
    const choice = input.model === AUTO ? await chooseFor(input, ctx) : null;
    return ctx.part(gateway).answer({ kind: "chat", input, body, caller, userId: ownerOf(caller), signal, upstreams, choice });
  },
});

/** Models that make vectors, those that are loaded first. @throws HydraError not_found when no server has one */
function embeddingModels(all: readonly { id: string; kind: string; isLoaded: boolean | null }[]): string[] {
  const found = all
    .filter(({ kind }) => kind === "embedding")
    .toSorted((a, b) => Number(b.isLoaded ?? false) - Number(a.isLoaded ?? false));
  if (found.length === 0)
    throw new HydraError("not_found", 'There is no model to choose for "auto": no server has told of one for embeddings.');
  return [...new Set(found.map(({ id }) => id))];
}

export const embed = operation({
  name: "gateway.embed",
  summary: "Have texts turned into vectors, in OpenAI's shapes",
  http: "POST /v1/embeddings",
  risk: "read",
  permission,
  rarelyAsked: true,
  uses: { upstreams: "required" },
  bodyLimitBytes: BODY_LIMIT_BYTES,
  keepsBody: true,
  problemFields: openAiError,
  input: z.looseObject({
    model: Model.describe("name of a model for embeddings, or auto: one that a server has"),
    input: z.union([z.string(), z.array(z.unknown()).min(1)]).describe("a text, or a list of texts or of token numbers"),
  }),
  output: file("application/json"),
  run: (input, ctx) => {
    const { body, caller, signal, upstreams } = ctx;
    const choice = input.model === AUTO ? { models: embeddingModels(upstreams.models()), study: null } : null;
    return ctx.part(gateway).answer({ kind: "embedding", input, body, caller, userId: ownerOf(caller), signal, upstreams, choice });
  },
});

export const models = operation({
  name: "gateway.models",
  summary: "List the models that can be asked, in OpenAI's shapes",
  http: "GET /v1/models",
  shell: "models",
  risk: "read",
  rarelyAsked: true,
  permission,
  uses: { upstreams: "required" },
  problemFields: openAiError,
  input: z.strictObject({}),
  output: z.strictObject({
    object: z.literal("list"),
    data: z.array(
      z.strictObject({
        id: z.string(),
        object: z.literal("model"),
        created: z.int().describe("epoch seconds; 0 where the upstream does not say"),
        owned_by: z.string().describe("the upstreams that have it"),
        parametersB: z.number().nullable(),
        contextTokens: z.number().nullable(),
        isLoaded: z.boolean().nullable(),
      }),
    ),
  }),
  whenEmpty: "No upstream has told of a model yet: see `hydra gateway status`.",
  run: (_input, { upstreams }) => {
    const byId = Map.groupBy(upstreams.models(), ({ id }) => id);
    const data = [...byId].map(([id, [first, ...others]]) => ({
      id,
      object: "model" as const,
      created: first?.createdAt ?? 0,
      owned_by: [first, ...others].map((model) => model?.upstream ?? "").join(", "),
      parametersB: first?.parametersB ?? null,
      contextTokens: first?.contextTokens ?? null,
      isLoaded: first?.isLoaded ?? null,
    }));
    const own = {
      id: AUTO,
      object: "model" as const,
      created: 0,
      owned_by: "hydra",
      parametersB: null,
      contextTokens: null,
      isLoaded: null,
    };
    return { object: "list" as const, data: data.length === 0 ? [] : [...data, own] };
  },
});

const Limit = z.int().nullable();

export const status = operation({
  name: "gateway.status",
  summary: "Show the upstreams, and what each caller used today of what it may",
  http: "GET /gateway/status",
  risk: "read",
  rarelyAsked: true,
  uses: { upstreams: "required" },
  input: z.strictObject({}),
  output: z.strictObject({
    upstreams: z.array(
      z.strictObject({
        name: z.string(),
        kind: z.string(),
        url: z.string(),
        gpu: z.string().nullable(),
        circuit: z.enum(["closed", "open", "limited"]),
        retryInMs: z.number(),
        ageMs: z.number().nullable(),
        failure: z.string().nullable(),
      }),
    ),
    callers: z.array(
      z.strictObject({ caller: z.string(), tokens: z.int(), requests: z.int(), tokensPerDay: Limit, requestsPerDay: Limit }),
    ),
  }),
  run: (_input, ctx) => {
    const { budgets } = ctx.part(gateway);
    const now = ctx.clock.now();
    const callers = budgets.callers().map((caller) => ({ caller, ...budgets.spentBy(caller, now), ...budgets.budgetOf(caller) }));
    return { upstreams: ctx.upstreams.states(), callers };
  },
});

const Interaction = z.strictObject({
  id: z.string(),
  at: z.iso.datetime(),
  caller: z.string(),
  kind: z.enum(["chat", "embedding"]),
  wantedModel: z.string(),
  model: z.string().nullable(),
  upstream: z.string().nullable(),
  outcome: z.enum(["answered", "failed", "cancelled"]),
  why: z.string().nullable(),
  tries: z.int(),
  isStreamed: z.boolean(),
  latencyMs: z.number(),
  firstByteMs: z.number().nullable(),
  promptTokens: z.int().nullable(),
  answerTokens: z.int().nullable(),
  task: z.string().nullable(),
  difficulty: z.number().nullable(),
  language: z.string().nullable(),
  prompt: z.string().nullable().describe("only where its owner allows that prompts are kept"),
  judged: z.string().nullable().describe("what became of the answer, where that is certain"),
  judgedBecause: z.string().nullable(),
});

export const interactions = operation({
  name: "gateway.interactions",
  summary: "List your own calls of models, newest first",
  http: "GET /gateway/interactions",
  risk: "read",
  permission,
  isPrivate: true,
  rarelyAsked: true,
  input: z.strictObject({
    limit: z.int().min(1).max(500).default(50).describe("how many, newest first"),
    before: z.string().optional().describe("the last id of the page before"),
  }),
  output: z.strictObject({ interactions: z.array(Interaction) }),
  whenEmpty: "No model has been asked yet.",
  run: async ({ limit, before }, ctx) => {
    await ctx.part(gateway).ledger.flush();
    const rows = await listInteractions(ctx, ownerOf(ctx.caller), limit, before);
    return {
      interactions: rows.map((row) => ({
        id: row.id,
        at: toPastIso(ctx.clock, row.at),
        caller: row.caller,
        kind: row.kind,
        wantedModel: row.wanted_model,
        model: row.model,
        upstream: row.upstream,
        outcome: row.outcome,
        why: row.why,
        tries: row.tries,
        isStreamed: row.is_streamed === 1,
        latencyMs: row.latency_ms,
        firstByteMs: row.first_byte_ms,
        promptTokens: row.prompt_tokens,
        answerTokens: row.answer_tokens,
        task: row.task,
        difficulty: row.difficulty,
        language: row.language,
        prompt: row.prompt,
        judged: row.judged,
        judgedBecause: row.judged_because,
      })),
    };
  },
});

export const keepPrompts = operation({
  name: "gateway.keepPrompts",
  summary: "Allow that your prompts are kept, or forbid it and erase those that were",
  http: "PUT /gateway/prompts",
  risk: "lasting",
  personOnly: true,
  permission,
  rarelyAsked: true,
  input: z.strictObject({ keep: z.boolean().describe("false: only features of a prompt are kept, as from the start") }),
  output: z.strictObject({ keep: z.boolean(), erased: z.int().describe("prompts that were kept and are gone") }),
  run: async ({ keep }, ctx) => {
    const { userId } = ctx.caller;
    if (userId === null) throw new HydraError("forbidden", "Prompts are a person's: only a person may allow that they are kept.");
    const { consents, ledger } = ctx.part(gateway);
    if (!keep) consents.delete(userId);
    // What waits to be written was asked under the old word.
    await ledger.flush();
    const erased = await setConsent(ctx, userId, keep, ctx.clock.now());
    if (keep) consents.add(userId);
    return { keep, erased };
  },
});
