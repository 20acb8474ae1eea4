import { request as httpRequest, Agent as HttpAgent, type IncomingMessage } from "node:http";
import { request as httpsRequest, Agent as HttpsAgent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "./clock.ts";
import { HydraError, messageOf, systemCodeOf } from "./errors.ts";
import { maskSecrets } from "./secrets.ts";

export interface HttpRequest {
  method?: string;
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** For the whole exchange. */
  timeoutMs: number;
  /** How often to try again after a failure to connect or a 5xx; only for GET and HEAD. Default 0. */
  retries?: number;
  /** Bytes after which the answer is cut off and the call fails. */
  maxBytes?: number;
  /** Accept any certificate: for a probe that reports the certificate itself. */
  acceptAnyCertificate?: boolean;
  signal?: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

interface Circuit {
  failures: number;
  openUntilMs: number;
}

const FAILURES_TO_OPEN = 5;
const OPEN_MS = 30_000;

/**
 * The way to outside systems: kept connections, a time limit on everything, retries for reads, and a circuit for each
 * origin that opens after five failures in a row, so that a dead system costs nothing for half a minute.
 */
export class HttpClient {
  readonly #clock: Clock;
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: 16, timeout: 60_000 });
  readonly #https = new HttpsAgent({ keepAlive: true, maxSockets: 16, timeout: 60_000 });
  readonly #circuits = new Map<string, Circuit>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws HydraError upstream_failed (no answer, too large, circuit open) or upstream_unauthorized (401, 403) */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    const origin = URL.parse(request.url)?.origin;
    if (origin === undefined)
      throw new HydraError("upstream_failed", `"${maskSecrets(request.url)}" is not an address such as http://host:port/path.`);
    const mayRepeat = request.method === undefined || request.method === "GET" || request.method === "HEAD";
    const tries = 1 + (mayRepeat ? (request.retries ?? 0) : 0);
    for (let attempt = 1; ; attempt += 1) {
      this.#refuseWhileOpen(origin);
      try {
        const answer = await this.exchange(request);
        if (answer.status < 500) {
          this.#circuits.delete(origin);
          if (answer.status === 401 || answer.status === 403)
            throw new HydraError("upstream_unauthorized", `${origin} refused the credentials (${answer.status}).`);
          return answer;
        }
        throw new HydraError("upstream_failed", `${origin} answered ${answer.status}.`);
      } catch (error) {
        if (error instanceof HydraError && error.code === "upstream_unauthorized") throw error;
        // It answered, only more than we take: not a dead system, and the same again would not help.
        if (error instanceof TooLarge) throw new HydraError("upstream_failed", `${origin}: ${error.message}.`);
        const isAborted = request.signal?.aborted === true;
        if (!isAborted) this.#countFailure(origin);
        if (attempt >= tries || isAborted) throw asUpstream(error, origin);
        // When the caller goes away meanwhile, the next attempt ends at once and says so.
        await sleep(200 * 2 ** (attempt - 1) + Math.random() * 100, undefined, { signal: request.signal }).catch(() => undefined);
      }
    }
  }

  /** One exchange without retry or circuit, whatever the status: for probes. @throws the system's own error */
  exchange(request: HttpRequest): Promise<HttpAnswer> {
    const url = new URL(request.url);
    const isTls = url.protocol === "https:";
    const limit = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal === undefined ? limit : AbortSignal.any([limit, request.signal]);
    const options = {
      method: request.method ?? "GET",
      headers: {
        accept: "*/*",
        "user-agent": "hydra",
        ...(request.body === undefined ? {} : { "content-length": String(Buffer.byteLength(request.body)) }),
        ...request.headers,
      },
      signal,
      ...(isTls ? { agent: this.#https, rejectUnauthorized: request.acceptAnyCertificate !== true } : { agent: this.#http }),
    };
    return new Promise<HttpAnswer>((resolve, reject) => {
      const fail = (error: unknown): void => reject(limit.aborted ? new Error(`no answer within ${request.timeoutMs} ms`) : error);
      const sent = (isTls ? httpsRequest : httpRequest)(url, options, (response) => {
        readBody(response, request.maxBytes ?? 8_388_608).then(
          (body) => resolve({ status: response.statusCode ?? 0, headers: flatHeaders(response), body }),
          fail,
        );
      });
      sent.on("error", fail);
      sent.end(request.body);
    });
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #refuseWhileOpen(origin: string): void {
    const circuit = this.#circuits.get(origin);
    if (circuit !== undefined && circuit.openUntilMs > this.#clock.monotonicMs()) {
      throw new HydraError("upstream_failed", `${origin} failed ${circuit.failures} times in a row; it is tried again in a moment.`);
    }
  }

  #countFailure(origin: string): void {
    const circuit = this.#circuits.get(origin) ?? { failures: 0, openUntilMs: 0 };
    circuit.failures += 1;
    if (circuit.failures >= FAILURES_TO_OPEN) circuit.openUntilMs = this.#clock.monotonicMs() + OPEN_MS;
    this.#circuits.set(origin, circuit);
  }
}

class TooLarge extends Error {}

function asUpstream(error: unknown, origin: string): HydraError {
  if (error instanceof HydraError) return error;
  return new HydraError("upstream_failed", `${origin} gave no answer: ${maskSecrets(systemCodeOf(error) ?? messageOf(error))}`, {
    cause: error,
  });
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw new TooLarge(`the answer is larger than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function flatHeaders(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}
