import { request } from "node:http";
import type { Readable } from "node:stream";

export interface EngineAnswer {
  status: number;
  body: string;
}

/**
 * One call to a Docker engine, for setting tests up: deliberately not Hydra's own client, which is what they test.
 * @throws Error when nothing listens, or after 60 s of silence
 */
export function askEngine(socketPath: string, method: string, path: string, body?: Readable | object): Promise<EngineAnswer> {
  return new Promise((resolve, reject) => {
    const isStream = body !== undefined && "pipe" in body;
    const headers = body === undefined ? {} : { "content-type": isStream ? "application/x-tar" : "application/json" };
    const call = request({ socketPath, method, path, headers, timeout: 60_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }));
      response.on("error", reject);
    });
    call.on("timeout", () => call.destroy(new Error(`the Docker engine at ${socketPath} does not answer ${method} ${path}`)));
    call.on("error", reject);
    if (isStream) (body as Readable).on("error", (error) => call.destroy(error)).pipe(call);
    else call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Does an engine answer there? False for no socket, no permission, no engine. */
export async function answersAsEngine(socketPath: string): Promise<boolean> {
  try {
    return (await askEngine(socketPath, "GET", "/_ping")).status === 200;
  } catch {
    return false;
  }
}
