import type { Readable } from "node:stream";
import { HydraError } from "../../kernel/errors.ts";
import { maskSecrets } from "../../kernel/secrets.ts";
import type { UpstreamReply } from "./facts.ts";
import { EmbeddingAnswer, ErrorBody } from "./wire.ts";

const MOST_BYTES = 134_217_728;

/** The vectors of an answer, in the order of the texts. @throws HydraError when it is a refusal or not what was asked for */
export async function readVectors({ status, body }: UpstreamReply, from: string, wanted: number): Promise<Float32Array[]> {
  const text = await readText(body, MOST_BYTES);
  if (status === 401 || status === 403) throw new HydraError("upstream_unauthorized", `${from} refused the credentials (${status}).`);
  if (status !== 200) {
    const words = failureWords(text);
    throw new HydraError("upstream_failed", `${from} answered ${status}${words === "" ? "" : `: ${words}`}.`);
  }
  const read = EmbeddingAnswer.safeParse(parseJson(text));
  const rows = read.success ? read.data.data : [];
  const vectors: Float32Array[] = [];
  for (const [place, { index = place, embedding }] of rows.entries()) vectors[index] = Float32Array.from(embedding);
  const width = vectors[0]?.length;
  const isWhole = vectors.length === wanted && rows.length === wanted && Object.keys(vectors).length === wanted;
  if (!isWhole || vectors.some((vector) => vector.length !== width))
    throw new HydraError("upstream_failed", `${from} does not answer with ${wanted} vectors of one width.`);
  return vectors;
}

/** What a server says in the body of a failure, without secrets; empty when it says nothing that can be read. */
function failureWords(text: string): string {
  const said = ErrorBody.safeParse(parseJson(text));
  return said.success ? maskSecrets(said.data).slice(0, 300) : "";
}

/** @throws HydraError upstream_failed when there is more than `mostBytes` */
async function readText(body: Readable, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > mostBytes) {
      body.destroy();
      throw new HydraError("upstream_failed", `The answer is larger than ${Math.round(mostBytes / 1_048_576)} MiB.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
