import type { z } from "zod";
import type { Host } from "../../../../kernel/context.ts";
import { messageOf } from "../../../../kernel/errors.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import { interactionJudged, interactionNoted, ModelName } from "../../preferences/events.ts";
import { studyPrompt, type PromptStudy } from "../../prompts/operations.ts";
import type { AnswerReading } from "../reading/answer.ts";
import { readConversation } from "../reading/conversation.ts";
import { insertInteractions, type InteractionRow } from "../store.ts";
import type { Budgets } from "./budgets.ts";
import { Regenerations, type Judgement } from "./regenerations.ts";

/** A call that has ended, with what it was about still unread. */
export interface Call {
  id: string;
  callerId: string;
  userId: string;
  kind: "chat" | "embedding";
  input: Readonly<Record<string, unknown>>;
  wantedModel: string;
  /** What was read of the prompt when the gateway chose the model; null when the caller named one. */
  study: PromptStudy | null;
  model: string | null;
  upstream: string | null;
  outcome: "answered" | "failed" | "cancelled";
  why: string | null;
  tries: number;
  startedAt: number;
  endedAt: number;
  latencyMs: number;
  firstByteMs: number | null;
  isStreamed: boolean;
  answer: AnswerReading | null;
  /** For embeddings, which have no such answer. */
  promptTokens: number | null;
  othersUnderWay: number;
  startedLately: number;
}

/** A call as it is written and told. */
interface Note {
  row: InteractionRow;
  /** The prompt as numbers, from which no word can be read. */
  features: readonly number[] | null;
}

/** Calls that end together are written together, this long after the first of them. */
const GATHER_MS = 40;
/** Reading many prompts gives way to other work after this long. */
const SLICE_MS = 1;
const SETTLE_EVERY_MS = 1_000;
const CHARS_PER_TOKEN = 4;
/** Of a prompt that may be kept. */
const KEPT_PROMPT = 32_768;

/**
 * Where calls are noted after their last byte: nothing of it stands between a caller and the answer. Features of the
 * prompt are read, the table is written and preferences hears of it, for all calls of a moment in one commit.
 */
export class Ledger {
  readonly #host: Host;
  readonly #budgets: Budgets;
  readonly #mayKeepPrompt: (userId: string) => boolean;
  readonly #regenerations = new Regenerations();
  #waiting: Call[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(host: Host, budgets: Budgets, mayKeepPrompt: (userId: string) => boolean) {
    this.#host = host;
    this.#budgets = budgets;
    this.#mayKeepPrompt = mayKeepPrompt;
    host.every("gateway.doubts", SETTLE_EVERY_MS, async () => {
      const settled = this.#regenerations.settle(host.clock.now());
      if (settled.length > 0) await this.#write([], settled);
    });
  }

  note(call: Call): void {
    this.#waiting.push(call);
    this.#timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  /** Write what waits; resolves when it and all before is on disk. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const calls = this.#waiting;
    this.#waiting = [];
    this.#writing = this.#writing
      .then(() => this.#read(calls))
      .then(({ notes, judgements }) => this.#write(notes, judgements))
      .catch((error: unknown) =>
        this.#host.log.error({ calls: calls.length, reason: messageOf(error) }, "interactions could not be written"),
      );
    return this.#writing;
  }

  async #read(calls: readonly Call[]): Promise<{ notes: Note[]; judgements: Judgement[] }> {
    const notes: Note[] = [];
    const judgements: Judgement[] = [];
    let startedMs = performance.now();
    for (const call of calls) {
      if (performance.now() - startedMs > SLICE_MS) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        startedMs = performance.now();
      }
      const { judged, ...note } = this.#readOne(call);
      notes.push(note);
      judgements.push(...judged);
    }
    return { notes, judgements };
  }

  #readOne(call: Call): Note & { judged: Judgement[] } {
    const isChat = call.kind === "chat";
    const conversation = readConversation(isChat ? call.input["messages"] : []);
    const { prompt, system } = conversation;
    const study = isChat && prompt !== "" ? (call.study ?? studyPrompt(prompt, system)) : null;
    const reading = study?.reading ?? null;
    const { answer } = call;
    const promptTokens = answer?.promptTokens ?? call.promptTokens;
    const answerTokens = answer?.answerTokens ?? null;
    const estimated = (promptTokens ?? reading?.tokens ?? 0) + (answerTokens ?? Math.ceil((answer?.textLength ?? 0) / CHARS_PER_TOKEN));
    // What nobody answered has cost nothing that could be known.
    const charged = call.model === null ? 0 : estimated;
    this.#budgets.spend(call.callerId, charged, call.endedAt);
    const judged = isChat
      ? this.#regenerations.hear({
          ...call,
          conversation,
          wantedModel: call.study === null ? call.wantedModel : null,
          isAnswered: call.outcome === "answered",
          answer: answer?.text ?? "",
          hasToolCalls: answer?.hasToolCalls ?? false,
          isReproducible: isReproducible(call.input),
        })
      : [];
    const row: InteractionRow = {
      id: call.id,
      user_id: call.userId,
      caller: call.callerId,
      kind: call.kind,
      at: call.startedAt,
      wanted_model: call.wantedModel.slice(0, 200),
      model: call.model,
      upstream: call.upstream,
      outcome: call.outcome,
      why: call.why === null ? null : maskSecrets(call.why).slice(0, 500),
      tries: call.tries,
      is_streamed: Number(call.isStreamed),
      latency_ms: call.latencyMs,
      first_byte_ms: call.firstByteMs,
      prompt_tokens: promptTokens,
      answer_tokens: answerTokens,
      charged_tokens: charged,
      task: reading?.task ?? null,
      difficulty: reading?.difficulty ?? null,
      language: reading?.language ?? null,
      prompt: isChat && this.#mayKeepPrompt(call.userId) ? maskSecrets(prompt.slice(0, KEPT_PROMPT)) : null,
      judged: null,
      judged_because: null,
    };
    return { row, features: study?.profile ?? null, judged };
  }

  /** The events are handed in in the same turn as the rows, so that the store writes all of it at once. */
  async #write(notes: readonly Note[], judgements: readonly Judgement[]): Promise<void> {
    const at = this.#host.clock.now();
    const rows = notes.map(({ row }) => row);
    await Promise.all([
      rows.length + judgements.length === 0 ? null : insertInteractions(this.#host, rows, judgements),
      this.#host.emitAll(interactionNoted, notes.flatMap(toldOf)),
      this.#host.emitAll(
        interactionJudged,
        judgements.map(({ id, outcome, reason }) => ({ id, outcome, at, reason })),
      ),
    ]);
  }
}

/** What preferences hears of a call: nothing when the caller went away, or nobody was reached. */
function toldOf({ row, features }: Note): z.input<typeof interactionNoted.schema>[] {
  const { id, user_id: userId, task, model, at, latency_ms: latencyMs, prompt_tokens: prompt, answer_tokens: answer, outcome } = row;
  if (task === null || model === null || outcome === "cancelled" || !ModelName.safeParse(model).success) return [];
  const tokens = prompt === null || answer === null ? null : prompt + answer;
  return [
    {
      id,
      userId,
      task,
      model,
      at,
      latencyMs,
      tokens,
      outcome: outcome === "failed" ? "error" : null,
      features: features === null ? null : [...features],
    },
  ];
}

/** Does the request itself say that the same answer, or a measurement, is wanted? */
function isReproducible(input: Readonly<Record<string, unknown>>): boolean {
  const { temperature, seed, n, logprobs } = input;
  return temperature === 0 || typeof seed === "number" || (typeof n === "number" && n > 1) || logprobs === true;
}
