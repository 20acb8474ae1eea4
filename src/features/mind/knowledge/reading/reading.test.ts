import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunksOf, titleIn } from "./chunk.ts";
import { textOfHtml } from "./html.ts";

describe("cutting a text into pieces", () => {
  it("loses nothing and adds nothing", () => {
    const line = fc.oneof(
      fc.string({ maxLength: 400, unit: "binary" }),
      fc.constantFrom("# One", "## Two", "```", "", "- item", "word ".repeat(600)),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const text = lines.join("\n");
        const chunks = chunksOf(text);
        expect(chunks.map((chunk) => chunk.text).join("")).toBe(text);
        expect(chunks.every((chunk) => chunk.text.length > 0 && chunk.text.length <= 1_600)).toBe(true);
      }),
    );
  });

  it("keeps a short text whole, and knows under which headings a piece stands", () => {
    expect(chunksOf("One line.")).toEqual([{ heading: null, text: "One line." }]);
    const filling = "Words that fill a paragraph until it stands alone. ".repeat(10);
    const chunks = chunksOf(
      `# Backups\n\n${filling}\n\n## Restoring\n\n${filling}\n\n\`\`\`\n# a comment\n\`\`\`\n\n# Other\n\n${filling}`,
    );
    expect(chunks.map(({ heading }) => heading)).toEqual(["Backups", "Backups > Restoring", "Other"]);
  });

  it("takes a title from the first heading", () => {
    expect(titleIn("some words\n\n## The heading ##\n")).toBe("The heading ##");
    expect(titleIn("no heading")).toBeNull();
  });
});

describe("reading HTML", () => {
  it("keeps headings, lists and tables as text", () => {
    const html = "<h1>A &lt; B</h1><ul><li>one<li>two</ul><table><tr><td>x</td><td>y</td></tr></table><style>p{}</style>";
    expect(textOfHtml(html).text).toBe("# A < B\n\n- one\n- two\n\nx | y |");
  });

  it("never fails, whatever is sent", { timeout: 20_000 }, () => {
    const part = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("<", ">", "<!--", "<script>", "</", "&#x110000;", "&#0;", "<p a='<'>"),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        const { text } = textOfHtml(parts.join(""));
        expect(text).not.toContain("<script");
      }),
    );
  });
});
