import { setTimeout as sleep } from "node:timers/promises";

export interface ListBounds {
  maxItems: number;
  /** How long nothing may arrive before the list is handed over. */
  silenceMs: number;
  /** How long collecting may take altogether. */
  totalMs: number;
}

/** The same for every stream, whatever its input: a model waits for a whole answer and reads all of it. */
const STREAM_BOUNDS: ListBounds = { maxItems: 100, silenceMs: 5_000, totalMs: 20_000 };

export const STREAM_BOUNDS_TEXT = `A stream: answers its first ${STREAM_BOUNDS.maxItems} items, fewer after ${STREAM_BOUNDS.silenceMs / 1_000} s of silence or ${STREAM_BOUNDS.totalMs / 1_000} s.`;

export interface BoundedList {
  items: unknown[];
  /** `end`: these are all; else more may follow. */
  endedBy: "end" | "items" | "silence" | "time";
}

/** Read a stream as far as the bounds allow, then end it. Throws what the stream throws. */
export async function readBounded(stream: AsyncIterable<unknown>, bounds: ListBounds = STREAM_BOUNDS): Promise<BoundedList> {
  const iterator = stream[Symbol.asyncIterator]();
  const items: unknown[] = [];
  const finished = new AbortController();
  const timeIsUp = bell(bounds.totalMs, "time" as const, finished.signal);
  try {
    while (items.length < bounds.maxItems) {
      const heard = new AbortController();
      const next = iterator.next();
      try {
        const first = await Promise.race([next, bell(bounds.silenceMs, "silence" as const, heard.signal), timeIsUp]);
        if (typeof first === "string") {
          // The reader may still be waiting; how that ends concerns nobody any more.
          next.catch(() => undefined);
          return { items, endedBy: first };
        }
        if (first.done === true) return { items, endedBy: "end" };
        items.push(first.value);
      } finally {
        heard.abort();
      }
    }
    return { items, endedBy: "items" };
  } finally {
    finished.abort();
    // Not awaited: a generator that waits for its next item only returns once that has come.
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

/** Resolves with `word` after a while; never when it is aborted before. */
function bell<Word extends string>(ms: number, word: Word, signal: AbortSignal): Promise<Word> {
  return new Promise((resolve) => {
    sleep(ms, undefined, { signal }).then(
      () => resolve(word),
      () => undefined,
    );
  });
}
