import { expect, test } from "vitest";
import { askerOf, nodeOf, outcomeOf, questionOf, reasonOf } from "./asked-words.ts";

const RESTART = { operation: "containers.restart", subject: "vault", willChange: "Restart a container: vault (node tower)" };

test("what is asked stands as a question, and never without what else was asked for", () => {
  expect(questionOf({ ...RESTART, input: { name: "vault", node: "tower" } })).toBe("Restart vault?");
  expect(questionOf({ ...RESTART, input: { name: "vault", force: true } })).toBe(RESTART.willChange);
  expect(questionOf({ ...RESTART, operation: "lamps.dim", input: { name: "vault" } })).toBe(RESTART.willChange);
});

test("who asks and why, without the names of parts", () => {
  expect(askerOf({ caller: "person", askedBy: "person:owner" })).toBe("You");
  expect(askerOf({ caller: "hydra", askedBy: "hydra:healing" })).toBe("Hydra");
  expect(askerOf({ caller: "model", askedBy: "model:assistant" })).toBe("The model assistant");
  expect(reasonOf({ caller: "hydra", reason: "hydra:healing may ask for containers.restart, not do it alone." })).not.toMatch(/[:.]\w/);
  expect(reasonOf({ caller: "hydra", reason: "vault is protected (a database): a person has to approve it." })).toContain("a database");
});

test("how it went is told in words only where the answer says it", () => {
  expect(outcomeOf({ state: "done", result: { verified: { healthy: true, by: "monitor" } } })).toContain("well");
  expect(outcomeOf({ state: "done", result: { verified: { healthy: false } } })).toContain("not well");
  expect(outcomeOf({ state: "done", result: { verified: { healthy: null } } })).toContain("stays up");
  expect(outcomeOf({ state: "done", result: { verified: {} } })).toBeNull();
  expect(outcomeOf({ state: "failed", result: null })).toBeNull();
  expect([nodeOf({ node: "tower" }), nodeOf(null), nodeOf({ node: 4 })]).toEqual(["tower", null, null]);
});
