import { Readable } from "node:stream";
import type { Upstreams } from "../../../integrations/upstreams/facts.ts";
import type { Caller } from "../../../kernel/caller.ts";
import type { Host } from "../../../kernel/context.ts";
import { messageOf } from "../../../kernel/errors.ts";
import { newId } from "../../../kernel/ids.ts";
import { part } from "../../../kernel/keys.ts";
import type { FileContent } from "../../../kernel/operation.ts";
import type { PromptStudy } from "../prompts/operations.ts";
import { attempt, type Begun, type Failed } from "./calling/attempts.ts";
import { withModel } from "./calling/model-name.ts";
import { relay, type Ended } from "./calling/relay.ts";
import { targetsFor } from "./calling/targets.ts";
import { gpuLeases } from "./gpu.ts";
import { Budgets, startOfDay } from "./noting/budgets.ts";
import { Flights } from "./noting/flights.ts";
import { Ledger, type Call } from "./noting/ledger.ts";
import { gatewaySettings, type GatewaySettings } from "./settings.ts";
import { consents, usedSince } from "./store.ts";

/** One request, as an operation took it. */
export interface Request {
  kind: "chat" | "embedding";
  input: Readonly<Record<string, unknown>> & { model: string };
  /** The body as it came, when it came as one. */
  body: Uint8Array | undefined;
  caller: Caller;
  /** Whose interaction it is. */
  userId: string;
  signal: AbortSignal;
  upstreams: Upstreams;
  /** The models that were chosen for `auto`, best first, and what was read of the prompt; null when the caller named one. */
  choice: Choice | null;
}

export interface Choice {
  models: readonly string[];
  study: PromptStudy | null;
}

const NOTHING = (): void => undefined;

/** Between callers and the servers of models: who answers, what is handed on, and what is noted of it afterwards. */
export class Gateway {
  readonly budgets: Budgets;
  readonly ledger: Ledger;
  /** Users who allowed that their prompts are kept. */
  readonly consents = new Set<string>();
  readonly #host: Host;
  readonly #settings: GatewaySettings;
  readonly #flights = new Flights();

  constructor(host: Host) {
    this.#host = host;
    this.#settings = host.settings(gatewaySettings);
    const { budget, budgets } = this.#settings;
    this.budgets = new Budgets((callerId) => (Object.hasOwn(budgets, callerId) ? (budgets[callerId] ?? budget) : budget));
    this.ledger = new Ledger(host, this.budgets, (userId) => this.consents.has(userId));
  }

  /** Take up what was known before a restart. */
  async restore(): Promise<void> {
    const now = this.#host.clock.now();
    this.budgets.restore(now, await usedSince(this.#host, startOfDay(now)));
    for (const userId of await consents(this.#host)) this.consents.add(userId);
  }

  /**
   * Have a request answered. The answer goes on as it came; its headers tell which interaction and model it was.
   * @throws HydraError not_found (no such model), rate_limited (budget, or every server), upstream_failed, upstream_unauthorized
   */
  async answer(request: Request): Promise<FileContent> {
    const { kind, input, caller, signal, upstreams, choice } = request;
    const { clock } = this.#host;
    const startedAt = clock.now();
    const startedMs = clock.monotonicMs();
    const wanted = this.#wantedModels(choice?.models ?? [input.model]);
    const targets = targetsFor(wanted, { models: upstreams.models(), upstreams: upstreams.states() });
    this.budgets.admit(caller.id, startedAt);
    this.#flights.begin(caller.id, startedAt);
    const id = newId("interaction", startedAt);
    const isStreamed = kind === "chat" && input["stream"] === true;
    const note = (begun: Begun | Failed | null, { outcome, why }: Ended, usage: Pick<Call, "answer" | "promptTokens">): void => {
      const endedAt = clock.now();
      this.ledger.note({
        id,
        callerId: caller.id,
        userId: request.userId,
        kind,
        input,
        wantedModel: input.model,
        study: choice?.study ?? null,
        // What no server answered says nothing about the model.
        model: begun === null || begun.kind === "failed" ? null : begun.target.model,
        upstream: begun?.target?.upstream ?? null,
        outcome,
        why,
        tries: begun?.tries ?? targets.length,
        startedAt,
        endedAt,
        latencyMs: clock.monotonicMs() - startedMs,
        firstByteMs: begun === null || begun.kind === "failed" ? null : begun.firstByteMs,
        isStreamed,
        ...usage,
        ...this.#flights.end(caller.id, endedAt),
      });
    };
    const unknown = { answer: null, promptTokens: null };
    let begun: Awaited<ReturnType<typeof attempt>>;
    try {
      begun = await attempt(
        upstreams,
        targets,
        {
          path: kind === "chat" ? "/chat/completions" : "/embeddings",
          isStreamed,
          bodyFor: (model) => bodyFor(request, model),
          signal,
          headTimeoutMs: this.#settings.firstByteSeconds * 1_000,
          silenceTimeoutMs: this.#settings.silenceSeconds * 1_000,
        },
        clock,
        ({ gpu }) => (gpu === null ? NOTHING : this.#host.part(gpuLeases).hold(gpu)),
      );
    } catch (error) {
      note(null, signal.aborted ? { outcome: "cancelled", why: null } : { outcome: "failed", why: messageOf(error) }, unknown);
      throw error;
    }
    if (begun.kind === "failed") {
      note(begun, { outcome: "failed", why: begun.failure.message }, unknown);
      throw begun.failure;
    }
    const { target, release } = begun;
    const headers = { "x-hydra-interaction": id, "x-hydra-model": headerText(target.model), "x-hydra-upstream": target.upstream };
    if (begun.kind === "whole") {
      release();
      const { status, mediaType, bytes, value, reading } = begun;
      const isRefused = status >= 400;
      note(
        begun,
        { outcome: isRefused ? "failed" : "answered", why: isRefused ? `the upstream refused it (${status})` : null },
        { answer: reading, promptTokens: embeddedTokens(value) },
      );
      return { status, mediaType, headers, body: bytes };
    }
    const { reader } = begun;
    const pieces = relay(begun, signal, (ended) => {
      release();
      if (ended.outcome !== "cancelled") upstreams.note(target.upstream, { isWell: ended.outcome === "answered" });
      note(begun, ended, { answer: reader.reading, promptTokens: null });
    });
    return {
      mediaType: "text/event-stream; charset=utf-8",
      headers: { ...headers, "x-accel-buffering": "no" },
      body: Readable.from(pieces, { objectMode: false }),
    };
  }

  /** The models that may answer, with those to fall back on behind each. */
  #wantedModels(models: readonly string[]): string[] {
    const { fallbacks } = this.#settings;
    return models.flatMap((model) => [model, ...(Object.hasOwn(fallbacks, model) ? (fallbacks[model] ?? []) : [])]);
  }
}

export const gateway = part("gateway.gateway", (host) => new Gateway(host));

const utf8 = new TextDecoder();

/** The body as it came, or with no more than the model's name changed. */
function bodyFor({ input, body }: Request, model: string): string | Uint8Array {
  if (body === undefined) return JSON.stringify({ ...input, model });
  return model === input.model ? body : withModel(utf8.decode(body), model);
}

/** Headers hold ASCII; a model's name may hold anything. */
function headerText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 200);
}

function embeddedTokens(value: unknown): number | null {
  const { usage } = (value ?? {}) as { usage?: { prompt_tokens?: unknown } };
  const count = usage?.prompt_tokens;
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : null;
}
