import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Host } from "../../../../kernel/context.ts";
import { operation } from "../../../../kernel/operation.ts";

/** What the first-run guide asks or shows, in its order. Which of them are done by themselves is seen on what they are about. */
const STEPS = ["look", "protect", "tell", "addresses", "finding", "choice", "phone", "connect"] as const;

const Passed = z.strictObject({ passed: z.array(z.enum(STEPS)).describe("steps that a person answered or left out: not asked again") });

function pathOf({ kernel }: Pick<Host, "kernel">): string {
  return join(kernel.home, "guide.json");
}

/** A file that is not there, or that somebody damaged, means nothing was passed. */
function readPassed(host: Pick<Host, "kernel">): z.output<typeof Passed> {
  try {
    return Passed.parse(JSON.parse(readFileSync(pathOf(host), "utf8")));
  } catch {
    return { passed: [] };
  }
}

export const guide = operation({
  name: "settings.guide",
  summary: "Say which steps of the first-run guide were answered or left out",
  http: "GET /settings/guide",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({ steps: z.array(z.enum(STEPS)), ...Passed.shape }),
  run: (_input, ctx) => ({ steps: [...STEPS], ...readPassed(ctx) }),
});

export const pass = operation({
  name: "settings.pass",
  summary: "Note which steps of the first-run guide were answered or left out",
  http: "PUT /settings/guide",
  risk: "undoable",
  personOnly: true,
  rarelyAsked: true,
  undo: { operation: "settings.pass", input: (_input, _output, before) => before },
  input: Passed,
  output: Passed,
  subject: ({ passed }, ctx) => {
    const before = readPassed(ctx).passed;
    const changed = STEPS.filter((step) => passed.includes(step) !== before.includes(step));
    // Who says again what is so already means all of what they say.
    const meant = changed.length === 0 ? passed : changed;
    return meant.length === 0 ? null : { kind: "step", name: meant.join(", ") };
  },
  before: (_input, ctx) => readPassed(ctx),
  run: ({ passed }, ctx) => {
    const kept = { passed: STEPS.filter((step) => passed.includes(step)) };
    writeFileSync(pathOf(ctx), JSON.stringify(kept), { mode: 0o600 });
    return kept;
  },
});
