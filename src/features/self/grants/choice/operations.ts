import { z } from "zod";
import { toIsoOrNull } from "../../../../kernel/clock.ts";
import type { Host } from "../../../../kernel/context.ts";
import { operation } from "../../../../kernel/operation.ts";
import { giveGrant, takeBack } from "../changing.ts";
import { whyNotGrantable } from "../grantable.ts";
import { beyond, CHOICE_SENTENCES, CHOICES, grantsOf, QUESTION, stanceOf } from "./choice.ts";
import { keepChoice, lastChoice, type Chosen } from "./store.ts";

const ChoiceShape = z.strictObject({
  choice: z.enum(CHOICES).nullable().describe("null: the question was not answered yet, so Hydra watches only"),
  sentence: z.string().describe("what is so now, and how to change it"),
  more: z.int().min(0).describe("how many grants allow more to healing than was chosen"),
  chosenBy: z.string().nullable(),
  chosenAt: z.iso.datetime().nullable(),
  question: z.string(),
  options: z.array(z.strictObject({ choice: z.enum(CHOICES), sentence: z.string() })),
  note: z.string().nullable().describe("why the choice does not hold now, when it does not"),
});

async function showChoice(host: Pick<Host, "integration" | "db" | "kernel">): Promise<z.output<typeof ChoiceShape>> {
  const chosen = await lastChoice(host);
  const now = chosen?.choice ?? null;
  const grants = await host.kernel.grants.list();
  return {
    choice: now,
    sentence: stanceOf(now, grants),
    more: beyond(now ?? "watch", grants).length,
    chosenBy: chosen?.by ?? null,
    chosenAt: toIsoOrNull(chosen?.at),
    question: QUESTION,
    options: CHOICES.map((choice) => ({ choice, sentence: CHOICE_SENTENCES[choice] })),
    note: noteOn(host, chosen),
  };
}

/** Without write verbs nothing can be changed, whatever is allowed. */
function noteOn(host: Pick<Host, "integration">, chosen: Chosen | null): string | null {
  const hosts = host.integration("docker")?.hosts ?? [];
  if (chosen === null || chosen.choice === "watch" || hosts.length === 0 || hosts.some(({ write }) => write !== null)) return null;
  return "Nothing can be changed now: Hydra runs with --watch-only, or was given Docker for reading only. The choice is kept for when that ends.";
}

export const choice = operation({
  name: "grants.choice",
  summary: "Say how much Hydra may do by itself when something breaks",
  http: "GET /grants/choice",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: ChoiceShape,
  run: (_input, ctx) => showChoice(ctx),
});

export const choose = operation({
  name: "grants.choose",
  summary: "Choose how much Hydra may do by itself: watch only, ask first, or act within limits",
  http: "POST /grants/choice",
  shell: "choose {choice}",
  risk: "undoable",
  personOnly: true,
  rarelyAsked: true,
  // Back to the earlier choice. Grants that somebody had changed by hand are given by hand again.
  undo: { operation: "grants.choose", input: (_input, _output, before) => ({ choice: (before as Chosen | null)?.choice ?? "watch" }) },
  input: z.strictObject({
    choice: z.enum(CHOICES).describe("watch: change nothing; ask: wait for a yes; act: restart what crashed or hangs"),
  }),
  output: ChoiceShape,
  subject: ({ choice: chosen }) => ({ kind: "choice", name: chosen }),
  before: (_input, ctx) => lastChoice(ctx),
  run: async ({ choice: chosen }, ctx) => {
    for (const grant of beyond(chosen, await ctx.kernel.grants.list())) await takeBack(ctx, grant.id, ctx.caller.id);
    for (const wanted of grantsOf(chosen)) {
      if (whyNotGrantable(ctx, wanted.operation) !== null) continue;
      await giveGrant(ctx, { ...wanted, by: ctx.caller.id, reason: null, expiresAt: null });
    }
    await keepChoice(ctx, chosen, ctx.caller.id);
    return showChoice(ctx);
  },
});
