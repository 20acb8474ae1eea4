import type { LogLine } from "./facts.ts";
import { LineReader } from "./line-reader.ts";
import { parseTime } from "./times.ts";

/** Longer lines are cut: this much text and its time stamp. */
export const LONGEST_TEXT_BYTES = 16_384;
const STAMP_BYTES = 31;
const LONGEST_STAMP_BYTES = 36;
const HEADER_BYTES = 8;
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d) /;

type Stream = LogLine["stream"];

/**
 * The lines of a log as the engine sends it with time stamps: frames of an 8-byte head (stream, length) and a payload,
 * or, for a container with a terminal, plain bytes. A frame need not end with a line, nor a chunk with a frame.
 */
export class LogReader {
  readonly #isTty: boolean;
  readonly #now: () => number;
  readonly #lines: Record<Stream, LineReader>;
  #head = Buffer.alloc(0);
  #frame: { stream: Stream; left: number; isFresh: boolean } | null = null;

  constructor(isTty: boolean, now: () => number) {
    this.#isTty = isTty;
    this.#now = now;
    const maxBytes = LONGEST_TEXT_BYTES + STAMP_BYTES;
    this.#lines = { stdout: new LineReader(maxBytes), stderr: new LineReader(maxBytes) };
  }

  *push(chunk: Buffer): Generator<LogLine> {
    if (this.#isTty) {
      yield* this.#read("stdout", chunk);
      return;
    }
    for (let rest = chunk; rest.length > 0;) {
      if (this.#frame === null) {
        const missing = HEADER_BYTES - this.#head.length;
        this.#head = Buffer.concat([this.#head, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (this.#head.length < HEADER_BYTES) return;
        this.#frame = { stream: this.#head[0] === 2 ? "stderr" : "stdout", left: this.#head.readUInt32BE(4), isFresh: true };
        this.#head = Buffer.alloc(0);
      } else {
        const { stream, left, isFresh } = this.#frame;
        const payload = rest.subarray(0, left);
        rest = rest.subarray(payload.length);
        yield* this.#read(stream, isFresh && this.#lines[stream].isInLine ? withoutStamp(payload) : payload);
        this.#frame.left -= payload.length;
        this.#frame.isFresh = false;
      }
      if (this.#frame?.left === 0) this.#frame = null;
    }
  }

  /** Lines that had no end yet. */
  *end(): Generator<LogLine> {
    for (const stream of ["stdout", "stderr"] as const) {
      const rest = this.#lines[stream].end();
      if (rest !== null) yield this.#lineOf(stream, rest);
    }
  }

  *#read(stream: Stream, bytes: Buffer): Generator<LogLine> {
    for (const line of this.#lines[stream].push(bytes)) yield this.#lineOf(stream, line);
  }

  #lineOf(stream: Stream, line: string): LogLine {
    const stamp = STAMP.exec(line)?.[0] ?? "";
    return { at: parseTime(stamp.trimEnd()) ?? this.#now(), stream, text: line.slice(stamp.length) };
  }
}

/** The engine stores a long line in pieces of 16 KiB and puts a time stamp before each of them. */
function withoutStamp(payload: Buffer): Buffer {
  const stamp = STAMP.exec(payload.subarray(0, LONGEST_STAMP_BYTES).toString("latin1"))?.[0] ?? "";
  return payload.subarray(stamp.length);
}
