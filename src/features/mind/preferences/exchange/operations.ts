import { z } from "zod";
import { toIso } from "../../../../kernel/clock.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { operation } from "../../../../kernel/operation.ts";
import { TASKS } from "../../prompts/operations.ts";
import { ModelName, OUTCOMES } from "../events.ts";
import { listInteractions } from "../keeping/interactions.ts";
import { forget as forgetInteractions, learn } from "../keeping/memory.ts";
import { ownerOf } from "../owner.ts";
import { ASPECTS } from "../style/reading.ts";
import { ASPECT_NAMES, eraseLeanings, readLeanings, replaceLeanings, type Leanings } from "../style/store.ts";

const MOST_AT_ONCE = 20_000;

const Told = z.strictObject({
  id: z.string().min(1).max(100),
  task: z.enum(TASKS),
  model: ModelName,
  at: z.iso.datetime(),
  latencyMs: z.number().min(0).nullable(),
  tokens: z.number().min(0).nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
  features: z.array(z.number()).max(64).nullable(),
});

const Weight = z.number().min(0).max(1_000_000);
const ToldLeaning = z.strictObject({
  aspect: z.enum(ASPECT_NAMES),
  more: Weight,
  less: Weight,
  edits: z.int().min(0),
  said: z.string().nullable(),
  at: z.iso.datetime(),
});

const Exported = {
  interactions: z.array(Told).max(MOST_AT_ONCE).describe("which model answered what kind of task, and how it fared"),
  style: z.array(ToldLeaning).max(ASPECT_NAMES.length).describe("what edits taught, and what was said, about each side of style"),
};

export const exportAll = operation({
  name: "preferences.export",
  summary: "Export what Hydra learned about your preferences",
  http: "GET /preferences/export",
  risk: "read",
  isPrivate: true,
  rarelyAsked: true,
  input: z.strictObject({ limit: z.int().min(1).max(MOST_AT_ONCE).default(MOST_AT_ONCE).describe("newest interactions first") }),
  output: z.strictObject(Exported),
  run: async ({ limit }, ctx) => {
    const owner = ownerOf(ctx.caller);
    const interactions = await listInteractions(ctx, owner, limit);
    const leanings = await readLeanings(ctx, owner);
    return {
      interactions: interactions.map(({ userId: _owner, at, features, ...told }) => ({
        ...told,
        at: toIso(at),
        features: features === null ? null : [...features],
      })),
      style: ASPECT_NAMES.filter((aspect) => leanings[aspect].at > 0).map((aspect) => ({
        aspect,
        ...leanings[aspect],
        at: toIso(leanings[aspect].at),
      })),
    };
  },
});

/** @throws HydraError invalid_input for a time still to come, or a word that a side of style does not know */
function checkTold(told: { interactions: z.output<typeof Told>[]; style: z.output<typeof ToldLeaning>[] }, now: number): void {
  for (const [index, { at }] of told.interactions.entries())
    if (Date.parse(at) > now) throw new HydraError("invalid_input", `interactions[${index}].at: is still to come`);
  for (const [index, { aspect, said }] of told.style.entries()) {
    const { less, more } = ASPECTS[aspect];
    if (said !== null && ![less, more, "any"].includes(said))
      throw new HydraError("invalid_input", `style[${index}].said: is ${less}, ${more}, any or null`);
  }
}

export const importAll = operation({
  name: "preferences.import",
  summary: "Import preferences that were exported, here or elsewhere; what is known already stays",
  http: "POST /preferences/import",
  risk: "undoable",
  rarelyAsked: true,
  // Kept as what it is already; a second copy of thousands of lines in the audit would tell nobody more.
  unkept: ["interactions"],
  undo: { none: "forget the task or the model that it brought" },
  bodyLimitBytes: 16 * 1_024 * 1_024,
  input: z.strictObject({ interactions: Exported.interactions, style: Exported.style.default([]) }),
  output: z.strictObject({ added: z.int().min(0), known: z.int().min(0).describe("were here already, by their id") }),
  run: async (told, ctx) => {
    const owner = ownerOf(ctx.caller);
    checkTold(told, ctx.clock.now());
    const interactions = told.interactions.map((each) => ({ ...each, userId: owner, at: Date.parse(each.at) }));
    const added = await learn(ctx, interactions);
    const leanings = told.style.map(({ aspect, at, ...leaning }) => [aspect, { ...leaning, at: Date.parse(at) }]);
    await replaceLeanings(ctx, owner, Object.fromEntries(leanings) as Partial<Leanings>);
    return { added, known: interactions.length - added };
  },
});

export const forget = operation({
  name: "preferences.forget",
  summary: "Forget what was learned about your preferences: all of it, or of one task, model or interaction",
  http: "DELETE /preferences/interactions",
  risk: "lasting",
  rarelyAsked: true,
  input: z.strictObject({
    task: z.enum(TASKS).optional().describe("only of this task"),
    model: ModelName.optional().describe("only of this model"),
    interactionId: z.string().min(1).max(100).optional().describe("only this interaction"),
    style: z.boolean().default(false).describe("what edits taught about style, too"),
  }),
  output: z.strictObject({ forgotten: z.int().min(0) }),
  run: async ({ style, ...selection }, ctx) => {
    const owner = ownerOf(ctx.caller);
    const forgotten = await forgetInteractions(ctx, owner, selection);
    if (style) await eraseLeanings(ctx, owner);
    return { forgotten };
  },
});
