import { z } from "zod";
import { ServerEvents } from "./server-events.ts";

/** How much of an answer is remembered, in characters: enough to recognise it when it comes back. */
const KEPT_TEXT = 8_000;

const Text = z.string().nullish().catch(null);
const Count = z.int().min(0).nullish().catch(null);
const Said = z.object({ content: Text, tool_calls: z.array(z.unknown()).nullish().catch(null), function_call: z.unknown() });

/** A completion, or one piece of it, as far as it is read: loose, for every server adds something of its own. */
const Completion = z.object({
  choices: z.array(
    z.object({
      message: Said.partial().nullish().catch(null),
      delta: Said.partial().nullish().catch(null),
      finish_reason: Text,
    }),
  ),
  usage: z.object({ prompt_tokens: Count, completion_tokens: Count }).nullish().catch(null),
});

/** How servers say that something went wrong: OpenAI's object, or a plain text under the same key or `detail`. */
const Failure = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
]);

/** What a server says in the body of a failure; null when it says nothing that can be read. */
export function failureIn(value: unknown): string | null {
  return Failure.safeParse(value).data ?? null;
}

/** What a model answered, read along while it is passed on. Measured by the server or null. */
export interface AnswerReading {
  /** The beginning of the first choice's text. */
  text: string;
  /** Length of all of it, in characters. */
  textLength: number;
  hasToolCalls: boolean;
  finishReason: string | null;
  promptTokens: number | null;
  answerTokens: number | null;
  /** Did it come to its end? */
  isWhole: boolean;
  /** The server said that it failed, or sent what is no completion. */
  failure: string | null;
}

export function emptyReading(): AnswerReading {
  return {
    text: "",
    textLength: 0,
    hasToolCalls: false,
    finishReason: null,
    promptTokens: null,
    answerTokens: null,
    isWhole: false,
    failure: null,
  };
}

/** Take in one completion, or one piece of a streamed one. */
export function readInto(reading: AnswerReading, value: unknown): void {
  const completion = Completion.safeParse(value);
  if (!completion.success) {
    reading.failure ??= failureIn(value) ?? "what it sent is no chat completion";
    return;
  }
  const { choices, usage } = completion.data;
  for (const [index, { message, delta, finish_reason: finish }] of choices.entries()) {
    const said = message ?? delta;
    if ((said?.tool_calls?.length ?? 0) > 0 || (said?.function_call ?? null) !== null) reading.hasToolCalls = true;
    if (index > 0) continue;
    const text = said?.content ?? "";
    reading.textLength += text.length;
    if (reading.text.length < KEPT_TEXT) reading.text = (reading.text + text).slice(0, KEPT_TEXT);
    reading.finishReason = finish ?? reading.finishReason;
  }
  reading.promptTokens = usage?.prompt_tokens ?? reading.promptTokens;
  reading.answerTokens = usage?.completion_tokens ?? reading.answerTokens;
}

/** A whole answer that came in one piece. */
export function readWhole(value: unknown): AnswerReading {
  const reading = emptyReading();
  readInto(reading, value);
  reading.isWhole = reading.failure === null;
  return reading;
}

/** Reads a stream along. It is whole after `[DONE]`, or when it ends after a reason to finish: some servers leave the mark out. */
export class StreamReader {
  readonly reading = emptyReading();
  readonly #events = new ServerEvents();
  /** How many events came, whatever was in them. */
  count = 0;

  push(piece: Uint8Array): void {
    for (const data of this.#events.push(piece)) {
      this.count += 1;
      if (data.trim() === "[DONE]") this.reading.isWhole = true;
      else readInto(this.reading, parseJson(data));
    }
  }

  /** The stream ended without breaking off. */
  end(): void {
    if (this.reading.finishReason !== null) this.reading.isWhole = true;
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is no completion, which is what the reading then says.
    return undefined;
  }
}
