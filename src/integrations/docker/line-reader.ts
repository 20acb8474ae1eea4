/**
 * Lines of a byte stream, none longer than `maxBytes`: of a longer one the rest is thrown away, so that whoever writes
 * without end cannot fill Hydra's memory.
 */
export class LineReader {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** True between the pieces of one line. */
  get isInLine(): boolean {
    return this.#parts.length > 0;
  }

  *push(chunk: Buffer): Generator<string> {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      this.#keep(chunk.subarray(start, end));
      yield this.#take();
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** What came after the last line end, null when there is nothing. */
  end(): string | null {
    return this.isInLine ? this.#take() : null;
  }

  #keep(part: Buffer): void {
    const kept = part.subarray(0, this.#maxBytes - this.#size);
    // A copy: a small rest must not keep the whole chunk alive. The first may be empty: it says that a line has begun.
    if (kept.length > 0 || !this.isInLine) this.#parts.push(Buffer.from(kept));
    this.#size += kept.length;
  }

  #take(): string {
    const line = Buffer.concat(this.#parts);
    const isCut = this.#size >= this.#maxBytes;
    this.#parts = [];
    this.#size = 0;
    // Decoding as a stream leaves out a character that the cut went through.
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(line, { stream: isCut });
    return text.endsWith("\r") ? text.slice(0, -1) : text;
  }
}
