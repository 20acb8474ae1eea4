import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutToBytes, LineCleaner, linesOf, LONGEST_LINE_BYTES, plainText } from "./line.ts";

const clean = (...lines: string[]): string[] => {
  const cleaner = new LineCleaner();
  return lines.map((line) => cleaner.clean(line));
};

describe("plain text", () => {
  test.each([
    ["\u001B[1;31mERROR\u001B[0m it failed", "ERROR it failed"],
    ["\u001B]8;;http://x\u0007link\u001B]8;;\u0007", "link"],
    ["\u001B(Bplain\u001B=", "plain"],
    ["10 %\r20 %\r\n", "10 % 20 %"],
    ["a\tb\u0000c\u0008", "a\tbc"],
    ["half \uD800 a character", "half \uFFFD a character"],
  ])("%j reads %j", (raw, plain) => expect(plainText(raw)).toBe(plain));

  test("what one write put on several lines are several", () => {
    expect(linesOf("a\nb\r\n")).toEqual(["a", "b"]);
    expect(linesOf("")).toEqual([""]);
  });

  test("whatever comes, the result is one plain line within the limit, and cleaning it again changes nothing", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.constantFrom("\u001B[", "\u001B]0;", "\u009B31m", "\r", "é".repeat(3_000), "x".repeat(9_000)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const [line = ""] = clean(pieces.join(""));
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LONGEST_LINE_BYTES);
        expect(line.isWellFormed()).toBe(true);
        expect(/(?!\t)\p{Cc}/u.test(line)).toBe(false);
        expect(plainText(line)).toBe(line.trimEnd() === line ? line : plainText(line));
      }),
    );
  });

  test("a cut keeps whole characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 3, max: 80 }), (text, max) => {
        const cut = cutToBytes(text, max);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(Math.max(max, 3));
        expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true);
      }),
    );
  });
});

describe("secrets", () => {
  const body = [
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
    "MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu",
    "q+A==",
  ];

  test("a private key over several lines is hidden whole, and what follows is not", () => {
    const lines = clean("start", "-----BEGIN RSA PRIVATE KEY-----", ...body, "-----END RSA PRIVATE KEY-----", "served in 3 ms");
    expect(lines).toEqual(["start", "***", "***", "***", "***", "***", "served in 3 ms"]);
  });

  test("a line that only speaks of a key hides nothing after it", () => {
    expect(clean("expected -----BEGIN PRIVATE KEY----- in /etc/tls.key", "GET / 200").at(1)).toBe("GET / 200");
  });

  test("colours do not hide a secret, nor does the cut at the end of a long line", () => {
    expect(clean("pass\u001B[1mword=hunter2hunter2")).toEqual(["password=***"]);
    const [long = ""] = clean(`${"x ".repeat(4_085)}redis://user:${"s3cr3t".repeat(8)}@host`);
    expect(long).not.toContain("s3cr3t");
  });
});
