import type { z } from "zod";
import { HydraError, messageOf } from "../../kernel/errors.ts";
import type { HttpAnswer, HttpClient } from "../../kernel/http-client.ts";
import { maskSecrets } from "../../kernel/secrets.ts";
import type { NearestRequest, NearPoint, VectorPoint, VectorStore } from "./facts.ts";
import { CollectionAnswer, DoneAnswer, ErrorAnswer, NamedVector, QueryAnswer } from "./wire.ts";

export interface QdrantAddress {
  url: string;
  collection: string;
  apiKey: string | null;
}

/** The name of our vectors. A collection without it was made by somebody else, and is neither written nor deleted. */
const VECTOR = "hydra";
/** So many at once: a megabyte or two of JSON at a thousand coordinates each. */
const MOST_POINTS = 128;
const TIME_LIMIT_MS = 20_000;
const PROBE_LIMIT_MS = 3_000;

type Method = "GET" | "PUT" | "POST" | "DELETE";

/** One collection of a Qdrant over REST. No other is ever named. */
export class QdrantClient implements VectorStore {
  readonly #url: string;
  readonly #collection: string;
  readonly #headers: Record<string, string>;
  readonly #http: Pick<HttpClient, "exchange">;

  constructor({ url, collection, apiKey }: QdrantAddress, http: Pick<HttpClient, "exchange">) {
    this.#url = url.replace(/\/+$/, "");
    this.#collection = collection;
    this.#headers = { "content-type": "application/json", ...(apiKey !== null && { "api-key": apiKey }) };
    this.#http = http;
  }

  async begin(dimensions: number): Promise<void> {
    // Looked at first: `size` throws for a collection that is not ours.
    if ((await this.size()) !== null) await this.#ask(DoneAnswer, "DELETE", "");
    await this.#ask(DoneAnswer, "PUT", "", {
      vectors: { [VECTOR]: { size: dimensions, distance: "Cosine", on_disk: true } },
      on_disk_payload: true,
    });
    // Filters are cheap only over what is indexed.
    for (const field of ["owner", "collection"])
      await this.#ask(DoneAnswer, "PUT", "/index?wait=true", { field_name: field, field_schema: "keyword" });
  }

  async put(points: readonly VectorPoint[]): Promise<void> {
    for (let from = 0; from < points.length; from += MOST_POINTS) {
      const batch = points.slice(from, from + MOST_POINTS).map(({ id, vector, owner, collection }) => ({
        id,
        vector: { [VECTOR]: [...vector] },
        payload: { owner, collection },
      }));
      await this.#ask(DoneAnswer, "PUT", "/points?wait=true", { points: batch });
    }
  }

  async remove(ids: readonly number[]): Promise<void> {
    if (ids.length === 0 || (await this.size()) === null) return;
    await this.#ask(DoneAnswer, "POST", "/points/delete?wait=true", { points: ids });
  }

  async nearest({ vector, owners, collection, limit, signal }: NearestRequest): Promise<NearPoint[]> {
    const must: object[] = [{ key: "owner", match: { any: owners } }];
    if (collection !== undefined) must.push({ key: "collection", match: { value: collection } });
    const query = { query: [...vector], using: VECTOR, filter: { must }, limit, with_payload: false };
    const { result } = await this.#ask(QueryAnswer, "POST", "/points/query", query, signal);
    // Ours are numbers; what somebody else put in is not our business.
    return result.points.flatMap(({ id, score }) => (typeof id === "number" ? [{ id, score }] : []));
  }

  async size(): Promise<{ points: number; dimensions: number } | null> {
    const answer = await this.#exchange("GET", "");
    if (answer.status === 404) return null;
    const { result } = this.#read(CollectionAnswer, answer);
    const ours = NamedVector.safeParse(result.config.params.vectors?.[VECTOR]);
    if (!ours.success)
      throw new HydraError(
        "conflict",
        `The collection ${this.#collection} at ${this.#url} was not made by Hydra. Name another one under qdrant.collection.`,
      );
    return { points: result.points_count ?? 0, dimensions: ours.data.size };
  }

  /** Whether the server is ready to be asked. @throws HydraError when it is not, or does not answer */
  async look(): Promise<void> {
    const answer = await this.#send({ method: "GET", path: "/readyz", timeoutMs: PROBE_LIMIT_MS });
    if (answer.status !== 200) throw new HydraError("upstream_failed", `${this.#url} is not ready (/readyz answers ${answer.status}).`);
  }

  async #ask<S extends z.ZodType>(schema: S, method: Method, below: string, body?: object, signal?: AbortSignal): Promise<z.output<S>> {
    return this.#read(schema, await this.#exchange(method, below, body, signal));
  }

  #exchange(method: Method, below: string, body?: object, signal?: AbortSignal): Promise<HttpAnswer> {
    const path = `/collections/${encodeURIComponent(this.#collection)}${below}`;
    return this.#send({
      method,
      path,
      timeoutMs: TIME_LIMIT_MS,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  }

  async #send({
    path,
    ...request
  }: {
    method: Method;
    path: string;
    timeoutMs: number;
    body?: string;
    signal?: AbortSignal;
  }): Promise<HttpAnswer> {
    try {
      return await this.#http.exchange({ url: `${this.#url}${path}`, headers: this.#headers, ...request });
    } catch (error) {
      throw new HydraError("upstream_failed", `${this.#url} gave no answer: ${maskSecrets(messageOf(error))}`, { cause: error });
    }
  }

  #read<S extends z.ZodType>(schema: S, { status, body }: HttpAnswer): z.output<S> {
    if (status === 401 || status === 403)
      throw new HydraError("upstream_unauthorized", `${this.#url} refused the key (${status}). Check qdrant.apiKey.`);
    const json = parseJson(body);
    const read = schema.safeParse(json);
    if (status === 200 && read.success) return read.data;
    const said = ErrorAnswer.safeParse(json);
    const words = said.success ? `: ${maskSecrets(said.data.status.error).slice(0, 300)}` : "";
    throw new HydraError(
      "upstream_failed",
      status === 200 ? `${this.#url} does not answer like a Qdrant.` : `${this.#url} answered ${status}${words}.`,
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
