import { expect, test } from "vitest";
import type { Host } from "../../../../kernel/context.ts";
import { prove } from "./attempt.ts";

/** A host that sees one container, and Hydra's verdict of it. */
function seeing(verdict: string, state: string): Host {
  const [said, cause = said] = verdict.split("/");
  const ruling = { id: "c1", verdict: said, cause, sentence: `It is ${verdict}.` };
  const inspect = (): Promise<object> => Promise.resolve({ id: "c1", state, health: "unchecked", startedAt: 1 });
  const { signal: stopping } = new AbortController();
  const seen = { stopping, call: () => Promise.resolve({ ruling }), integration: () => ({ get: () => ({ inspect }) }) };
  return seen as unknown as Host;
}

test.each([
  ["well and running", "well", "running", true, "proven"],
  ["well, says the verdict, but whoever acted saw it fail", "well", "running", false, "failed"],
  ["running, and nobody can say more", "unsure", "running", null, "proven"],
  ["down", "down", "running", true, "failed"],
  ["up, and said to run out of memory again and again", "down/out_of_memory", "running", null, "failed"],
  ["stopped by somebody meanwhile: that is not well", "off", "exited", null, "failed"],
] as const)("a container that is %s", async (_what, verdict, state, healthy, outcome) => {
  const proof = await prove(seeing(verdict, state), { name: "web", node: "home" }, { healthy, by: "its check", undo: null });
  expect(proof).toMatchObject({ outcome, verifiedBy: `its check; It is ${verdict}.` });
});
