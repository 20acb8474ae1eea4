import fc from "fast-check";
import { expect, test } from "vitest";
import { levelBit, levelBits, OpenBlock, packBlock, type KeptLine } from "./block.ts";
import { LEVELS } from "../words/level.ts";

const line: fc.Arbitrary<KeptLine> = fc.record({
  at: fc.integer({ min: 0, max: 253_402_300_799_999 }),
  stream: fc.constantFrom("stdout" as const, "stderr" as const),
  level: fc.constantFrom(...LEVELS),
  text: fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", "").toWellFormed()),
});

test("lines come out of a block as they went in", () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 50 }), (lines) => {
      const block = new OpenBlock(packBlock(lines));
      expect(block.lines()).toEqual(lines);
      expect(block.text).toBe(lines.map(({ text }) => text).join("\n"));
    }),
  );
});

test("a block knows which levels stand in it", () => {
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      for (const level of LEVELS) expect((levelBits(lines) & levelBit(level)) !== 0).toBe(lines.some((each) => each.level === level));
    }),
  );
});
