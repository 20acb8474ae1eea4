import { deflateRawSync, inflateRawSync } from "node:zlib";
import { LEVELS, type Level } from "../words/level.ts";

/** A line as it is kept: plain, masked, without line break. */
export interface KeptLine {
  /** Epoch ms, from the engine. */
  at: number;
  stream: "stdout" | "stderr";
  level: Level;
  text: string;
}

/** Lines of one container that are kept together, compressed. More compress better; fewer are cheaper to rewrite. */
export const BLOCK_LINES = 256;

const STREAMS = ["stdout", "stderr"] as const;

/**
 * A block is one text, deflated: first a line of marks (level, stream and time of each line, the times as steps from the
 * one before, in base 36), then the lines themselves. The words of one container's log repeat so much that this is a
 * sixth of the text, and a tenth of what a full-text index of it writes.
 */
export function packBlock(lines: readonly KeptLine[]): Buffer {
  let before = 0;
  const marks = lines.map(({ at, stream, level }) => {
    const step = (at - before).toString(36);
    before = at;
    return `${LEVELS.indexOf(level)}${STREAMS.indexOf(stream)}${step}`;
  });
  return deflateRawSync(`${marks.join(",")}\n${lines.map(({ text }) => text).join("\n")}`);
}

/** A block that was read and not yet taken apart: a search rejects most blocks by their text alone. */
export class OpenBlock {
  readonly #whole: string;
  readonly #textStart: number;

  constructor(body: Buffer) {
    this.#whole = inflateRawSync(body).toString("utf8");
    this.#textStart = this.#whole.indexOf("\n") + 1;
  }

  get text(): string {
    return this.#whole.slice(this.#textStart);
  }

  lines(): KeptLine[] {
    const texts = this.text.split("\n");
    let at = 0;
    return this.#whole
      .slice(0, this.#textStart - 1)
      .split(",")
      .map((mark, index) => {
        at += Number.parseInt(mark.slice(2), 36);
        return {
          at,
          stream: STREAMS[Number(mark[1])] ?? "stdout",
          level: LEVELS[Number(mark[0])] ?? "unknown",
          text: texts[index] ?? "",
        };
      });
  }
}

/** Which levels stand in a block, one bit each: a search for errors skips blocks without any. */
export function levelBits(lines: readonly KeptLine[]): number {
  let bits = 0;
  for (const { level } of lines) bits |= levelBit(level);
  return bits;
}

export function levelBit(level: Level): number {
  return 1 << LEVELS.indexOf(level);
}
