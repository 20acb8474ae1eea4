import type { Readable } from "node:stream";
import { z } from "zod";
import type { UpstreamModel, Upstreams } from "../../../../integrations/upstreams/facts.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { maskSecrets } from "../../../../kernel/masking.ts";

export type Message =
  | { role: "system" | "user"; content: string }
  | { role: "assistant"; content: string | null; tool_calls?: unknown[] }
  | { role: "tool"; tool_call_id: string; content: string };

export interface Said {
  text: string;
  calls: { id: string; name: string; args: unknown }[];
  /** As the model's message goes back to it. */
  message: Message;
  /** Of question and answer together. */
  tokens: number;
}

const TIMEOUT_MS = 120_000;
const MOST_BYTES = 1_048_576;
const MOST_ANSWER_TOKENS = 800;
/** Where the server does not count: what a token has in most languages. */
const CHARACTERS_PER_TOKEN = 4;
const MOST_CALLS = 4;

const Completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.string().nullish(),
          tool_calls: z.array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) })).nullish(),
        }),
      }),
    )
    .min(1),
  usage: z
    .object({
      total_tokens: z.number().min(0).optional(),
      prompt_tokens: z.number().min(0).optional(),
      completion_tokens: z.number().min(0).optional(),
    })
    .nullish(),
});

/** The model that a person named, else the largest that is loaded, else the largest. @throws HydraError not_configured when there is none */
export function chooseModel(upstreams: Upstreams, wanted: string | null): UpstreamModel {
  const chat = upstreams.models().filter(({ kind }) => kind !== "embedding");
  const named = wanted === null ? chat : chat.filter(({ id }) => id === wanted);
  const [best] = named.toSorted(
    (a, b) => Number(b.isLoaded === true) - Number(a.isLoaded === true) || (b.parametersB ?? 0) - (a.parametersB ?? 0),
  );
  if (best !== undefined) return best;
  throw new HydraError(
    "not_configured",
    wanted === null ? "No upstream has a model that answers." : `No upstream has the model "${wanted}" (failures.investigationModel).`,
  );
}

/** Ask once. @throws HydraError upstream_failed when the server does not answer as it should */
export async function askModel(
  upstreams: Upstreams,
  { id: model, upstream }: UpstreamModel,
  { messages, tools, signal }: { messages: readonly Message[]; tools: readonly unknown[]; signal: AbortSignal },
): Promise<Said> {
  const body = JSON.stringify({ model, messages, tools, temperature: 0, max_tokens: MOST_ANSWER_TOKENS, stream: false });
  try {
    const reply = await upstreams.open({
      upstream,
      path: "/chat/completions",
      body,
      headTimeoutMs: TIMEOUT_MS,
      silenceTimeoutMs: TIMEOUT_MS,
      signal,
    });
    const text = reply.bytes?.toString("utf8") ?? (await readText(reply.body, upstream));
    if (reply.status === 401 || reply.status === 403)
      throw new HydraError("upstream_unauthorized", `${upstream} refused the credentials (${reply.status}).`);
    if (reply.status !== 200)
      throw new HydraError("upstream_failed", `${upstream} answered ${reply.status}: ${maskSecrets(text).slice(0, 200)}`);
    const said = read(text, body.length);
    if (said === null) throw new HydraError("upstream_failed", `${upstream} does not answer like an OpenAI-compatible server.`);
    upstreams.note(upstream, { isWell: true });
    return said;
  } catch (error) {
    if (!signal.aborted) upstreams.note(upstream, { isWell: false });
    throw error;
  }
}

function read(text: string, askedLength: number): Said | null {
  const parsed = Completion.safeParse(parseJson(text));
  const message = parsed.data?.choices[0]?.message;
  if (parsed.data === undefined || message === undefined) return null;
  const { usage } = parsed.data;
  const content = message.content ?? "";
  const calls = (message.tool_calls ?? []).slice(0, MOST_CALLS);
  const counted = usage?.total_tokens ?? (usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0);
  return {
    text: content,
    calls: calls.map(({ id, function: { name, arguments: args } }) => ({ id, name, args: parseJson(args) })),
    message: {
      role: "assistant",
      content,
      ...(calls.length === 0 ? {} : { tool_calls: calls.map((call) => ({ ...call, type: "function" })) }),
    },
    tokens: counted > 0 ? counted : Math.ceil((askedLength + text.length) / CHARACTERS_PER_TOKEN),
  };
}

async function readText(body: Readable, from: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) {
      body.destroy();
      throw new HydraError("upstream_failed", `${from} answers with more than ${MOST_BYTES} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
