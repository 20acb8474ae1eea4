import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import type { StreamReader } from "../reading/answer.ts";

export interface Ended {
  outcome: "answered" | "failed" | "cancelled";
  /** Why it failed; null when it did not. */
  why: string | null;
}

/**
 * Hand a stream on piece by piece, untouched, and read it along. When it breaks off, its reader is told by an event of
 * OpenAI's shape, for an answer that just stops would be taken for a whole one. `onEnd` hears once how it went.
 */
export async function* relay(
  { first, rest, reader }: { first: readonly Buffer[]; rest: AsyncIterator<Buffer>; reader: StreamReader },
  signal: AbortSignal,
  onEnd: (ended: Ended) => void,
): AsyncGenerator<Buffer> {
  let ended: Ended = { outcome: "cancelled", why: null };
  try {
    yield* first;
    for (;;) {
      const { done, value } = await rest.next();
      if (done === true) break;
      yield value;
      reader.push(value);
    }
    reader.end();
    const { isWhole, failure } = reader.reading;
    ended = { outcome: failure === null && isWhole ? "answered" : "failed", why: failure };
    if (failure === null && !isWhole) {
      ended.why = "the stream ended without its end";
      yield brokenEvent("The upstream ended its answer in the middle.");
    }
  } catch (error) {
    if (signal.aborted) return;
    const why = error instanceof HydraError ? error.message : "the upstream broke off in the middle of its answer";
    ended = { outcome: "failed", why: error instanceof HydraError ? why : `${why} (${messageOf(error)})` };
    yield brokenEvent(error instanceof HydraError ? error.message : "The upstream broke off in the middle of its answer.");
  } finally {
    onEnd(ended);
    await rest.return?.();
  }
}

function brokenEvent(message: string): Buffer {
  const error = { message, type: "upstream_error", param: null, code: "stream_broken" };
  // The piece before may have stopped inside an event.
  return Buffer.from(`\n\ndata: ${JSON.stringify({ error })}\n\n`, "utf8");
}
