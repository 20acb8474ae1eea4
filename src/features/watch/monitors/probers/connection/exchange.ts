import { connect } from "node:net";
import { systemCodeOf } from "../../../../../kernel/errors.ts";
import type { Place } from "../../target.ts";
import { failureOf, failureOfTimeout, type Failure } from "./result.ts";

export interface Limits {
  timeoutMs: number;
  signal: AbortSignal;
}

export interface Conversation {
  /** Said as soon as the connection stands; nothing when the server speaks first or not at all. */
  say?: Uint8Array;
  /** Everything to be said by now, given what was heard: what was said already is not repeated. */
  replies?(heard: Buffer): readonly Uint8Array[];
  /** Has enough been heard? Called after each piece. */
  isEnough(heard: Buffer): boolean;
  /** Said before hanging up. */
  farewell?: Uint8Array;
  /** How long silence after the connection may last; then `heard` is empty and that is no failure. */
  patienceMs?: number;
}

export type Exchange = { kind: "heard"; heard: Buffer; latencyMs: number } | { kind: "failed"; failure: Failure; why: string | undefined };

const MOST_BYTES = 65_536;

/** One short conversation over TCP. Resolves always; the socket is gone when it does. */
export function converse(
  place: Pick<Place, "host" | "port">,
  conversation: Conversation,
  { timeoutMs, signal }: Limits,
): Promise<Exchange> {
  return new Promise((resolve) => {
    const started = performance.now();
    let heard = Buffer.alloc(0);
    let replied = 0;
    let connectedAt = 0;
    let isConnected = false;
    let timer: NodeJS.Timeout;
    const socket = connect({ host: place.host, port: place.port });
    const end = (exchange: Exchange): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      socket.removeAllListeners();
      // What still arrives after the end is nobody's business, an error included.
      socket.on("error", () => undefined);
      if (exchange.kind === "heard" && conversation.farewell !== undefined) socket.end(conversation.farewell, () => socket.destroy());
      else socket.destroy();
      resolve(exchange);
    };
    const fail = (failure: Failure, why?: string): void => end({ kind: "failed", failure, why });
    const succeed = (): void => end({ kind: "heard", heard, latencyMs: (heard.length > 0 ? performance.now() : connectedAt) - started });
    const onAbort = (): void => fail("unreachable", "the look was broken off");
    const waitFor = (ms: number, then: () => void): void => {
      clearTimeout(timer);
      timer = setTimeout(then, ms);
    };

    waitFor(timeoutMs, () => fail(failureOfTimeout(place.host), `no connection within ${timeoutMs} ms`));
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) return onAbort();
    socket.on("connect", () => {
      isConnected = true;
      connectedAt = performance.now();
      if (conversation.say !== undefined) socket.write(conversation.say);
      if (conversation.patienceMs === undefined) waitFor(timeoutMs, () => fail("silent"));
      else waitFor(conversation.patienceMs, succeed);
    });
    socket.on("data", (piece) => {
      heard = Buffer.concat([heard, piece]);
      for (const reply of conversation.replies?.(heard).slice(replied) ?? []) {
        socket.write(reply);
        replied += 1;
      }
      if (conversation.isEnough(heard) || heard.length > MOST_BYTES) succeed();
      else if (conversation.patienceMs !== undefined) waitFor(timeoutMs, succeed);
    });
    socket.on("error", (error) => fail(failureOf(systemCodeOf(error), isConnected), systemCodeOf(error)));
    socket.on("end", () => (heard.length > 0 ? succeed() : fail("closed")));
  });
}
