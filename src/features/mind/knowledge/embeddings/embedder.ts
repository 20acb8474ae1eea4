import type { VectorStore } from "../../../../integrations/qdrant/facts.ts";
import type { Upstreams } from "../../../../integrations/upstreams/facts.ts";
import type { Clock } from "../../../../kernel/clock.ts";
import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import type { KnowledgeThread } from "../thread/knowledge-thread.ts";
import type { EmbeddingWork, Place, PlacedVectors, Unplaced } from "./shapes.ts";

export interface EmbeddingModel {
  model: string;
  textsPerRequest: number;
  queryPrefix: string;
  textPrefix: string;
}

export interface EmbedderOptions extends EmbeddingModel {
  upstreams: Pick<Upstreams, "embed"> | undefined;
  /** Where vectors are kept; undefined: beside the index. */
  store: VectorStore | undefined;
  thread: Pick<KnowledgeThread, "ask">;
  clock: Clock;
}

/** How far it has come. */
export interface EmbedderState {
  model: string;
  keptIn: "index" | "qdrant";
  dimensions: number | null;
  placed: number;
  waiting: number;
  /** Why it does not go on, in a sentence; null: nothing failed last time. */
  failure: string | null;
}

/** Used once so many of the pieces have their vectors: with fewer, what has one would push away what has none. */
const ENOUGH = 0.95;
/** A search waits so long for its vector, and then goes on without. */
const QUERY_MS = 2_000;
const BATCH_MS = 60_000;
/** After a failure nobody asks for so long. */
const REST_MS = 30_000;
/** Another length so often in a row is another model under the same name; once is a mistake. */
const OTHER_LENGTHS = 3;
const NEAR = 200;
const PROBE_TEXT = "Are you there?";

/**
 * Gives each piece of knowledge its vector, batch by batch, and each query its own. What fails is said and tried again
 * later; meanwhile the embedded index stands in. One for each kernel.
 */
export class Embedder {
  readonly #options: EmbedderOptions;
  readonly #space: string;
  #batch: number;
  #progress: Pick<EmbeddingWork, "dimensions" | "placed" | "waiting"> | null = null;
  #failure: string | null = null;
  #restUntilMs = 0;
  #otherLength = { dimensions: 0, times: 0 };
  #working: Promise<void> | null = null;

  constructor(options: EmbedderOptions) {
    this.#options = options;
    this.#space = `${options.store === undefined ? "endpoint" : "qdrant"}:${options.model}`;
    this.#batch = options.textsPerRequest;
  }

