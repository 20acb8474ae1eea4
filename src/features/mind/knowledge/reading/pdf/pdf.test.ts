import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textOfPages } from "./layout.ts";
import { textOfPdf } from "./pdf.ts";
import { pdfOf, type PdfText } from "./testing/pages.ts";

const SLOW = { timeout: 60_000 };
const never = new AbortController().signal;
const line = (text: string, y: number, size = 11): PdfText => ({ text, size, y });

const MANUAL = [
  [
    line("The boiler", 700, 22),
    line("It needs water of 1.5 bar, which is shown by the mano-", 660),
    line("meter at its front (the round one).", 646),
    line("Filling", 600, 15),
    line("Open the blue tap.", 570),
  ],
];

describe("the text of a PDF", () => {
  it("is read with its headings, paragraphs and title", SLOW, async () => {
    const read = await textOfPdf(pdfOf(MANUAL, "/Info<</Title(Manual of the boiler)>>"), never);
    expect(read).toEqual({
      title: "Manual of the boiler",
      text: "# The boiler\n\nIt needs water of 1.5 bar, which is shown by the manometer at its front (the round one).\n\n## Filling\n\nOpen the blue tap.",
    });
  });

  it("leaves out what stands on every page", SLOW, async () => {
    const pages = Array.from({ length: 6 }, (_, at) => [
      line("House manual", 760, 8),
      line(`Room ${"abcdef"[at]} has a window.`, 700),
      line(`Page ${at + 1} of 6`, 20, 8),
    ]);
    const read = await textOfPdf(pdfOf(pages), never);
    expect("text" in read ? read.text.split(/\n+/) : read).toEqual([..."abcdef"].map((letter) => `Room ${letter} has a window.`));
  });

  it("is said to be missing, and why", SLOW, async () => {
    const encrypted = `/Encrypt<</Filter/Standard/V 1/R 2/O<${"41".repeat(32)}>/U<${"42".repeat(32)}>/P -4>>/ID[<00><00>]`;
    expect(await textOfPdf(pdfOf(MANUAL, encrypted), never)).toEqual({ why: expect.stringMatching(/encrypted/) });
    expect(await textOfPdf(Uint8Array.from(Buffer.from("%PDF-1.4 nonsense")), never)).toEqual({ why: expect.stringMatching(/broken/) });
    expect(await textOfPdf(new Uint8Array(0), never)).toEqual({ why: expect.any(String) });
    expect(await textOfPdf(pdfOf([[]]), never)).toEqual({ why: expect.stringMatching(/OCR/) });
  });

  it("of a broken file is what can be saved of it, or a reason: never a failure", SLOW, async () => {
    const whole = pdfOf(MANUAL);
    for (const share of [0.2, 0.5, 0.8, 0.97]) {
      const read = await textOfPdf(whole.slice(0, Math.floor(whole.length * share)), never);
      expect("text" in read ? read.text : read.why).not.toBe("");
    }
    const garbled = whole.map((byte, at) => (at % 97 === 0 ? 0 : byte));
    expect(await textOfPdf(garbled, never)).toEqual(expect.anything());
  });

  it("that unpacks to a thousand times its size is given up", SLOW, async () => {
    const bomb = deflateSync(Buffer.alloc(400_000_000, 0x20));
    const before = process.memoryUsage().arrayBuffers;
    expect(await textOfPdf(pdfOf([bomb]), never, { mostUnpackedMiB: 64 })).toEqual({ why: "unpacked it is too large" });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1_048_576);
  });

  it("is given up when nobody waits for it any more, or it takes too long", SLOW, async () => {
    const gone = new AbortController();
    const reading = textOfPdf(pdfOf(MANUAL), gone.signal);
    gone.abort(new Error("went away"));
    await expect(reading).rejects.toThrow("went away");
    expect(await textOfPdf(pdfOf(MANUAL), never, { timeLimitMs: 1 })).toEqual({ why: expect.stringMatching(/not read within/) });
  });
});

/** What a reader sees of it, without spaces, headings' marks and hyphens. */
function letters(text: string): string {
  return text.replaceAll(/[\s#-]/g, "");
}

describe("the layout of pages", () => {
  const piece = fc.record({
    text: fc.string({ maxLength: 20 }),
    size: fc.double({ min: 0, max: 80, noNaN: true }),
    y: fc.integer({ min: 0, max: 800 }),
    isLast: fc.boolean(),
  });

  it("loses no letter of pages that do not repeat, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 12 }), { maxLength: 3 }), (pages) => {
        expect(letters(textOfPages(pages))).toBe(
          letters(
            pages
              .flat()
              .map(({ text }) => text)
              .join(""),
          ),
        );
      }),
    );
  });
});
