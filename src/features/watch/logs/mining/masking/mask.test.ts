import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LONGEST_LINE, mask } from "./mask.ts";

describe("a value by its own shape", () => {
  test.each([
    ["child 6725 in slot -10", "child <*> in slot <*>"],
    ["took 19.05 seconds, 64172MB, 41C", "took <*> seconds, <*>, <*>"],
    ["from 10.0.0.1:50010 to /10.0.0.2", "from <*>:<*> to <*>"],
    ["hardware 5c:50:15:36:bc:03 at 09:21:58.929", "hardware <*> at <*>:<*>:<*>"],
    ["addr fe80::1 and 2607:f140:6000:8:c6b3:1ff:fecd:467f up", "addr <*> and <*> up"],
    ["on 2017-05-16", "on <*>-<*>-<*>"],
    ["uid=0 rhost= user=root", "uid=<*> rhost= user=root"],
    ["stored blk_-695229586848 (0x1f)", "stored <*> (<*>)"],
    ["instance b9000564-fe1a-409b-b8cc-1e88b294cd1d: gone", "instance <*>: gone"],
    ['"GET /v2/a?b=c:d HTTP/1.1" status: 200', '"GET <*>" status: <*>'],
    ["see https://example.org/a?b=1, then stop", "see <*>, then stop"],
    ["lost node-a1.rack-7.example.org again", "lost <*> again"],
    ["kept in com.example.thing.Part@8a2a501 now", "kept in <*> now"],
    ["isOn true, was (null)", "isOn <*>, was (<*>)"],
    ["expires Thu Jun  9 10:00:00 2005", "expires <*> <*> <*> <*>:<*>:<*> <*>"],
    ["it May rain", "it May rain"],
    ["  two   spaces\tand a tab ", "two spaces and a tab"],
  ])("%s", (line, masked) => expect(mask(line)).toBe(masked));

  test.each([
    "en0: channel changed",
    "jk2_init() ok",
    "org.example.app.Server started",
    "either/or",
    "end of file.",
    "Größe überschritten",
  ])("is not in: %s", (line) => expect(mask(line)).toBe(line));
});

describe("any line", () => {
  test("masked again stays the same in its words", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("disk", "node-7", "10.0.0.1:80", "a=5", "[x]", "/var/log", "true", "—", "\u{1F4A5}")),
        (words) => {
          const masked = mask(words.join(" "));
          expect(mask(masked)).toBe(masked);
        },
      ),
    );
  });

  test("costs no more than its beginning, and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (line) => {
        expect(mask(line).length).toBeLessThanOrEqual(3 * line.length);
      }),
    );
    expect(mask("x".repeat(1_000_000)).length).toBe(LONGEST_LINE);
    expect(mask(":".repeat(100_000)).length).toBeLessThanOrEqual(LONGEST_LINE);
  });
});
