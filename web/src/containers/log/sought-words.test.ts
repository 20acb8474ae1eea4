import fc from "fast-check";
import { expect, test } from "vitest";
import { piecesOf, soughtWords } from "./sought-words.ts";

test("words are read as the server reads them", () => {
  expect(soughtWords('Error "Connection refused" -debug -"not this" x')).toEqual(["error", "connection refused", "x"]);
  expect(soughtWords('  " ')).toEqual([]);
});

test("what was found is marked, the longest word first, and nothing is lost", () => {
  expect(piecesOf("An Error: error", ["error", "err"])).toEqual([
    { start: 0, text: "An ", isFound: false },
    { start: 3, text: "Error", isFound: true },
    { start: 8, text: ": ", isFound: false },
    { start: 10, text: "error", isFound: true },
  ]);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 3 }), (text, words) => {
      const joined = piecesOf(
        text,
        words.map((word) => word.toLowerCase()),
      )
        .map((piece) => piece.text)
        .join("");
      expect(joined).toBe(text);
    }),
  );
});
