import { z } from "zod";
import { operation } from "../../../../kernel/operation.ts";
import { ownerOf } from "../owner.ts";
import { ASPECTS } from "./reading.ts";
import { ASPECT_NAMES, readLeanings, setSaid, type Leanings } from "./store.ts";
import { instructionFrom, preferenceOf } from "./taste.ts";

function said<const Less extends string, const More extends string>({ less, more }: { less: Less; more: More }) {
  return z
    .enum([less, more, "any"])
    .nullable()
    .optional()
    .describe(`${less}, ${more}, any (it does not matter), or null: as your edits say`);
}

function preference<const Less extends string, const More extends string>({ less, more }: { less: Less; more: More }) {
  return z.strictObject({
    value: z.enum([less, more]).nullable().describe("null: no preference"),
    basis: z.enum(["said", "learned", "unknown"]),
    confidence: z.number().min(0).max(1).nullable(),
    edits: z.int().min(0),
    reason: z.string(),
  });
}

const Style = z.strictObject({
  length: preference(ASPECTS.length),
  format: preference(ASPECTS.format),
  tone: preference(ASPECTS.tone),
  instruction: z.string().nullable().describe("all of it as one instruction for a model; null: none"),
});

function shown(leanings: Leanings): z.input<typeof Style> {
  const preferences = {
    length: preferenceOf("length", leanings.length),
    format: preferenceOf("format", leanings.format),
    tone: preferenceOf("tone", leanings.tone),
  };
  return { ...preferences, instruction: instructionFrom(preferences) } as z.input<typeof Style>;
}

export const style = operation({
  name: "preferences.style",
  summary: "Show how you like to be written to, as you said or as your edits taught",
  http: "GET /preferences/style",
  risk: "read",
  isPrivate: true,
  rarelyAsked: true,
  input: z.strictObject({}),
  output: Style,
  run: async (_input, ctx) => shown(await readLeanings(ctx, ownerOf(ctx.caller))),
});

export const setStyle = operation({
  name: "preferences.setStyle",
  summary: "Say how you like to be written to: length, format, tone",
  http: "PUT /preferences/style",
  risk: "undoable",
  rarelyAsked: true,
  undo: { operation: "preferences.setStyle", input: (_input, _output, before) => before },
  input: z.strictObject({ length: said(ASPECTS.length), format: said(ASPECTS.format), tone: said(ASPECTS.tone) }),
  output: Style,
  before: async (_input, ctx) => {
    const leanings = await readLeanings(ctx, ownerOf(ctx.caller));
    return Object.fromEntries(ASPECT_NAMES.map((aspect) => [aspect, leanings[aspect].said]));
  },
  run: async (input, ctx) => {
    const owner = ownerOf(ctx.caller);
    await setSaid(ctx, owner, input);
    return shown(await readLeanings(ctx, owner));
  },
});
