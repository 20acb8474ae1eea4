import { describe, expect, it } from "vitest";
import { isServed } from "../../deploy/stage-image.ts";

describe("what goes into the image", () => {
  it.each([
    ["better-sqlite3", "lib/index.js", true],
    ["better-sqlite3", "prebuilds/linux-arm64.node", true],
    ["better-sqlite3", "prebuilds/linux-x64.node", false],
    ["better-sqlite3", "prebuilds/linuxmusl-arm64.node", false],
    ["better-sqlite3", "deps/sqlite3/sqlite3.c", false],
    ["another", "deps/index.js", true],
    ["hono", "dist/index.js", true],
    ["hono", "dist/types/index.d.ts", false],
    ["hono", "dist/index.js.map", false],
    ["hono", "LICENSE", true],
    ["hono", "README.md", false],
    ["swagger-ui-dist", "swagger-ui-bundle.js", true],
    ["swagger-ui-dist", "swagger-ui.css", true],
    ["swagger-ui-dist", "swagger-ui-es-bundle-core.js", false],
  ])("%s %s: %s", (name, file, expected) => {
    expect(isServed(name, file, "linux-arm64.")).toBe(expected);
  });
});
