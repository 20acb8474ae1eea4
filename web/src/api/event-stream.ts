import { ask } from "./ask.ts";
import { readEventNames } from "./event-frames.ts";

/** Hydra measures every ten seconds and says so: who hears nothing for this long hangs on a dead line. */
const SILENCE_MS = 45_000;
const REOPEN_MS = 2_000;

export interface StreamListener {
  /** The stream is open, for the first time or again: what happened meanwhile is not told. */
  opened(): void;
  heard(type: string): void;
  /** The stream is broken, or one more attempt to open it failed. @param lastHeardAt epoch ms */
  broken(lastHeardAt: number): void;
}

/**
 * Follow Hydra's events, and open the stream again for as long as it takes. By fetch: the browser's own EventSource
 * cannot send the page's key.
 *
 * @returns what ends it
 */
export function followEvents(types: readonly string[], listener: StreamListener): () => void {
  let attempt = new AbortController();
  let timer: number | undefined;
  let lastHeardAt = Date.now();

  const wait = (work: () => void, delayMs: number): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(work, delayMs);
  };
  const hear = (): void => {
    lastHeardAt = Date.now();
    wait(reopen, SILENCE_MS);
  };
  const reopen = (): void => {
    attempt.abort();
    listener.broken(lastHeardAt);
    wait(open, REOPEN_MS);
  };
  const open = (): void => {
    attempt = new AbortController();
    const { signal } = attempt;
    const ended = (): void => {
      if (!signal.aborted) reopen();
    };
    // However it ends, by a close or by a failure: it is opened again.
    listen(signal).then(ended, ended);
    wait(reopen, SILENCE_MS);
  };
  const listen = async (signal: AbortSignal): Promise<void> => {
    const { body } = await ask("GET /events", {}, { accept: "text/event-stream", signal });
    if (body === null) return;
    hear();
    listener.opened();
    for await (const name of readEventNames(textOf(body))) {
      if (signal.aborted) return;
      if (!types.includes(name)) continue;
      hear();
      listener.heard(name);
    }
  };

  open();
  return () => {
    window.clearTimeout(timer);
    attempt.abort();
  };
}

/** By its reader: not every browser can iterate a stream. */
export async function* textOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
}
