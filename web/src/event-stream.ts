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

/** Follow Hydra's events, and open the stream again for as long as it takes. @returns what ends it */
export function followEvents(types: readonly string[], listener: StreamListener): () => void {
  let stream: EventSource | undefined;
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
    stream?.close();
    listener.broken(lastHeardAt);
    wait(open, REOPEN_MS);
  };
  const open = (): void => {
    stream = new EventSource("/events");
    stream.addEventListener("open", () => {
      hear();
      listener.opened();
    });
    stream.addEventListener("error", reopen);
    for (const type of types) {
      stream.addEventListener(type, () => {
        hear();
        listener.heard(type);
      });
    }
    wait(reopen, SILENCE_MS);
  };

  open();
  return () => {
    window.clearTimeout(timer);
    stream?.close();
  };
}
