import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { ERROR_STATUS, HydraError, messageOf, systemCodeOf, type ErrorCode, type Problem } from "../../kernel/errors.ts";
import { LISTEN_ADDRESS, readRunFile } from "../../kernel/run-file.ts";
import type { HttpCall } from "./request.ts";
import { readLocalToken } from "./token.ts";

/** The way to the running Hydra. */
export interface Connection {
  controlPort: number;
  token: string;
  /** Of the running Hydra, which may be older than this command. */
  version: string;
  home: string;
}

export interface UploadBody {
  mediaType: string;
  body: Readable;
}

function notRunning(home: string): HydraError {
  return new HydraError("upstream_failed", `No Hydra runs on ${home}. Start it with: ./hydra up`);
}

/** @throws HydraError upstream_failed when no Hydra runs on this folder */
export function findHydra(home: string): Connection {
  const run = readRunFile(home);
  if (run === null || !Number.isInteger(run.controlPort)) throw notRunning(home);
  return { controlPort: run.controlPort, version: run.version, token: readLocalToken(home), home };
}

/**
 * Send a call and wait for the head of the answer. No time limit: an operation may take long, and Ctrl-C ends it.
 *
 * @throws HydraError what Hydra answered, or upstream_failed when nobody answers
 */
export async function send(
  connection: Connection,
  call: HttpCall,
  upload: UploadBody | null,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const response = await exchange(connection, call, upload, signal);
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return response;
  throw toFailure(status, await readText(response));
}

function exchange(connection: Connection, call: HttpCall, upload: UploadBody | null, signal?: AbortSignal): Promise<IncomingMessage> {
  const contentType = upload?.mediaType ?? (call.body === null ? null : "application/json");
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        host: LISTEN_ADDRESS,
        port: connection.controlPort,
        method: call.method,
        path: call.path,
        agent: false,
        headers: {
          accept: "application/json, text/event-stream, */*",
          authorization: `Bearer ${connection.token}`,
          "x-hydra-door": "cli",
          ...(contentType === null ? {} : { "content-type": contentType }),
          ...(call.body === null ? {} : { "content-length": Buffer.byteLength(call.body) }),
        },
        ...(signal === undefined ? {} : { signal }),
      },
      resolve,
    );
    sent.on("error", (error) => reject(asFailure(error, connection)));
    if (upload === null) sent.end(call.body ?? undefined);
    else upload.body.on("error", (error) => sent.destroy(error)).pipe(sent);
  });
}

function asFailure(error: unknown, connection: Connection): HydraError {
  if (systemCodeOf(error) === "ECONNREFUSED") return notRunning(connection.home);
  return new HydraError("upstream_failed", `The running Hydra broke off: ${messageOf(error)}`, { cause: error });
}

/** What Hydra said went wrong, as the same error that it threw. */
export function toFailure(status: number, body: string): HydraError {
  const problem = readProblem(body);
  if (problem === null)
    return new HydraError(
      "upstream_failed",
      `${LISTEN_ADDRESS} answered ${status}, and not as Hydra does: is another program on its port?`,
    );
  const { approvalId, errors } = problem;
  return new HydraError(problem.code, problem.detail, {
    ...(approvalId === undefined ? {} : { approvalId }),
    ...(errors === undefined ? {} : { errors }),
  });
}

export function readProblem(body: string): Problem | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  const problem = value as Partial<Problem> | null;
  const isKnown = typeof problem === "object" && problem !== null && Object.hasOwn(ERROR_STATUS, (problem.code ?? "") as ErrorCode);
  return isKnown && typeof problem.detail === "string" ? (problem as Problem) : null;
}

export async function readText(response: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
