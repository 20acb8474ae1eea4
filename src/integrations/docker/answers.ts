import type { IncomingMessage } from "node:http";
import { showAddress, type Address } from "./address.ts";
import { EngineFailure } from "./failures.ts";
import { LineReader } from "./line-reader.ts";
import { MessageAnswer } from "./wire.ts";

const LARGEST_ANSWER_BYTES = 67_108_864;
const LONGEST_LINE_BYTES = 1_048_576;
const REFUSAL_TIMEOUT_MS = 5_000;

/** @throws EngineFailure with the engine's own words for everything but 2xx and 304 */
export async function refuseBadStatus(address: Address, path: string, response: IncomingMessage): Promise<void> {
  const status = response.statusCode ?? 0;
  if ((status >= 200 && status < 300) || status === 304) return;
  const text = await readText(response, REFUSAL_TIMEOUT_MS).catch(() => "");
  const said = MessageAnswer.safeParse(parseJson(text));
  const words = said.success ? said.data.message : (text.trim().split("\n")[0] ?? "");
  // An engine says 403 by itself for an address that is in use: that forbids Hydra nothing, as a proxy's or plugin's 403 does.
  const isEnginesWord = response.headers["api-version"] !== undefined && !/authorization denied/i.test(words);
  const meant = status === 403 && isEnginesWord ? 409 : status;
  throw new EngineFailure(`${showAddress(address)} refused ${path.replace(/\?.*/, "")} (${status}): ${words.slice(0, 300)}`, meant);
}

/** Each no longer than a mebibyte. */
export async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  const reader = new LineReader(LONGEST_LINE_BYTES);
  for await (const chunk of response as AsyncIterable<Buffer>) yield* reader.push(chunk);
}

/** The whole body. @throws Error when it does not end in time, is too large or breaks off */
export function readText(response: IncomingMessage, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const impatience = setTimeout(() => response.destroy(new Error(`the answer did not end within ${timeoutMs / 1_000} s`)), timeoutMs);
    const chunks: Buffer[] = [];
    let size = 0;
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > LARGEST_ANSWER_BYTES) response.destroy(new Error(`the answer is larger than ${LARGEST_ANSWER_BYTES} bytes`));
    });
    response.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    response.on("error", reject);
    response.on("close", () => {
      clearTimeout(impatience);
      reject(new Error("the answer broke off"));
    });
  });
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
