import { expect, test } from "vitest";
import { stateOf, type Facts } from "./guide.ts";

const nothing: Facts = {
  passed: [],
  firstSightAt: undefined,
  corrections: undefined,
  channels: undefined,
  monitors: undefined,
  findings: undefined,
  choice: undefined,
  found: undefined,
};
const fresh: Facts = { passed: [], firstSightAt: null, corrections: [], channels: [], monitors: [], findings: [], choice: null, found: [] };

test("what was not read yet is not called open", () => {
  for (const step of ["look", "protect", "tell", "addresses", "finding", "choice", "connect"] as const)
    expect(stateOf(step, nothing)).toBe("unknown");
  expect(stateOf("phone", nothing)).toBe("open");
});

test("a new Hydra asks; nothing found to connect is nothing to ask", () => {
  for (const step of ["look", "protect", "tell", "addresses", "finding", "choice", "phone"] as const)
    expect(stateOf(step, fresh)).toBe("open");
  expect(stateOf("connect", fresh)).toBe("done");
});

test("what is so already is done, whatever was answered", () => {
  const seen = { ...fresh, firstSightAt: "2026-11-23T17:00:00Z", choice: "ask" as const };
  expect(stateOf("look", seen)).toBe("done");
  expect(stateOf("finding", seen)).toBe("done");
  expect(stateOf("choice", { ...seen, passed: ["choice"] })).toBe("done");
  const correction = { key: "home//web", isProtected: true, dependsOn: null, url: null, by: "person:owner", at: "2026-11-23T17:00:00Z" };
  expect(stateOf("protect", { ...fresh, corrections: [correction] })).toBe("done");
  expect(stateOf("protect", { ...fresh, corrections: [{ ...correction, isProtected: null }] })).toBe("open");
});

test("what was left out is not asked again", () => {
  expect(stateOf("phone", { ...fresh, passed: ["phone"] })).toBe("left");
  expect(stateOf("tell", { ...nothing, passed: ["tell"] })).toBe("left");
});
