import type { z } from "zod";
import type { Clock } from "../../kernel/clock.ts";
import { HydraError, messageOf } from "../../kernel/errors.ts";
import type { HttpClient } from "../../kernel/http-client.ts";
import type { Prometheus, PrometheusPicture, PrometheusState } from "./facts.ts";
import { QUERIES, readInstances, type Answers } from "./readings.ts";
import { followTargets } from "./targets.ts";
import { ErrorAnswer, samplesOf, TargetsAnswer, VectorAnswer, type Sample } from "./wire.ts";

export interface PrometheusAddress {
  /** Base URL, with the path prefix if it has one. */
  url: string;
  /** `Bearer ...` or `Basic ...`; null when it asks for none. */
  authorization: string | null;
  nodes: Readonly<Record<string, string>>;
}

const TIME_LIMIT_MS = 8_000;

/** A Prometheus over its HTTP API. `poll` is called by one poller; `state` is for everybody else. */
export class PrometheusClient implements Prometheus {
  readonly url: string;
  readonly nodes: Readonly<Record<string, string>>;
  readonly #authorization: string | null;
  readonly #http: Pick<HttpClient, "request">;
  readonly #clock: Clock;
  #picture: PrometheusPicture | null = null;
  #takenAtMs = 0;
  #failure: string | null = null;

  constructor(address: PrometheusAddress, http: Pick<HttpClient, "request">, clock: Clock) {
    this.url = address.url.replace(/\/+$/, "");
    this.nodes = address.nodes;
    this.#authorization = address.authorization;
    this.#http = http;
    this.#clock = clock;
  }

  state(): PrometheusState {
    const ageMs = this.#picture === null ? null : this.#clock.monotonicMs() - this.#takenAtMs;
    return { picture: this.#picture, ageMs, failure: this.#failure };
  }

  /** Ask everything once and keep the answer. @throws HydraError upstream_failed or upstream_unauthorized; the old picture stays. */
  async poll(signal?: AbortSignal): Promise<void> {
    try {
      this.#picture = await this.#takePicture(signal);
      this.#takenAtMs = this.#clock.monotonicMs();
      this.#failure = null;
    } catch (error) {
      this.#failure = messageOf(error);
      throw error;
    }
  }

  async #takePicture(signal: AbortSignal | undefined): Promise<PrometheusPicture> {
    const names = Object.keys(QUERIES) as (keyof typeof QUERIES)[];
    const [active, ...vectors] = await Promise.all([
      this.#get(TargetsAnswer, "/api/v1/targets?state=active", signal),
      ...names.map((name) => this.#query(QUERIES[name], signal)),
    ]);
    const takenAt = this.#clock.now();
    const targets = followTargets(this.#picture?.targets ?? [], active.data.activeTargets, takenAt);
    const answers = Object.fromEntries(names.map((name, index) => [name, vectors[index] ?? []])) as unknown as Answers;
    return { takenAt, targets, instances: readInstances(answers, targets, takenAt) };
  }

  async #query(expression: string, signal: AbortSignal | undefined): Promise<Sample[]> {
    return samplesOf(await this.#get(VectorAnswer, `/api/v1/query?query=${encodeURIComponent(expression)}`, signal));
  }

  async #get<S extends z.ZodType>(schema: S, path: string, signal: AbortSignal | undefined): Promise<z.output<S>> {
    const answer = await this.#http.request({
      url: `${this.url}${path}`,
      headers: this.#authorization === null ? {} : { authorization: this.#authorization },
      timeoutMs: TIME_LIMIT_MS,
      maxBytes: 33_554_432,
      ...(signal === undefined ? {} : { signal }),
    });
    const parsed = schema.safeParse(parseJson(answer.body));
    if (parsed.success) return parsed.data;
    const refusal = ErrorAnswer.safeParse(parseJson(answer.body));
    throw new HydraError(
      "upstream_failed",
      refusal.success
        ? `${this.url} refused a query: ${refusal.data.errorType}: ${refusal.data.error.slice(0, 300)}`
        : `${this.url} does not answer like a Prometheus (status ${answer.status}). Check prometheus.url.`,
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
