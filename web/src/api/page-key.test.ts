import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pageKeyIn } from "./page-key.ts";

test("a key is read from the fragment that a login makes", () => {
  const key = randomBytes(32).toString("base64url");
  expect(pageKeyIn(`#key=${key}`)).toBe(key);
});

test("every key of 256 bits comes back as it was, and nothing around it does", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.string({ minLength: 1 }), (bytes, more) => {
      const key = Buffer.from(bytes).toString("base64url");
      expect(pageKeyIn(`#key=${key}`)).toBe(key);
      expect(pageKeyIn(`#key=${key}${more}`)).toBeNull();
      expect(pageKeyIn(`${more}#key=${key}`)).toBeNull();
    }),
  );
});

test("what is read from any fragment can stand in a header", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `#key=${text}`),
      ),
      (fragment) => {
        expect(pageKeyIn(fragment) ?? "A".repeat(43)).toMatch(/^[\w-]{43}$/);
      },
    ),
  );
});

test.each([
  "",
  "#",
  "#key=",
  "#key=short",
  `#Key=${"a".repeat(43)}`,
  `?key=${"a".repeat(43)}`,
  `#key=${"a".repeat(42)}\n`,
  `#key=${"a".repeat(43)}\n`,
])("%j holds no key", (fragment) => expect(pageKeyIn(fragment)).toBeNull());
