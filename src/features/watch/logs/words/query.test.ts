import fc from "fast-check";
import { expect, test } from "vitest";
import { matches, mayMatch, parseQuery } from "./query.ts";

test.each([
  ["Connection Refused", ["connection", "refused"], []],
  ['"connection refused" -debug', ["connection refused"], ["debug"]],
  ['-"health check" GET', ["get"], ["health check"]],
  ['open "without end', ["open", "without end"], []],
  ["5-10 a-b", ["5-10", "a-b"], []],
  ['"" - " "', ["-", " "], []],
  [
    "text:* OR NOT NEAR(a) ^b {c} '; DROP TABLE blocks",
    ["text:*", "or", "not", "near(a)", "^b", "{c}", "';", "drop", "table", "blocks"],
    [],
  ],
])("%s asks for %j without %j", (text, all, none) => expect(parseQuery(text)).toEqual({ all, none }));

test("every text is a query, and a line always matches its own words", () => {
  const hostile = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^["\-*:^(){}' a-c%_\\]{0,30}$/));
  fc.assert(
    fc.property(hostile, (text) => {
      const query = parseQuery(text);
      expect([...query.all, ...query.none]).not.toContain("");
      const line = query.all.join(" ");
      expect(matches({ ...query, none: [] }, line)).toBe(true);
    }),
  );
});

test("no block is passed over that holds a matching line", () => {
  const word = fc.stringMatching(/^[ab ]{1,4}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1 }),
      fc.string({ maxLength: 6 }).map((text) => text.replaceAll(/[^ab" -]/g, "a")),
      (lines, text) => {
        const query = parseQuery(text);
        const hasMatch = lines.some((line) => matches(query, line));
        expect(mayMatch(query, lines.join("\n")) || !hasMatch).toBe(true);
      },
    ),
  );
});
