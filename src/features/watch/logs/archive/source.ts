import type { KeptLine } from "./block.ts";
import { levelOf } from "../words/level.ts";
import { LineCleaner, linesOf } from "../words/line.ts";
import type { SourceIdentity } from "../thread/messages.ts";

/** The end of the year 9999: no engine's clock is later, and every time up to it can be written down. */
const LATEST = 253_402_300_799_999;

/** What the archive knows of a source when lines of it begin to come. */
export interface SourceStart {
  id: number;
  nextSeq: number;
  smallBlocks: number;
  /** Null when nothing of it is kept. */
  lastAt: number | null;
}

/**
 * One container whose lines come in: they wait here, masked, until enough are together for a block. After a gap the
 * engine is asked for lines since the last one, to the millisecond; those that are kept already are recognised here.
 */
export class Source {
  readonly id: number;
  identity: SourceIdentity;
  /** The number of the first waiting line. */
  nextSeq: number;
  /** Blocks at the end that are not full. */
  smallBlocks: number;
  lastAt: number | null;
  waiting: KeptLine[] = [];
  waitingChars = 0;
  readonly #cleaner = new LineCleaner();
  #known: { until: number; texts: Map<string, number> } | null = null;

  constructor(identity: SourceIdentity, start: SourceStart) {
    this.identity = identity;
    this.id = start.id;
    this.nextSeq = start.nextSeq;
    this.smallBlocks = start.smallBlocks;
    this.lastAt = start.lastAt;
  }

  /** Lines come again: `lines` are those that are kept of the last millisecond. */
  expectRepeats(lines: readonly KeptLine[]): void {
    if (this.lastAt === null) return;
    const texts = new Map<string, number>();
    for (const { at, text } of lines) if (at === this.lastAt) texts.set(text, (texts.get(text) ?? 0) + 1);
    this.#known = { until: this.lastAt, texts };
  }

  /** Take a line as the engine gave it. What one write put on several lines becomes several. */
  take(at: number, stream: KeptLine["stream"], raw: string): void {
    const time = Number.isFinite(at) ? Math.min(LATEST, Math.max(0, Math.trunc(at))) : (this.lastAt ?? 0);
    for (const line of linesOf(raw)) this.#takeOne(time, stream, line);
  }

  #takeOne(at: number, stream: KeptLine["stream"], raw: string): void {
    const text = this.#cleaner.clean(raw);
    if (this.#isKnown(at, text)) return;
    this.waiting.push({ at, stream, level: levelOf(text), text });
    this.waitingChars += text.length;
    if (this.lastAt === null || at > this.lastAt) this.lastAt = at;
  }

  #isKnown(at: number, text: string): boolean {
    if (this.#known === null) return false;
    if (at < this.#known.until) return true;
    const { texts } = this.#known;
    const count = at === this.#known.until ? (texts.get(text) ?? 0) : 0;
    if (count === 0) {
      if (at > this.#known.until) this.#known = null;
      return false;
    }
    texts.set(text, count - 1);
    return true;
  }
}
