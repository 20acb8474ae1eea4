import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogLine } from "./facts.ts";
import { LogReader, LONGEST_TEXT_BYTES } from "./log-reader.ts";

const STAMP = "2026-03-01T12:00:00.123456789Z";
const AT = Date.UTC(2026, 2, 1, 12, 0, 0, 123);
const NOW = 42;

function frame(stream: LogLine["stream"], payload: string | Buffer): Buffer {
  const body = Buffer.from(payload);
  const head = Buffer.alloc(8);
  head[0] = stream === "stderr" ? 2 : 1;
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

function readAll(chunks: Iterable<Buffer>, isTty = false): LogLine[] {
  const reader = new LogReader(isTty, () => NOW);
  return [...[...chunks].flatMap((chunk) => [...reader.push(chunk)]), ...reader.end()];
}

function* inPieces(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

const text = fc.string({ unit: "binary", maxLength: 60 }).map((said) => said.replaceAll(/[\n\r]/g, " "));
const line = fc.record({ stream: fc.constantFrom("stdout" as const, "stderr" as const), text });
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe("logs", () => {
  it("come out as they went in, however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), sizes, (lines, sizes) => {
        const bytes = Buffer.concat(lines.map((each) => frame(each.stream, `${STAMP} ${each.text}\n`)));
        const expected = lines.map((each) => ({ at: AT, stream: each.stream, text: Buffer.from(each.text).toString() }));
        expect(readAll(inPieces(bytes, sizes))).toEqual(expected);
      }),
    );
  });

  it("of a terminal come out the same way, without its carriage returns", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), sizes, (texts, sizes) => {
        const bytes = Buffer.from(texts.map((each) => `${STAMP} ${each}\r\n`).join(""));
        const expected = texts.map((each) => ({ at: AT, stream: "stdout", text: Buffer.from(each).toString() }));
        expect(readAll(inPieces(bytes, sizes), true)).toEqual(expected);
      }),
    );
  });

  it("never throws on noise, and never gives a line longer than it may be", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), sizes, fc.boolean(), (noise, sizes, isTty) => {
        for (const { text } of readAll(inPieces(Buffer.from(noise), sizes), isTty)) expect(text.length).toBeLessThanOrEqual(400);
      }),
    );
  });

  it("cut a line of 1 MB, which the engine sends in stamped pieces, and go on with the next", () => {
    const piece = `${STAMP} ${"x".repeat(16_384)}`;
    const frames = [...Array.from({ length: 64 }, () => frame("stdout", piece)), frame("stdout", `${STAMP} end\n`)];
    const lines = readAll([...frames, frame("stdout", `${STAMP} next\n`)]);
    expect(lines).toHaveLength(2);
    expect(lines[0]?.text).toBe("x".repeat(LONGEST_TEXT_BYTES));
    expect(lines[1]?.text).toBe("next");
  });

  it("put the pieces of a line together without the stamps between, each stream for itself", () => {
    const lines = readAll([frame("stdout", `${STAMP} one `), frame("stderr", `${STAMP} other\n`), frame("stdout", `${STAMP} line\n`)]);
    expect(lines.map(({ stream, text }) => [stream, text])).toEqual([
      ["stderr", "other"],
      ["stdout", "one line"],
    ]);
  });

  it("do not end within a character when they are cut", () => {
    const [cut] = readAll([frame("stdout", `${STAMP} ${"x".repeat(LONGEST_TEXT_BYTES - 1)}€\n`)]);
    expect(cut?.text).toBe("x".repeat(LONGEST_TEXT_BYTES - 1));
  });

  it("give what had no line end, and the time of reading where there is no stamp", () => {
    expect(readAll([frame("stdout", "no stamp")])).toEqual([{ at: NOW, stream: "stdout", text: "no stamp" }]);
    expect(readAll([frame("stdout", `${STAMP} \n`)])).toEqual([{ at: AT, stream: "stdout", text: "" }]);
  });
});
