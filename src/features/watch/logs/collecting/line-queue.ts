import type { LineBatch } from "../thread/messages.ts";

/** Whose line it is: its number in the index, and its identity, which outlives the index. */
export interface LineOwner {
  sourceId: number;
  key: string;
}

/**
 * Lines on their way to the log thread. Bounded: when it is full, the oldest line makes room for the newest and is
 * counted. Nothing here ever waits, so that a stream that floods costs its own oldest lines and nobody else anything.
 */
export class LineQueue {
  readonly #mostLines: number;
  readonly #mostChars: number;
  #owners: LineOwner[] = [];
  #ats: number[] = [];
  #streams: string[] = [];
  #texts: string[] = [];
  /** Where the oldest line stands: moved forward instead of shifting four arrays. */
  #start = 0;
  #chars = 0;
  readonly #dropped = new Map<string, number>();

  constructor(mostLines: number, mostChars: number) {
    this.#mostLines = mostLines;
    this.#mostChars = mostChars;
  }

  get length(): number {
    return this.#texts.length - this.#start;
  }

  /** @returns how many old lines had to go for it */
  push(owner: LineOwner, at: number, stream: "stdout" | "stderr", text: string): number {
    let dropped = 0;
    while (this.length > 0 && (this.length >= this.#mostLines || this.#chars + text.length > this.#mostChars)) {
      this.#dropOldest();
      dropped += 1;
    }
    this.#owners.push(owner);
    this.#ats.push(at);
    this.#streams.push(stream === "stderr" ? "e" : "o");
    this.#texts.push(text);
    this.#chars += text.length;
    return dropped;
  }

  /** Take up to `mostLines` of the oldest. Null when there are none. */
  take(mostLines: number): Omit<LineBatch, "secrets"> | null {
    if (this.length === 0) return null;
    const end = Math.min(this.#start + mostLines, this.#texts.length);
    const range = <T>(column: T[]): T[] => column.slice(this.#start, end);
    const batch = {
      sourceIds: range(this.#owners).map(({ sourceId }) => sourceId),
      ats: range(this.#ats),
      streams: range(this.#streams).join(""),
      texts: range(this.#texts),
    };
    this.#start = end;
    this.#chars -= batch.texts.reduce((sum, text) => sum + text.length, 0);
    this.#compact();
    return batch;
  }

  clear(): void {
    this.#start = this.#texts.length;
    this.#chars = 0;
    this.#compact();
  }

  /** Lines of this identity that had to make room, since the start. */
  droppedOf(key: string): number {
    return this.#dropped.get(key) ?? 0;
  }

  #dropOldest(): void {
    const { key } = this.#owners[this.#start] as LineOwner;
    this.#dropped.set(key, (this.#dropped.get(key) ?? 0) + 1);
    this.#chars -= (this.#texts[this.#start] as string).length;
    this.#texts[this.#start] = "";
    this.#start += 1;
    this.#compact();
  }

  /** Let go of what was taken, rarely enough that it costs nothing. */
  #compact(): void {
    if (this.#start < this.#texts.length && this.#start < 4_096) return;
    this.#owners = this.#owners.slice(this.#start);
    this.#ats = this.#ats.slice(this.#start);
    this.#streams = this.#streams.slice(this.#start);
    this.#texts = this.#texts.slice(this.#start);
    this.#start = 0;
  }
}
