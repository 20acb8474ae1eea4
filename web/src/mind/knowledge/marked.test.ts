import fc from "fast-check";
import { expect, test } from "vitest";
import { marked } from "./marked.ts";

const hits = (snippet: string, question: string): string[] =>
  marked(snippet, question)
    .filter(({ isMarked }) => isMarked)
    .map(({ text }) => text);

test.each([
  ["The gate opens to the left.", "which way does the gate open?", ["The", "gate", "opens", "the"]],
  ["Restarting jellyfin helps", "restart Jellyfin", ["Restarting", "jellyfin"]],
  ["The party is over", "part", ["party"]],
  ["An unrelated word", "related", []],
  ["a <b>bold</b> claim", "<b>", ["b", "b"]],
  ["nothing here", "", []],
])("in %s the words of %s are marked", (snippet, question, expected) => {
  expect(hits(snippet, question).flatMap((hit) => hit.split(" "))).toEqual(expected);
});

test("nothing of a snippet is lost or turned", () => {
  const piece = fc.constantFrom("a", "restart", "é", "e\u0301", "🙂", "\u202E", "<", " ", "\n", "\uD83D", "7");
  const text = fc.array(piece, { size: "max", maxLength: 30 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, text, (snippet, question) => {
      const stretches = marked(snippet, question);
      expect(stretches.map(({ text }) => text).join("")).toBe(snippet);
      for (const [index, { isMarked }] of stretches.entries()) expect(stretches[index + 1]?.isMarked).not.toBe(isMarked);
    }),
  );
});
