import { crc32, deflateSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readPng, writeSmallPng } from "./small-png.ts";

function part(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Paeth's guess: whichever of the three lies nearest to left + above - corner. */
function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  return [left, above, corner].toSorted((a, b) => Math.abs(guess - a) - Math.abs(guess - b))[0] ?? 0;
}

/** What a browser would write, every row filtered in the same way. */
function png(width: number, colours: readonly number[], filter: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(colours.length / width, 4);
  header.set([8, 2], 8);
  const plain = colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]);
  const at = (y: number, x: number): number => (x < 0 || y < 0 ? 0 : (plain[y * width * 3 + x] ?? 0));
  const rows = Array.from({ length: colours.length / width }, (_, y) => [
    filter,
    ...Array.from({ length: width * 3 }, (_cell, x) => {
      const [left, above, corner] = [at(y, x - 3), at(y - 1, x), at(y - 1, x - 3)];
      const guess = [0, left, above, Math.floor((left + above) / 2), paeth(left, above, corner)][filter] ?? 0;
      return (at(y, x) - guess + 256) % 256;
    }),
  ]);
  return Buffer.concat([
    Buffer.alloc(8),
    part("IHDR", header),
    part("IDAT", deflateSync(Buffer.from(rows.flat()))),
    part("IEND", Buffer.alloc(0)),
  ]);
}

test("a picture is read whatever was done to its rows", () => {
  const anyColours = fc.array(fc.integer({ min: 0, max: 0xff_ff_ff }), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(anyColours, fc.constantFrom(1, 2, 3, 4, 6, 12), fc.constantFrom(0, 1, 2, 3, 4), (colours, width, filter) => {
      const picture = readPng(png(width, colours, filter));
      expect(picture).toEqual({ width, height: 12 / width, pixels: Uint32Array.from(colours) });
    }),
  );
});

test("a palette never has more than 256 colours, and the picture keeps its size", () => {
  const many = Uint32Array.from({ length: 1_000 }, (_, index) => index * 257);
  const small = writeSmallPng({ width: 100, height: 10, pixels: many });
  expect(small.readUInt32BE(16)).toBe(100);
  expect(small.readUInt32BE(20)).toBe(10);
  const palette = small.indexOf("PLTE");
  expect(small.readUInt32BE(palette - 4)).toBe(256 * 3);
});

test("another kind of picture is refused", () => {
  expect(() => readPng(writeSmallPng({ width: 1, height: 1, pixels: Uint32Array.of(7) }))).toThrow("not read");
});
