import { z } from "zod";
import { toIso, toIsoOrNull } from "../../../kernel/clock.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { GRANT_LEVELS, GRANT_SCOPES, type Grant } from "../../../kernel/grants.ts";
import { operation } from "../../../kernel/operation.ts";
import { didYouMean } from "../../../kernel/suggest.ts";

const Scope = z.strictObject({
  kind: z.enum(GRANT_SCOPES),
  name: z.string().min(1).optional().describe("which one or which project; not for all"),
});

const GrantShape = z.strictObject({
  id: z.string(),
  grantee: z.string(),
  operation: z.string(),
  scope: Scope,
  cause: z.string().nullable(),
  level: z.enum(GRANT_LEVELS),
  by: z.string(),
  reason: z.string().nullable().describe("why it is as it is, when Hydra itself lowered it"),
  since: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
});

function shown(grant: Grant): z.output<typeof GrantShape> {
  return { ...grant, since: toIso(grant.since), expiresAt: toIsoOrNull(grant.expiresAt) };
}

export const list = operation({
  name: "grants.list",
  summary: "List what Hydra and models were allowed to do by themselves",
  http: "GET /grants",
  shell: "grants",
  risk: "read",
  input: z.strictObject({}),
  output: z.strictObject({ grants: z.array(GrantShape) }),
  run: async (_input, ctx) => ({ grants: (await ctx.kernel.grants.list()).map(shown) }),
});

export const put = operation({
  name: "grants.put",
  summary: "Allow or forbid Hydra or a model one operation: watch, ask or act",
  http: "PUT /grants",
  risk: "undoable",
  personOnly: true,
  undo: { operation: "grants.remove", input: (_input, output) => ({ id: output.id }) },
  input: z.strictObject({
    operation: z.string().describe("for example containers.restart"),
    scope: Scope.describe("what it holds for: one subject, a project, or all"),
    cause: z.string().min(1).optional().describe("only for this cause"),
    level: z.enum(GRANT_LEVELS).describe("watch records only, ask parks the call for a person, act runs it"),
    grantee: z
      .string()
      .regex(/^(hydra|model):([a-z0-9-]+|\*)$/, { error: 'a grantee is "hydra:*", "hydra:NAME", "model:*" or "model:NAME"' })
      .default("hydra:*")
      .describe("who may: hydra:*, hydra:NAME, model:* or model:NAME"),
    expiresAt: z.iso.datetime().optional().describe("when it ends by itself"),
  }),
  output: GrantShape,
  run: async (input, ctx) => {
    const { operations } = ctx.kernel.registry;
    const op = operations.get(input.operation);
    if (op === undefined)
      throw new HydraError(
        "invalid_input",
        `operation: there is no "${input.operation}".${didYouMean(input.operation, operations.keys())}`,
      );
    if (op.risk === "read" || op.risk === "destroying")
      throw new HydraError(
        "invalid_input",
        `operation: ${op.name} is ${op.risk === "read" ? "a read, which needs no grant" : "destroying, which always needs a person"}.`,
      );
    if (op.personOnly === true) throw new HydraError("invalid_input", `operation: ${op.name} is for a person only.`);
    if ((input.scope.kind === "all") !== (input.scope.name === undefined))
      throw new HydraError("invalid_input", 'scope.name: needed for "one" and "project", not for "all".');
    const expiresAt = input.expiresAt === undefined ? null : Date.parse(input.expiresAt);
    if (expiresAt !== null && expiresAt <= ctx.clock.now()) throw new HydraError("invalid_input", "expiresAt: that time is over already.");
    return shown(
      await ctx.kernel.grants.put({
        grantee: input.grantee,
        operation: input.operation,
        scope: input.scope,
        cause: input.cause ?? null,
        level: input.level,
        by: ctx.caller.id,
        reason: null,
        expiresAt,
      }),
    );
  },
});

export const remove = operation({
  name: "grants.remove",
  summary: "Take a grant back",
  http: "DELETE /grants/{id}",
  risk: "undoable",
  personOnly: true,
  undo: {
    operation: "grants.put",
    input: (_input, { operation: name, scope, cause, level, grantee, expiresAt }) => ({
      operation: name,
      scope,
      level,
      grantee,
      ...(cause === null ? {} : { cause }),
      ...(expiresAt === null ? {} : { expiresAt }),
    }),
  },
  input: z.strictObject({ id: z.string().min(1).describe("the grant's id") }),
  output: GrantShape,
  run: async ({ id }, ctx) => shown(await ctx.kernel.grants.remove(id)),
});
