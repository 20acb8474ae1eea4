import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { HydraError, messageOf, systemCodeOf } from "../../kernel/errors.ts";
import { maskSecrets } from "../../kernel/secrets.ts";
import type { UpstreamReply, UpstreamRequest } from "./facts.ts";

/** Where a server answers, taken apart once instead of for each call. */
export interface Address {
  origin: string;
  isTls: boolean;
  host: string;
  port: string;
  /** Prefix of every path of the API: `/v1`. */
  base: string;
  /** `Bearer ...`, or null. */
  authorization: string | null;
}

/** Connections that are kept between calls; a stream has one for as long as it lasts. */
export class Connections {
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: 4_096, maxFreeSockets: 256, scheduling: "lifo" });
  readonly #https = new HttpsAgent({ keepAlive: true, maxSockets: 4_096, maxFreeSockets: 256, scheduling: "lifo" });

  /** Send, and answer as soon as the head has come. @throws HydraError upstream_failed */
  send(to: Address, wish: Omit<UpstreamRequest, "upstream">): Promise<UpstreamReply> {
    const { signal, headTimeoutMs, silenceTimeoutMs } = wish;
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(gone());
      let current: ClientRequest | undefined;
      const cancel = (): void => void current?.destroy(gone());
      const attempt = (isLast: boolean): void => {
        let reply: IncomingMessage | undefined;
        const sent = this.#request(to, wish, (head) => {
          reply = head;
          head.socket.setTimeout(silenceTimeoutMs);
          const begun: UpstreamReply = { status: head.statusCode ?? 0, headers: flat(head), body: head };
          if (wish.isWhole !== true) return resolve(begun);
          // In this very turn: the body often comes with the head, and whoever listens later waits for another turn.
          collect(
            head,
            (bytes) => resolve({ ...begun, bytes }),
            (why) => reject(signal?.aborted === true ? gone() : failed(to, why)),
          );
        });
        current = sent;
        // The socket's clock starts anew with each piece that comes.
        sent.setTimeout(headTimeoutMs, () => {
          if (reply === undefined) sent.destroy(new Error(`it did not begin to answer within ${headTimeoutMs / 1_000} s`));
          else
            reply.destroy(new HydraError("upstream_failed", `${to.origin} fell silent for ${silenceTimeoutMs / 1_000} s in its answer.`));
        });
        sent.on("close", () => signal?.removeEventListener("abort", cancel));
        sent.on("error", (error) => {
          if (reply !== undefined) return;
          // A kept connection may be closed by the other side in the very moment of its next use: that says nothing about the server.
          const isStale = sent.reusedSocket && systemCodeOf(error) === "ECONNRESET" && signal?.aborted !== true;
          if (isStale && !isLast) return attempt(true);
          reject(signal?.aborted === true ? gone() : failed(to, error));
        });
        signal?.addEventListener("abort", cancel, { once: true });
        sent.end(wish.body);
      };
      attempt(false);
    });
  }

  #request(to: Address, { path, body }: Pick<UpstreamRequest, "path" | "body">, onHead: (reply: IncomingMessage) => void): ClientRequest {
    const options = {
      host: to.host,
      port: to.port,
      path: `${to.base}${path}`,
      method: "POST",
      headers: {
        "content-type": "application/json",
        "content-length": typeof body === "string" ? Buffer.byteLength(body) : body.byteLength,
        accept: "*/*",
        "user-agent": "hydra",
        ...(to.authorization === null ? {} : { authorization: to.authorization }),
      },
    };
    return to.isTls ? httpsRequest({ ...options, agent: this.#https }, onHead) : httpRequest({ ...options, agent: this.#http }, onHead);
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

const MOST_BYTES = 67_108_864;

function collect(body: IncomingMessage, done: (bytes: Buffer) => void, fail: (why: Error) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  body.on("data", (chunk: Buffer) => {
    size += chunk.byteLength;
    chunks.push(chunk);
    if (size > MOST_BYTES) body.destroy(new Error(`its answer is larger than ${MOST_BYTES / 1_048_576} MiB`));
  });
  body.on("end", () => done(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)));
  body.on("error", fail);
  body.on("close", () => {
    if (!body.readableEnded) fail(new Error("it broke off in the middle of its answer"));
  });
}

function flat({ headers }: IncomingMessage): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) plain[name] = typeof value === "string" ? value : value.join(", ");
  }
  return plain;
}

function failed(to: Address, error: unknown): HydraError {
  const why = systemCodeOf(error) ?? messageOf(error);
  return new HydraError("upstream_failed", `${to.origin} gave no answer: ${maskSecrets(why)}`, { cause: error });
}

function gone(): HydraError {
  return new HydraError("upstream_failed", "The caller went away before the answer came.");
}
