import { expect, test } from "vitest";
import { hasModels } from "./models-at-hand.ts";

test.each([
  [{}, false],
  [{ upstreams: null }, false],
  [{ upstreams: { servers: [] } }, false],
  [{ upstreams: { servers: {} } }, false],
  [{ upstreams: { servers: [{ name: "ollama" }] } }, true],
])("%j: there is a model to ask: %s", (sections, isThere) => {
  expect(hasModels(sections)).toBe(isThere);
});
