import { expect, test } from "vitest";
import { assetsIn, keptAs } from "./kept.ts";

const ORIGIN = "https://hydra.lan:8600";

test.each([
  ["navigate", "/", "shell"],
  ["navigate", "/display", "shell"],
  ["navigate", "/login?code=abc", null],
  ["navigate", "/docs", null],
  ["navigate", "/overview", null],
  ["cors", "/overview", null],
  ["cors", "/containers/list", null],
  ["cors", "/events", null],
  ["cors", "/settings/file", null],
  ["cors", "/", null],
  ["cors", "/access/certificate", null],
  ["cors", "/assets/now-1a2b.js", "asset"],
  ["cors", "/assets/../overview", null],
  ["no-cors", "/icon.svg", "asset"],
  ["no-cors", "/icon.svg?of=somebody", null],
  ["no-cors", "/manifest.webmanifest", "asset"],
] as const)("%s %s is kept as %s", (mode, path, kept) => {
  expect(keptAs({ method: "GET", mode, url: ORIGIN + path }, ORIGIN)).toBe(kept);
  expect(keptAs({ method: "POST", mode, url: ORIGIN + path }, ORIGIN)).toBeNull();
  expect(keptAs({ method: "GET", mode, url: `https://evil.example${path}` }, ORIGIN)).toBeNull();
});

test("the shell names its files", () => {
  const html = `<link rel="icon" href="/icon.svg"><link href="/assets/a-1.css"><script src="/assets/main-2.js"></script><a href="/docs"><img src="https://evil.example/x">`;
  expect(assetsIn(html)).toEqual(["/icon.svg", "/assets/a-1.css", "/assets/main-2.js"]);
});
