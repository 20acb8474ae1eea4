import type { ServerResponse } from "node:http";

/**
 * The requests that are being answered. Each has one controller, which fires when its caller goes away or Hydra drains:
 * combining three signals for every request costs more than the rest of the door.
 */
export class UnderWay {
  readonly #ends = new Set<AbortController>();
  readonly #stopping: AbortSignal;

  constructor(stopping: AbortSignal) {
    this.#stopping = stopping;
    stopping.addEventListener("abort", () => this.#ends.forEach((end) => end.abort(stopping.reason)), { once: true });
  }

  /** @param outgoing closes when the answer was sent as well as when its connection breaks off */
  begin(outgoing: Pick<ServerResponse, "once" | "writableFinished" | "destroyed">): AbortController {
    const end = new AbortController();
    if (this.#stopping.aborted || outgoing.destroyed) {
      end.abort(this.#stopping.reason);
      return end;
    }
    this.#ends.add(end);
    outgoing.once("close", () => {
      this.#ends.delete(end);
      if (!outgoing.writableFinished) end.abort();
    });
    return end;
  }
}
