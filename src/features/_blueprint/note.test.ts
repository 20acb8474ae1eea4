import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tidy, titleOf } from "./note.ts";

describe("tidy", () => {
  it("keeps the words and drops the space around them", () => {
    expect(tidy("\r\n  milk  \n\n\n\nbread \n")).toBe("milk\n\nbread");
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(tidy(tidy(text))).toBe(tidy(text));
      }),
    );
  });
});

describe("titleOf", () => {
  it("is the first line", () => {
    expect(titleOf("Shopping\nmilk")).toBe("Shopping");
  });

  it("is cut at a word", () => {
    expect(titleOf(`${"word ".repeat(20)}end`)).toBe(`${"word ".repeat(11).trim()}…`);
  });

  it("never has more than 60 characters or two lines", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const title = titleOf(text);
        expect(title.length).toBeLessThanOrEqual(60);
        expect(title).not.toMatch(/[\r\n]/);
      }),
    );
  });
});
