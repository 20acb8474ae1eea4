import { z } from "zod";
import { toIso } from "../../../kernel/clock.ts";
import type { CallContext } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation } from "../../../kernel/operation.ts";
import { inventoryCorrected } from "./events.ts";
import { listCorrections, saveCorrection, type Correction } from "./store.ts";

const Key = z
  .string()
  .regex(/^[^/]+\/[^/]*\/[^/]+$/, { error: 'a key is "node/project/service", or "node//name" without a project' })
  .describe("identity as containers.show tells it: node/project/service or node//name");

const CorrectionShape = z.strictObject({
  key: z.string(),
  isProtected: z.boolean().nullable(),
  dependsOn: z.array(z.string()).nullable(),
  url: z.string().nullable(),
  by: z.string(),
  at: z.iso.datetime(),
});

function shown(correction: Correction): z.output<typeof CorrectionShape> {
  return { ...correction, at: toIso(correction.at) };
}

export const corrections = operation({
  name: "inventory.corrections",
  summary: "List what people said about services where Hydra's guess was not enough",
  http: "GET /inventory/corrections",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({ corrections: z.array(CorrectionShape) }),
  run: async (_input, ctx) => ({ corrections: (await listCorrections(ctx)).map(shown) }),
});

export const correct = operation({
  name: "inventory.correct",
  summary: "Say what Hydra cannot know about a service: protected, its dependencies, its address",
  http: "PUT /inventory/corrections",
  risk: "undoable",
  undo: { operation: "inventory.correct", input: (_input, _output, before) => before },
  input: z.strictObject({
    key: Key,
    isProtected: z.boolean().nullable().optional().describe("true or false for sure; null takes your word back"),
    dependsOn: z.array(z.string().min(1)).nullable().optional().describe("names of the services it needs; null takes your word back"),
    url: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .optional()
      .describe("where people reach it; null takes your word back"),
  }),
  output: CorrectionShape,
  subject: ({ key }) => ({ kind: "service", name: key }),
  before: async ({ key }, ctx) => said(await known(key, ctx)),
  run: async ({ key, ...words }, ctx) => {
    const before = await known(key, ctx);
    if (ctx.caller.kind !== "person" && words.isProtected !== undefined && words.isProtected !== true)
      throw new HydraError("forbidden", "isProtected: only a person takes protection away.");
    const correction: Correction = {
      key,
      isProtected: words.isProtected === undefined ? before.isProtected : words.isProtected,
      dependsOn: words.dependsOn === undefined ? before.dependsOn : words.dependsOn,
      url: words.url === undefined ? before.url : words.url,
      by: ctx.caller.id,
      at: ctx.clock.now(),
    };
    await saveCorrection(ctx, correction);
    await ctx.emit(inventoryCorrected, said(correction));
    return shown(correction);
  },
});

async function known(key: string, ctx: CallContext): Promise<Correction> {
  const found = (await listCorrections(ctx)).find((correction) => correction.key === key);
  return found ?? { key, isProtected: null, dependsOn: null, url: null, by: ctx.caller.id, at: ctx.clock.now() };
}

function said({ key, isProtected, dependsOn, url }: Correction) {
  return { key, isProtected, dependsOn, url };
}
