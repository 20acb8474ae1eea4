import { isDeepStrictEqual } from "node:util";
import type { ContainerEvent, ContainerFacts } from "./facts.ts";
import type { ConnectionState, WorldListener } from "./hosts.ts";

/** No engine remembers more. */
const MOST_UNTOLD = 512;

/**
 * What is known of one engine, and everybody who wants to hear when it changes. It talks to nobody: whoever watches the
 * engine (or scripts a pretended one) puts in what it learned.
 */
export class Picture {
  readonly #containers = new Map<string, ContainerFacts>();
  readonly #listeners = new Set<WorldListener>();
  readonly #onListenerError: (error: unknown) => void;
  #connection: ConnectionState;
  /** What the engine remembered when nobody listened yet. */
  #untold: ContainerEvent[] = [];

  constructor(now: number, onListenerError: (error: unknown) => void) {
    this.#connection = { status: "connecting", since: now, reason: null, engine: null, reconciledAt: null };
    this.#onListenerError = onListenerError;
  }

  get containers(): ReadonlyMap<string, ContainerFacts> {
    return this.#containers;
  }

  get connection(): ConnectionState {
    return this.#connection;
  }

  listen(listener: WorldListener): () => void {
    this.#listeners.add(listener);
    if (listener.onEvent !== undefined) for (const event of this.#untold.splice(0)) this.#call(() => listener.onEvent?.(event));
    return () => this.#listeners.delete(listener);
  }

  /** An event as it came. It changes nothing by itself: facts follow from looking. */
  tell(event: ContainerEvent): void {
    this.#each((listener) => listener.onEvent?.(event));
  }

  /** An event from before the connection. The engine may be quicker than whoever listens: the first who does is told then. */
  tellPast(event: ContainerEvent): void {
    if ([...this.#listeners].some(({ onEvent }) => onEvent !== undefined)) this.tell(event);
    else this.#untold = [...this.#untold.slice(1 - MOST_UNTOLD), event];
  }

  /** What a look at one container found; null when it is gone. Says nothing when it is as it was. */
  put(id: string, after: ContainerFacts | null, event: ContainerEvent | null): void {
    const before = this.#containers.get(id) ?? null;
    if (isDeepStrictEqual(before, after)) return;
    if (after === null) this.#containers.delete(id);
    else this.#containers.set(id, after);
    this.#each((listener) => listener.onChange?.({ before, after, event }));
  }

  connect(state: ConnectionState): void {
    this.#connection = state;
    this.#each((listener) => listener.onConnection?.(state));
  }

  #each(call: (listener: WorldListener) => void): void {
    for (const listener of this.#listeners) this.#call(() => call(listener));
  }

  #call(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#onListenerError(error);
    }
  }
}
