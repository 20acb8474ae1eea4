const LATELY_MS = 60_000;
const MOST_CALLERS = 1_000;

interface Flying {
  underWay: number;
  /** Epoch ms, oldest first. */
  starts: number[];
}

/** Which calls each caller has under way, and began within the last minute: a person's few, or a program's many. */
export class Flights {
  readonly #callers = new Map<string, Flying>();

  begin(callerId: string, now: number): void {
    const flying = this.#callers.get(callerId) ?? { underWay: 0, starts: [] };
    flying.underWay += 1;
    flying.starts.push(now);
    // Beyond some dozens it does not matter how many there were.
    if (flying.starts.length > 200) flying.starts.shift();
    this.#callers.set(callerId, flying);
    if (this.#callers.size > MOST_CALLERS) this.#forgetIdle(now);
  }

  /** @returns what else the caller was doing when this call ended */
  end(callerId: string, now: number): { othersUnderWay: number; startedLately: number } {
    const flying = this.#callers.get(callerId);
    if (flying === undefined) return { othersUnderWay: 0, startedLately: 0 };
    flying.underWay -= 1;
    flying.starts = flying.starts.filter((at) => now - at < LATELY_MS);
    return { othersUnderWay: flying.underWay, startedLately: flying.starts.length };
  }

  #forgetIdle(now: number): void {
    for (const [callerId, { underWay, starts }] of this.#callers)
      if (underWay === 0 && now - (starts.at(-1) ?? 0) >= LATELY_MS) this.#callers.delete(callerId);
  }
}
