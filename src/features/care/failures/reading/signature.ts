import { createHash } from "node:crypto";
import { withoutHeaders, type Category } from "../../diagnosis/operations.ts";

const LONGEST_LINE = 500;

/** A cause line as templates are learned from it: without its time and level, and not endless. */
export function causeText(line: string): string {
  const [text = ""] = withoutHeaders([line]);
  return text.trim().slice(0, LONGEST_LINE);
}

/** What failures of one pattern have in common, and the id that follows from it. */
export function signatureOf(category: Category, template: { id: string; text: string }): { id: string; signature: string } {
  const id = createHash("sha256").update(`${category}\n${template.id}`).digest("hex").slice(0, 16);
  return { id: `pattern_${id}`, signature: `${category}: ${template.text}` };
}

/** The first line that says anything. */
export function firstLine(text: string): string {
  return (
    text
      .split("\n")
      .map((line) => line.trim())
      .find((line) => line !== "") ?? ""
  );
}
