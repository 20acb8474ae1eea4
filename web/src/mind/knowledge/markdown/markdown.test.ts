import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocksOf } from "./blocks.ts";
import { spansOf } from "./spans.ts";

const lettersOf = (text: string): string => text.replaceAll(/[^\p{L}]/gu, "");

describe("blocks", () => {
  test("a note is headings, paragraphs, lists, code, quotes and tables", () => {
    const note = [
      "# The gate ##",
      "It opens",
      "to the left.",
      "",
      "- first",
      "  goes on",
      "  1. inside",
      "* * *",
      "```sh",
      "# no heading",
      "```",
      "> said",
      "> twice",
      "| a | b |",
      "|---|:-:|",
      "| 1 | 2 |",
    ].join("\n");
    expect(blocksOf(note)).toEqual([
      { kind: "heading", level: 1, text: "The gate" },
      { kind: "paragraph", text: "It opens\nto the left." },
      {
        kind: "list",
        items: [
          { text: "first\ngoes on", depth: 0, number: null },
          { text: "inside", depth: 1, number: 1 },
        ],
      },
      { kind: "rule" },
      { kind: "code", text: "# no heading" },
      { kind: "quote", text: "said\ntwice" },
      { kind: "table", head: ["a", "b"], rows: [["1", "2"]] },
    ]);
  });

  test("code that nobody closes goes to the end, and HTML is letters", () => {
    expect(blocksOf("```\nopen")).toEqual([{ kind: "code", text: "open" }]);
    expect(blocksOf('<img src=x onerror="x()">')).toEqual([{ kind: "paragraph", text: '<img src=x onerror="x()">' }]);
  });

  test("whatever is read, the words stay, in their order", () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom("", "# h", "- a", "1. b", "> q", "```", "|x|y|", "|-|-|", "---", "  on", "\t- deep", "* *"),
    );
    fc.assert(
      fc.property(fc.array(line, { size: "max", maxLength: 30 }), (lines) => {
        const read = blocksOf(lines.join("\n"))
          .map((block) => {
            if (block.kind === "list") return block.items.map(({ text }) => text).join(" ");
            if (block.kind === "table") return [block.head, ...block.rows].flat().join(" ");
            return block.kind === "rule" ? "" : block.text;
          })
          .join(" ");
        // What stands behind a fence says which language it is, and is not shown.
        const written = lines.map((each) => each.replace(/^( {0,3}(?:`{3,}|~{3,})).*$/, "$1"));
        expect(lettersOf(read)).toBe(lettersOf(written.join("\n")));
      }),
    );
  });
});

describe("spans", () => {
  test("code, strong, emphasis and links", () => {
    expect(spansOf("a `b*c*` **d** _e_ [f](https://x.y/z) https://h.i.")).toEqual([
      { kind: "text", text: "a " },
      { kind: "code", text: "b*c*" },
      { kind: "text", text: " " },
      { kind: "strong", text: "d" },
      { kind: "text", text: " " },
      { kind: "emphasis", text: "e" },
      { kind: "text", text: " " },
      { kind: "link", text: "f", address: "https://x.y/z" },
      { kind: "text", text: " " },
      { kind: "link", text: "https://h.i", address: "https://h.i/" },
      { kind: "text", text: "." },
    ]);
  });

  test.each(["[x](javascript:alert(1))", "[x](JaVaScRiPt:alert`1`)", "[x](data:text/html,hi)", "[x](//evil.example)", "snake_case_name"])(
    "%s stays text",
    (text) => expect(spansOf(text).every(({ kind }) => kind !== "link" && kind !== "emphasis")).toBe(true),
  );

  test("a link leads to the web or is none", () => {
    fc.assert(
      fc.property(fc.tuple(fc.constantFrom("http", "https", "ftp", "javascript", "data", "https:", ""), fc.string()), ([scheme, rest]) => {
        const url = `${scheme}:${rest}`;
        const addresses = spansOf(`[x](${url}) ${url}`).flatMap((span) => (span.kind === "link" ? [span.address] : []));
        expect(addresses.filter((address) => !/^https?:\/\//.test(address))).toEqual([]);
      }),
    );
  });
});
