import { followEvents, type StreamListener } from "./event-stream.ts";

const NAME = "hydra.events";
/** The page that follows for all tells the others at least what it hears; silent for this long, it is gone or frozen. */
const SILENCE_MS = 60_000;

type Told = { kind: "opened" } | { kind: "heard"; type: string } | { kind: "broken"; lastHeardAt: number } | { kind: "joined" };

/**
 * Follow Hydra's events with one stream for all open pages of this browser: a browser grants one server few connections.
 * One page holds the lock and follows; the others listen to it, and one of them takes over when it goes.
 *
 * @returns what ends it
 */
export function followTogether(types: readonly string[], listener: StreamListener): () => void {
  // Without a lock (an address that is not secure, an old browser) each page follows for itself.
  if (!("locks" in navigator)) return followEvents(types, listener);
  const channel = new BroadcastChannel(NAME);
  const ending = new AbortController();
  let stopFollowing: (() => void) | null = null;
  let isOpen = false;
  let brokenAt: number | null = null;
  let timer: number | undefined;

  const tell = (told: Told): void => {
    // What was under way when this page went still ends: nobody hears it any more.
    if (ending.signal.aborted) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none: only this origin hears it
    channel.postMessage(told);
  };
  const lead = async (): Promise<void> => {
    window.clearTimeout(timer);
    const { promise, resolve } = Promise.withResolvers<void>();
    stopFollowing = followEvents(types, {
      opened: () => {
        [isOpen, brokenAt] = [true, null];
        listener.opened();
        tell({ kind: "opened" });
      },
      heard: (type) => {
        listener.heard(type);
        tell({ kind: "heard", type });
      },
      broken: (lastHeardAt) => {
        [isOpen, brokenAt] = [false, lastHeardAt];
        listener.broken(lastHeardAt);
        tell({ kind: "broken", lastHeardAt });
      },
    });
    ending.signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
  };
  const queue = (options: LockOptions): void => {
    // Refused when the wait was ended, or when another page took the lock away.
    navigator.locks.request(NAME, options, lead).catch(() => {
      stopFollowing?.();
      stopFollowing = null;
      if (!ending.signal.aborted) queue({ signal: ending.signal });
    });
  };
  const wait = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => queue({ steal: true }), SILENCE_MS);
  };
  const listen = ({ data }: MessageEvent<Told>): void => {
    if (data.kind === "joined") {
      if (stopFollowing !== null && isOpen) tell({ kind: "opened" });
      else if (stopFollowing !== null && brokenAt !== null) tell({ kind: "broken", lastHeardAt: brokenAt });
      return;
    }
    if (stopFollowing !== null) return;
    wait();
    if (data.kind === "opened") listener.opened();
    else if (data.kind === "heard") listener.heard(data.type);
    else listener.broken(data.lastHeardAt);
  };

  channel.addEventListener("message", listen);
  queue({ signal: ending.signal });
  wait();
  tell({ kind: "joined" });
  return () => {
    ending.abort();
    window.clearTimeout(timer);
    stopFollowing?.();
    channel.close();
  };
}
