import fc from "fast-check";
import { expect, test } from "vitest";
import { diffOfLines } from "./lines-diff.ts";

function told(before: string, after: string): string[] {
  const signs = { same: " ", added: "+", removed: "-" };
  return diffOfLines(before, after).map(({ kind, line, text }) => `${signs[kind]}${line} ${text}`);
}

test.each<[string, string, string[]]>([
  ["", "", []],
  ["a\n", "a", [" 1 a"]],
  ["", "a\nb\n", ["+1 a", "+2 b"]],
  ["a\nb\n", "", ["-1 a", "-2 b"]],
  ["a\nb\nc\n", "a\nx\nc\n", [" 1 a", "-2 b", "+2 x", " 3 c"]],
  ["a\nb\nc\nd\n", "a\nc\nd\ne\n", [" 1 a", "-2 b", " 2 c", " 3 d", "+4 e"]],
  ["a\na\n", "a\na\na\n", [" 1 a", " 2 a", "+3 a"]],
])("from %j to %j", (before, after, expected) => {
  expect(told(before, after)).toEqual(expected);
});

test("what stays and comes is the text after, what stays and goes the text before", () => {
  const text = fc.array(fc.constantFrom("a", "b", "", "  c: 1"), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (old, fresh) => {
      const lines = diffOfLines(old.map((line) => `${line}\n`).join(""), fresh.map((line) => `${line}\n`).join(""));
      expect(lines.filter(({ kind }) => kind !== "removed").map(({ text: line }) => line)).toEqual(fresh);
      expect(lines.filter(({ kind }) => kind !== "added").map(({ text: line }) => line)).toEqual(old);
    }),
  );
});