  get state(): EmbedderState {
    const { model, store } = this.#options;
    const { dimensions = null, placed = 0, waiting = 0 } = this.#progress ?? {};
    return { model, keptIn: store === undefined ? "index" : "qdrant", dimensions, placed, waiting, failure: this.#failure };
  }

  /** Go on until nothing waits or something fails. Never at the same time twice; a failure is noted, not thrown. */
  work(signal: AbortSignal): Promise<void> {
    this.#working ??= this.#workOn(signal).finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  /** Where a query stands, or why that cannot be said. */
  async locate(
    query: string,
    { owners, collection, signal }: { owners: string[]; collection?: string; signal: AbortSignal },
  ): Promise<Place | { why: string }> {
    const { model, queryPrefix, store } = this.#options;
    const notYet = this.#whyNotYet();
    if (notYet !== null) return { why: notYet };
    const limit = AbortSignal.any([signal, AbortSignal.timeout(QUERY_MS)]);
    try {
      const [vector] = await this.#embed([queryPrefix + query], limit);
      const { dimensions } = this.state;
      if (vector === undefined || vector.length !== dimensions)
        throw new HydraError("upstream_failed", `${model} answers with ${vector?.length ?? 0} coordinates instead of ${dimensions}.`);
      if (store === undefined) return { space: this.#space, vector };
      const near = await store.nearest({ vector, owners, limit: NEAR, signal: limit, ...(collection !== undefined && { collection }) });
      return { space: this.#space, near };
    } catch (error) {
      signal.throwIfAborted();
      return { why: this.#rest(limit.aborted ? `${model} did not answer within ${QUERY_MS / 1_000} s.` : messageOf(error)) };
    }
  }

  #whyNotYet(): string | null {
    const { model } = this.#options;
    if (this.#isResting()) return this.#failure;
    if (this.#progress === null) return `The vectors of ${model} have not been looked at yet.`;
    const { placed, waiting } = this.#progress;
    if (placed >= ENOUGH * (placed + waiting)) return null;
    return `${placed} of ${placed + waiting} pieces have their vector of ${model} so far.`;
  }

  async #workOn(signal: AbortSignal): Promise<void> {
    let isChecked = false;
    while (!signal.aborted && !this.#isResting()) {
      try {
        if (!isChecked) await this.#checkStore();
        isChecked = true;
        if (!(await this.#placeSome(signal))) return;
      } catch (error) {
        if (signal.aborted) return;
        this.#rest(messageOf(error));
      }
    }
  }

  /** A store outside may have lost what it had; then everything is to be placed again. */
  async #checkStore(): Promise<void> {
    const { store, thread } = this.#options;
    if (store === undefined) return;
    const { dimensions } = await thread.ask("dueVectors", { space: this.#space, limit: 0 });
    if (dimensions !== null && (await store.size())?.dimensions !== dimensions) await thread.ask("forgetVectors", null);
  }

  /** @returns whether more is waiting */
  async #placeSome(signal: AbortSignal): Promise<boolean> {
    const { store, thread } = this.#options;
    const work = await thread.ask("dueVectors", { space: this.#space, limit: this.#batch });
    this.#progress = work;
    if (store !== undefined && work.departed.length > 0) {
      await store.remove(work.departed);
      await thread.ask("forgetDeparted", { ids: work.departed });
    }
    if (work.next.length === 0) {
      if (work.departed.length === 0) this.#failure = null;
      return work.departed.length > 0;
    }
    const placed = await this.#vectorsOf(work.next, work.dimensions, signal);
    if (store !== undefined) await keepOutside(store, placed, work);
    await thread.ask("keepVectors", placed);
    this.#failure = null;
    return true;
  }

  async #vectorsOf(texts: readonly Unplaced[], dimensions: number | null, signal: AbortSignal): Promise<PlacedVectors> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(BATCH_MS)]);
    try {
      const vectors = await this.#embed(
        texts.map(({ text }) => this.#options.textPrefix + text),
        limit,
      );
      this.#batch = Math.min(this.#options.textsPerRequest, this.#batch * 2);
      const length = this.#agreedLength(vectors[0]?.length ?? 0, dimensions);
      return { space: this.#space, dimensions: length, vectors: texts.map(({ id }, at) => ({ id, values: vectors[at] ?? null })) };
    } catch (error) {
      if (signal.aborted) throw error;
      // Perhaps one text of many is what it cannot read: with fewer at a time it is found.
      const isAlone = this.#batch === 1;
      this.#batch = Math.max(1, Math.floor(this.#batch / 2));
      if (!isAlone || dimensions === null || texts.length !== 1 || !(await this.#isWell(limit))) throw error;
      return { space: this.#space, dimensions, vectors: texts.map(({ id }) => ({ id, values: null })) };
    }
  }

  /** @throws HydraError upstream_failed when a vector is not as long as those before, or is no direction at all */
  async #embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const { upstreams, model } = this.#options;
    if (upstreams === undefined)
      throw new HydraError("not_configured", `knowledge.embeddings names ${model}, but no upstream is configured (upstreams.servers).`);
    const vectors = await ending(upstreams.embed({ model, texts, signal }), signal);
    if (vectors.length !== texts.length || vectors.some((vector) => vector.length === 0 || !vector.every(Number.isFinite)))
      throw new HydraError("upstream_failed", `${model} answers with something that is no vector of numbers.`);
    return vectors;
  }

  #agreedLength(length: number, known: number | null): number {
    if (known === null || length === known) {
      this.#otherLength = { dimensions: 0, times: 0 };
      return length;
    }
    const times = this.#otherLength.dimensions === length ? this.#otherLength.times + 1 : 1;
    this.#otherLength = { dimensions: length, times };
    if (times >= OTHER_LENGTHS) return length;
    throw new HydraError("upstream_failed", `${this.#options.model} answers with ${length} coordinates; its vectors so far have ${known}.`);
  }

  async #isWell(signal: AbortSignal): Promise<boolean> {
    return this.#embed([PROBE_TEXT], signal).then(
      () => true,
      () => false,
    );
  }

  #isResting(): boolean {
    return this.#options.clock.monotonicMs() < this.#restUntilMs;
  }

  #rest(why: string): string {
    this.#restUntilMs = this.#options.clock.monotonicMs() + REST_MS;
    this.#failure = why;
    return why;
  }
}

/** A store outside must hold this very space: it is begun anew with the first vectors of one, and when it was lost. */
async function keepOutside(store: VectorStore, { dimensions, vectors }: PlacedVectors, { next, ...known }: EmbeddingWork): Promise<void> {
  if (known.dimensions !== dimensions) await store.begin(dimensions);
  const byId = new Map(next.map((each) => [each.id, each]));
  await store.put(
    vectors.flatMap(({ id, values }) => {
      const of = byId.get(id);
      return values === null || of === undefined ? [] : [{ id, vector: values, owner: of.owner, collection: of.collection }];
    }),
  );
}

/** What somebody promised, or an end when the signal fires, whether they heed it or not. */
function ending<Value>(promised: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const ended = Promise.withResolvers<never>();
  const end = (): void => ended.reject(signal.reason);
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  return Promise.race([promised, ended.promise]).finally(() => signal.removeEventListener("abort", end));
}
