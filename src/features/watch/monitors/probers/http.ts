import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import type { TLSSocket } from "node:tls";
import { systemCodeOf } from "../../../../kernel/errors.ts";
import type { HttpQuestion, Place } from "../target.ts";
import type { Limits } from "./connection/exchange.ts";
import { failed, failureOf, failureOfTimeout, stranger, unwell, up, type ProbeResult } from "./connection/result.ts";

// A new connection each time: that it still accepts some is half of the answer.
const plain = new HttpAgent({ keepAlive: false, maxSockets: Infinity });
const secure = new HttpsAgent({ keepAlive: false, maxSockets: Infinity, maxCachedSessions: 0 });
const MOST_BODY_BYTES = 1_048_576;

/** One GET. Redirects are answers and are not followed: they may lead elsewhere. */
export function probeHttp(place: Place, ask: HttpQuestion, { timeoutMs, signal }: Limits): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const started = performance.now();
    const since = (): number => performance.now() - started;
    let isConnected = false;
    let isTimedOut = false;
    const name = ask.hostName ?? place.host;
    const options = {
      host: place.host,
      port: place.port,
      path: ask.path,
      agent: ask.isTls ? secure : plain,
      // Any certificate is accepted, since the question is whether somebody answers; the detail says what is wrong with it.
      ...(ask.isTls ? { rejectUnauthorized: false, servername: isIP(name) === 0 ? name : "" } : {}),
      headers: {
        "user-agent": "hydra-monitor",
        accept: "*/*",
        connection: "close",
        ...(ask.hostName === null ? {} : { host: ask.hostName }),
      },
    };
    const request = (ask.isTls ? httpsRequest : httpRequest)(options);
    let isDone = false;
    const end = (result: ProbeResult): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      request.destroy();
      resolve(result);
    };
    const onAbort = (): void => end(failed("unreachable", "the look was broken off"));
    const timer = setTimeout(() => {
      isTimedOut = true;
      end(isConnected ? failed("silent") : failed(failureOfTimeout(place.host), `no connection within ${timeoutMs} ms`));
    }, timeoutMs);
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    request.on("socket", (socket) => socket.once("connect", () => (isConnected = true)));
    request.on("response", (response) => {
      const latencyMs = since();
      const certificate = ask.isTls ? readCertificate(response.socket as TLSSocket) : null;
      const finish = (body: string): void => end(judgeAnswer(response.statusCode ?? 0, body, ask, latencyMs, certificate));
      if (ask.keyword === null) finish("");
      else readStart(response).then(finish, () => end(failed("closed", "in the middle of the answer")));
    });
    request.on("error", (error) => {
      if (!isTimedOut) end(resultOfError(systemCodeOf(error), isConnected, since(), ask.isTls));
    });
    request.end();
  });
}

function resultOfError(code: string | undefined, isConnected: boolean, latencyMs: number, isTls: boolean): ProbeResult {
  // The parser's complaints and those of OpenSSL mean that somebody said something else than what was expected.
  if (code !== undefined && /^(HPE_|ERR_SSL_|EPROTO$)/.test(code))
    return stranger(latencyMs, `something answered, but not ${isTls ? "HTTPS" : "HTTP"} (${code})`);
  return failed(failureOf(code, isConnected), code);
}

interface Certificate {
  /** Epoch ms. */
  expiresAt: number;
  /** What is wrong with it; null when this machine trusts it. */
  problem: string | null;
}

function readCertificate(socket: TLSSocket): Certificate | null {
  const expiresAt = Date.parse(socket.getPeerCertificate().valid_to ?? "");
  if (Number.isNaN(expiresAt)) return null;
  const problem = socket.authorized ? null : String(socket.authorizationError);
  return { expiresAt, problem };
}

function judgeAnswer(status: number, body: string, ask: HttpQuestion, latencyMs: number, certificate: Certificate | null): ProbeResult {
  const extras = { statusCode: status, certificateExpiresAt: certificate?.expiresAt ?? null };
  const trust = certificate?.problem == null ? "" : `; its certificate is not trusted here (${certificate.problem})`;
  if (ask.status !== null && status !== ask.status)
    return unwell(latencyMs, `it answers ${status} instead of ${ask.status}${trust}`, extras);
  if (ask.status === null && status >= 500) return unwell(latencyMs, `it answers with an error of its own (${status})${trust}`, extras);
  if (ask.keyword !== null && !body.includes(ask.keyword))
    return unwell(latencyMs, `it answers ${status}, but without the text that it should hold${trust}`, extras);
  return up(latencyMs, `${MEANINGS[status] ?? "it answers"} (${status})${trust}`, extras);
}

const MEANINGS: Record<number, string> = {
  401: "it answers, and wants to know who asks",
  403: "it answers, and does not let us in",
  404: "it answers, and knows no such path",
};

async function readStart(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    pieces.push(piece);
    size += piece.length;
    if (size >= MOST_BODY_BYTES) break;
  }
  return Buffer.concat(pieces).toString("utf8");
}
