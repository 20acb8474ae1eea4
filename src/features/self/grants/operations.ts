import { z } from "zod";
import { HydraError } from "../../../kernel/errors.ts";
import { GRANT_LEVELS, type Grant } from "../../../kernel/grants.ts";
import { operation, type Subject, type UndoStep } from "../../../kernel/operation.ts";
import { giveGrant, takeBack } from "./changing.ts";
import { GrantShape, Scope, showGrants } from "./grant-shape.ts";
import { requireGrantable } from "./grantable.ts";
import { permissionSentence } from "./sentence.ts";

export const list = operation({
  name: "grants.list",
  summary: "List what Hydra and models were allowed to do by themselves, each with its record",
  http: "GET /grants",
  shell: "grants",
  risk: "read",
  whenEmpty: "Nothing is allowed: Hydra watches only. `hydra choose watch|ask|act` changes that.",
  input: z.strictObject({}),
  output: z.strictObject({ grants: z.array(GrantShape) }),
  run: async (_input, ctx) => ({ grants: await showGrants(ctx, await ctx.kernel.grants.list()) }),
});

/** What a change of what is allowed is about, for the record of it: the permission, as a sentence. */
export function permissionSubject(grant: Pick<Grant, "grantee" | "level" | "operation" | "scope" | "cause">): Subject {
  return { kind: "grant", name: permissionSentence(grant).replace(/\.$/, "") };
}

/** The call that gives a grant as it was. */
export function givingAgain(
  grant: Pick<Grant, "operation" | "scope" | "cause" | "level" | "grantee"> & { expiresAt: string | null },
): UndoStep {
  const { operation: name, scope, cause, level, grantee, expiresAt } = grant;
  return {
    operation: "grants.put",
    input: {
      operation: name,
      scope,
      level,
      grantee,
      ...(cause === null ? {} : { cause }),
      ...(expiresAt === null ? {} : { expiresAt }),
    },
  };
}

/** Taking back a grant that was given: what stood there before stands there again, or nothing does. */
export function ungiving(given: { id: string }, before: unknown): UndoStep {
  const old = (before ?? null) as z.output<typeof GrantShape> | null;
  return old === null ? { operation: "grants.remove", input: { id: given.id } } : givingAgain(old);
}

const Wanted = z.strictObject({
  operation: z.string().describe("for example containers.restart"),
  scope: Scope.describe("what it holds for: one subject, a project, or all"),
  cause: z.string().min(1).optional().describe("only for this cause, for example crashed"),
  level: z.enum(GRANT_LEVELS).describe("watch records only, ask parks the call for a person, act runs it"),
  grantee: z
    .string()
    .regex(/^(hydra|model):([a-z0-9-]+|\*)$/, { error: 'a grantee is "hydra:*", "hydra:NAME", "model:*" or "model:NAME"' })
    .default("hydra:*")
    .describe("who may: hydra:*, hydra:NAME, model:* or model:NAME"),
  expiresAt: z.iso.datetime().optional().describe("when it ends by itself"),
});

export const put = operation({
  name: "grants.put",
  summary: "Allow or forbid Hydra or a model one operation: watch, ask or act",
  http: "PUT /grants",
  risk: "undoable",
  personOnly: true,
  undo: { operations: ["grants.remove", "grants.put"], step: (_input, output, before) => ungiving(output, before) },
  input: Wanted,
  output: GrantShape,
  subject: (input) => permissionSubject({ ...input, cause: input.cause ?? null }),
  before: async (input, ctx) => {
    const old = await ctx.kernel.grants.like({ ...input, cause: input.cause ?? null });
    return old === undefined ? null : (await showGrants(ctx, [old]))[0];
  },
  run: async (input, ctx) => {
    requireGrantable(ctx, input.operation);
    if ((input.scope.kind === "all") !== (input.scope.name === undefined))
      throw new HydraError("invalid_input", 'scope.name: needed for "one" and "project", not for "all".');
    const expiresAt = input.expiresAt === undefined ? null : Date.parse(input.expiresAt);
    if (expiresAt !== null && expiresAt <= ctx.clock.now()) throw new HydraError("invalid_input", "expiresAt: that time is over already.");
    const { grantee, operation: name, scope, cause = null, level } = input;
    const given = await giveGrant(ctx, { grantee, operation: name, scope, cause, level, by: ctx.caller.id, reason: null, expiresAt });
    return (await showGrants(ctx, [given]))[0] as z.output<typeof GrantShape>;
  },
});

export const remove = operation({
  name: "grants.remove",
  summary: "Take a grant back",
  http: "DELETE /grants/{id}",
  risk: "undoable",
  personOnly: true,
  undo: { operations: ["grants.put"], step: (_input, output) => givingAgain(output) },
  input: z.strictObject({ id: z.string().min(1).describe("the grant's id") }),
  output: GrantShape,
  subject: async ({ id }, ctx) => {
    const grant = (await ctx.kernel.grants.list()).find((each) => each.id === id);
    return grant === undefined ? null : permissionSubject(grant);
  },
  run: async ({ id }, ctx) => {
    const removed = await takeBack(ctx, id, ctx.caller.id);
    return (await showGrants(ctx, [removed]))[0] as z.output<typeof GrantShape>;
  },
});
