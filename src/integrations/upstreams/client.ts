import type { z } from "zod";
import type { Clock } from "../../kernel/clock.ts";
import { HydraError, messageOf } from "../../kernel/errors.ts";
import type { HttpClient } from "../../kernel/http-client.ts";
import { maskSecrets } from "../../kernel/secrets.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { readCatalogue, type SeenModel } from "./catalogue.ts";
import { Circuit } from "./circuit.ts";
import { readVectors } from "./answers.ts";
import { Connections, type Address } from "./exchange.ts";
import type { UpstreamKind, UpstreamModel, UpstreamReply, UpstreamRequest, Upstreams, UpstreamState } from "./facts.ts";

export interface Server {
  name: string;
  url: string;
  kind: UpstreamKind;
  key: string | null;
  gpu: string | null;
}

interface Known extends Server {
  address: Address;
  circuit: Circuit;
  models: SeenModel[];
  seenAtMs: number | null;
  failure: string | null;
}

const LOOK_TIMEOUT_MS = 5_000;
const EMBED_TIMEOUT_MS = 60_000;

/** The configured servers over HTTP. `look` is called by one poller; everybody else reads what it saw. */
export class HttpUpstreams implements Upstreams {
  readonly #servers: readonly Known[];
  readonly #http: Pick<HttpClient, "exchange">;
  readonly #clock: Clock;
  readonly #connections = new Connections();

  constructor(servers: readonly Server[], http: Pick<HttpClient, "exchange">, clock: Clock) {
    this.#http = http;
    this.#clock = clock;
    this.#servers = servers.map((server) => ({
      ...server,
      address: addressOf(server.url, server.key),
      circuit: new Circuit(clock),
      models: [],
      seenAtMs: null,
      failure: null,
    }));
  }

  models(): UpstreamModel[] {
    const now = this.#clock.monotonicMs();
    return this.#servers.flatMap(({ name, models, seenAtMs }) =>
      models.map((model) => ({ ...model, upstream: name, ageMs: Math.round(now - (seenAtMs ?? now)) })),
    );
  }

  states(): UpstreamState[] {
    const now = this.#clock.monotonicMs();
    return this.#servers.map(({ name, kind, address, gpu, circuit, seenAtMs, failure }) => ({
      name,
      kind,
      url: `${address.origin}${address.base}`,
      gpu,
      circuit: circuit.state,
      retryInMs: circuit.retryInMs,
      ageMs: seenAtMs === null ? null : Math.round(now - seenAtMs),
      failure,
    }));
  }

  async embed({ model, texts, signal }: { model: string; texts: readonly string[]; signal?: AbortSignal }): Promise<Float32Array[]> {
    if (texts.length === 0) return [];
    const body = JSON.stringify({ model, input: texts, encoding_format: "float" });
    let failure: unknown = null;
    for (const { name } of this.#servers.filter(({ models }) => models.some(({ id }) => id === model))) {
      try {
        const limits = { headTimeoutMs: EMBED_TIMEOUT_MS, silenceTimeoutMs: EMBED_TIMEOUT_MS };
        const reply = await this.open({ upstream: name, path: "/embeddings", body, ...limits, ...(signal !== undefined && { signal }) });
        const vectors = await readVectors(reply, name, texts.length);
        this.note(name, { isWell: true });
        return vectors;
      } catch (error) {
        if (signal?.aborted === true) throw error;
        this.note(name, { isWell: false });
        failure = error;
      }
    }
    if (failure !== null) throw failure;
    const names = this.models().map(({ id }) => id);
    throw new HydraError("not_found", `No upstream has the model "${model}".${didYouMean(model, names)}`);
  }

  open({ upstream, ...request }: UpstreamRequest): Promise<UpstreamReply> {
    const { address, circuit } = this.#server(upstream);
    if (!circuit.enter()) {
      const why = circuit.state === "limited" ? "asked for a pause" : "failed several times in a row";
      const retryAfterSeconds = Math.ceil(circuit.retryInMs / 1_000);
      return Promise.reject(
        new HydraError("upstream_failed", `${upstream} ${why}; it is tried again in ${retryAfterSeconds} s.`, { retryAfterSeconds }),
      );
    }
    return this.#connections.send(address, request);
  }

  note(upstream: string, outcome: { isWell: boolean; pauseMs?: number }): void {
    this.#server(upstream).circuit.note(outcome);
  }

  /** Ask every server what it has. One that does not answer keeps what it told last, with its age. */
  async look(signal?: AbortSignal): Promise<void> {
    await Promise.all(
      this.#servers.map(async (server) => {
        try {
          server.models = await readCatalogue(server.kind, (schema, path) => this.#ask(server, schema, path, signal));
          server.seenAtMs = this.#clock.monotonicMs();
          server.failure = null;
        } catch (error) {
          server.failure = maskSecrets(messageOf(error)).slice(0, 300);
        }
      }),
    );
  }

  close(): void {
    this.#connections.close();
  }

  async #ask<S extends z.ZodType>({ address }: Known, schema: S, path: string, signal?: AbortSignal): Promise<z.output<S> | null> {
    const isList = path === "v1:/models";
    const url = path.startsWith("v1:") ? `${address.origin}${address.base}${path.slice(3)}` : `${address.origin}${path}`;
    const headers: Record<string, string> = address.authorization === null ? {} : { authorization: address.authorization };
    try {
      const answer = await this.#http.exchange({ url, headers, timeoutMs: LOOK_TIMEOUT_MS, ...(signal !== undefined && { signal }) });
      if (answer.status === 401 || answer.status === 403)
        throw new HydraError("upstream_unauthorized", `${address.origin} refused the credentials (${answer.status}).`);
      if (answer.status !== 200) throw new HydraError("upstream_failed", `${url} answered ${answer.status}.`);
      const read = schema.safeParse(parseJson(answer.body));
      if (!read.success) throw new HydraError("upstream_failed", `${url} does not answer like an OpenAI-compatible server.`);
      return read.data;
    } catch (error) {
      // Everything but the list is more than every server tells.
      if (!isList) return null;
      throw error instanceof HydraError
        ? error
        : new HydraError("upstream_failed", `${address.origin} gave no answer: ${maskSecrets(messageOf(error))}`, { cause: error });
    }
  }

  #server(name: string): Known {
    const server = this.#servers.find((each) => each.name === name);
    if (server === undefined) throw new HydraError("not_found", `There is no upstream "${name}".`);
    return server;
  }
}

/** A base address without a path means the usual `/v1`. */
export function addressOf(url: string, key: string | null): Address {
  const { origin, protocol, hostname, port, pathname } = new URL(url);
  const base = pathname.replace(/\/+$/, "");
  const isTls = protocol === "https:";
  return {
    origin,
    isTls,
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (isTls ? "443" : "80") : port,
    base: base === "" ? "/v1" : base,
    authorization: key === null ? null : `Bearer ${key}`,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is as wrong as the wrong JSON: the schema says so.
    return undefined;
  }
}
