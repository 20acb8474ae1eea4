import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paint, type Layout } from "./style.ts";
import { renderTable } from "./table.ts";
import { padTo, printable, printableLines, terminalJson, truncate, widthOf, wrap } from "./text.ts";
import { formatBytes, formatRelative, formatScalar, formatSeconds, labelOf } from "./units.ts";
import { renderStreamItem, renderValue } from "./value.ts";

const now = Date.UTC(2026, 0, 1, 12);
const wide: Layout = { width: null, hasColours: false, now };
const brief = (name: string, value: unknown): string => formatScalar(name, value, now, true);
// oxlint-disable-next-line no-control-regex -- control characters are the subject
const CONTROL = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("\u001B[31mred", "\u009B2J", "a\u202Eb", "x\r\ny", "\u001B]8;;http://evil\u0007link"),
);

describe("text", () => {
  it("never lets a control character through", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(printable(text)).not.toMatch(/[\n\r]/);
        expect(printable(text)).not.toMatch(CONTROL);
        expect(printableLines(text)).not.toMatch(CONTROL);
      }),
    );
  });

  it("keeps ordinary text of any language", () => {
    for (const text of ["plain", "Käse & Brot", "日本語", "👩‍💻 ok"]) expect(printable(text)).toBe(text);
  });

  it("writes JSON that a terminal shows and a program reads back", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.jsonValue()), (value) => {
        const text = terminalJson(value, 2);
        expect(text).not.toMatch(CONTROL);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("counts columns, cuts and pads by them", () => {
    expect([widthOf("abc"), widthOf("日本"), widthOf("é"), widthOf("👍")]).toEqual([3, 4, 1, 2]);
    expect(truncate("日本語", 4)).toBe("日…");
    expect(padTo("日", 4)).toBe("日  ");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        expect(widthOf(truncate(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe("units", () => {
  it.each([
    [0, "0 B"],
    [1_023, "1023 B"],
    [1_536, "1.5 KiB"],
    [160 * 1_048_576, "160 MiB"],
    [1_610_612_736, "1.5 GiB"],
    [-2_048, "-2.0 KiB"],
  ])("%i bytes are %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0.25, "0.3 s"],
    [59, "59 s"],
    [75, "1 min 15 s"],
    [3_600, "1 h"],
    [90_000, "1 d 1 h"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it.each([
    ["2026-01-01T12:00:00.000Z", "now"],
    ["2026-01-01T11:57:30.000Z", "2 min ago"],
    ["2025-12-30T12:00:00.000Z", "2 d ago"],
    ["2026-01-01T14:00:00.000Z", "in 2 h"],
    ["no time", "no time"],
  ])("%s is %s", (iso, text) => {
    expect(formatRelative(iso, now)).toBe(text);
  });

  it("reads the unit from the name of the field", () => {
    expect(brief("usedBytes", 2_048)).toBe("2.0 KiB");
    expect(brief("usedPercent", 12.345)).toBe("12.3 %");
    expect(brief("latencyMs", 12.3)).toBe("12 ms");
    expect(brief("latencyMs", 1_500)).toBe("1.5 s");
    expect(brief("imageId", `sha256:${"a".repeat(64)}`)).toBe("a".repeat(12));
    expect(brief("isOn", true)).toBe("yes");
    expect(brief("anything", null)).toBe("–");
    expect(labelOf("memoryUsedBytes")).toBe("memory used");
  });
});

describe("values", () => {
  it("shows one thing as pairs, with what it holds below", () => {
    const node = {
      name: "tower",
      cpu: { usedPercent: 5, cores: 8 },
      measuredAt: "2026-01-01T11:59:00.000Z",
      gpus: [{ name: "a", powerW: 30 }],
    };
    expect(renderValue(node, wide).split("\n")).toEqual([
      "name:         tower",
      "cpu:          used 5 %, cores 8",
      "measured at:  2026-01-01T11:59:00.000Z (1 min ago)",
      "",
      "gpus",
      "NAME  POWER W",
      "a     30",
    ]);
  });

  it("names a thing in a cell by its name, and what has no name by its id", () => {
    const subject = { kind: "container", key: "home//web", name: "web" };
    expect(renderValue([{ cursor: "c", id: "web-1", subject, sentence: "web is down" }], wide).split("\n")).toEqual([
      "SENTENCE     ID     SUBJECT  CURSOR",
      "web is down  web-1  web      c",
    ]);
    expect(renderValue([{ id: "abc", name: "web", state: "up" }], wide).split("\n")[0]).toBe("NAME  STATE  ID");
  });

  it("shows a link alone, a list of nothing as none, and text in its lines", () => {
    expect(renderValue({ url: "http://127.0.0.1/x" }, wide)).toBe("http://127.0.0.1/x");
    expect(renderValue({ containers: [], nextCursor: null }, wide)).toBe("none");
    expect(renderValue({ report: "a\nb" }, wide)).toBe("a\nb");
    expect(renderValue(null, wide)).toBe("–");
  });

  it("gives a nested thing its own lines, sentences a bullet each, and ids the end", () => {
    const answer = {
      ruling: {
        id: "abc",
        name: "web",
        labels: { tier: "1" },
        evidence: ["its check says: curl is not found", "it answers on port 80"],
        note: "",
      },
      advice: "Use a command that the image has, or install the one that is missing.",
    };
    expect(renderValue(answer, { ...wide, width: 40 }).split("\n")).toEqual([
      "ruling:",
      "  name:  web",
      "  labels:",
      "    tier:  1",
      "  evidence:",
      "    - its check says: curl is not found",
      "    - it answers on port 80",
      "  note:  none",
      "  id:    abc",
      "advice:  Use a command that the image",
      "         has, or install the one that is",
      "         missing.",
    ]);
  });

  it("names the things that a row holds, in a table where they fit and else one row after the other", () => {
    const rows = [{ title: "Crashing", advice: "Read the last lines of its log.", containers: [{ name: "web" }, { name: "db\u001B[2J" }] }];
    expect(renderValue({ findings: rows }, wide)).toContain("web, db");
    expect(renderValue({ findings: rows }, { ...wide, width: 40 }).split("\n")).toEqual([
      "Crashing",
      "  advice:      Read the last lines of",
      "               its log.",
      "  containers:  web, db",
    ]);
    expect(renderTable([{ name: "a", beats: [{ up: true }, { up: false }] }], wide)).toBe("NAME  BEATS\na     2");
  });

  it("says what has a sentence in that, where a table would cut it", () => {
    const rows = [
      { sentence: "It may restart what crashed, by itself.", id: "g1", level: "act", scope: { kind: "all" }, endsAt: null },
      { sentence: "It asks before all else.\u001B[2J", id: "g2", level: "ask", scope: { kind: "all" }, endsAt: null },
    ];
    expect(renderValue({ grants: rows }, wide).split("\n")[0]).toMatch(/^SENTENCE +ID /);
    expect(renderValue({ grants: rows }, { ...wide, width: 32 }).split("\n")).toEqual([
      "It may restart what crashed, by",
      "itself.",
      "  level act, id g1",
      "",
      expect.stringContaining("It asks before all else."),
      "  level ask, id g2",
    ]);
  });

  it("never writes a line of words that is wider than asked for", () => {
    const words = fc.array(fc.string({ minLength: 1, maxLength: 9, unit: fc.constantFrom("a", "é", "日") }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(words, fc.integer({ min: 18, max: 80 }), (list, width) => {
        const text = wrap(list.join(" "), width);
        for (const line of text.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(width);
        expect(text.replaceAll("\n", " ")).toBe(list.join(" "));
      }),
    );
  });

  it("shows an item of a stream in one line", () => {
    expect(renderStreamItem({ id: "7", node: "tower", line: "hello\nworld" }, wide)).toBe("tower  hello world");
  });

  it("asks no value how it wants to be written", () => {
    const odd = { toString: 1 };
    expect(renderStreamItem([odd], wide)).toBe('[{"toString":1}]');
    expect(renderStreamItem({ at: odd, line: "x" }, wide)).toBe('{"toString":1}  x');
  });

  it("survives any JSON without a control character", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.option(fc.integer({ min: 20, max: 120 })), (value, width) => {
        expect(renderValue(value, { ...wide, width })).not.toMatch(CONTROL);
        expect(renderStreamItem(value, wide)).not.toMatch(CONTROL);
      }),
    );
  });
});

describe("renderTable", () => {
  it("puts the name first and the ids last", () => {
    expect(renderTable([{ id: "1", cpu: 2, name: "a" }], wide)).toBe("NAME  CPU  ID\na     2    1");
  });

  it("never exceeds the width of the terminal while a column can shrink", () => {
    const row = fc.dictionary(fc.string({ minLength: 1, maxLength: 8, unit: "grapheme-ascii" }), fc.string({ maxLength: 60 }), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.integer({ min: 20, max: 100 }), (rows, width) => {
        const lines = renderTable(rows, { ...wide, width }).split("\n");
        for (const line of lines.slice(0, rows.length + 1)) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("colours states only", () => {
    const text = renderTable([{ name: "well", state: "unwell" }], { ...wide, hasColours: true });
    expect(text).toContain(paint({ hasColours: true }, "red", "unwell"));
  });
});
