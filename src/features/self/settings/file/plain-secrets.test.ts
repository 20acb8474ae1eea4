import { expect, test } from "vitest";
import { linesWithSecrets } from "./plain-secrets.ts";

test.each<[string, number[]]>([
  ["a:\n  token: env:TOKEN\n  apiKey: file:/run/key\n  tokenRef: ''\n", []],
  ["a:\n  token: abcdefgh\n", [2]],
  ["# x\na:\n  url: http://me:hunter22@tower\n  other: 1\n  key: sk-abcdefghijklmnop\n", [3, 5]],
  ["a:\n  list:\n    - password: hunter22\n    - name: web\n", [3]],
  ["a: [broken\n", []],
  ["", []],
])("%j", (text, expected) => {
  expect(linesWithSecrets(text)).toEqual(expected);
});
