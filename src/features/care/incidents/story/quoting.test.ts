import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { code, oneLine, prose } from "./quoting.ts";

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom("`", "``", "|", "<", ">", "\n", "\r", "[x](y)", "![", "*", "_", "#", "&lt;", "\\", "\u202E", "\u001B[31m", "a", " "),
    )
    .map((parts) => parts.join("")),
);

describe("foreign text", () => {
  test.each([
    ["<script>alert(1)</script>", String.raw`\<script\>alert\(1\)\</script\>`],
    ["**bold** [a](b)", String.raw`\*\*bold\*\* \[a\]\(b\)`],
    ["a | b\n# head", String.raw`a \| b \# head`],
    ["1. first", String.raw`1\. first`],
    ["- item", String.raw`\- item`],
    ["https://evil.example www.evil.example @everyone", String.raw`https:\//evil.example www\.evil.example \@everyone`],
    ["web-1.home:8080/path", "web-1.home:8080/path"],
  ])("%j is prose as %j", (text, expected) => {
    expect(prose(text)).toBe(expected);
  });

  test("as prose is one line without any markup", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const written = prose(text);
        expect(written.replaceAll(/\\[!-/:-@[-`{-~]/g, "")).not.toMatch(/[`*_~[\]()<>#|&!{}\\@\n\r]|:\/\//);
      }),
    );
  });

  test.each([
    ["plain", "`plain`"],
    ["a `b` c", "``a `b` c``"],
    ["`b", "`` `b ``"],
    ["```", "```` ``` ````"],
    ["", "(nothing)"],
    ["\n\u0000", "(nothing)"],
  ])("%j is code as %j", (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  test("as code ends only where its span ends", () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => oneLine(text) !== ""),
        (text) => {
          const written = code(text);
          const fence = /^`+/.exec(written)?.[0] ?? "";
          const inside = written.slice(fence.length, -fence.length);
          expect(written).toBe(`${fence}${inside}${fence}`);
          expect((inside.match(/`+/g) ?? []).every((run) => run.length !== fence.length)).toBe(true);
          expect(inside.startsWith("`") || inside.endsWith("`")).toBe(false);
          expect(inside.trim()).toBe(oneLine(text));
        },
      ),
    );
  });

  test("that is long is cut, and says so", () => {
    expect(oneLine("x".repeat(5_000))).toBe(`${"x".repeat(400)}…`);
  });
});
