import { z } from "zod";
import { toIso, toIsoOrNull } from "../../../kernel/clock.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation, permissionOf } from "../../../kernel/operation.ts";
import type { Registry } from "../../../kernel/registry.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import type { IssuedToken } from "../../../kernel/tokens.ts";

const Scope = z.string().regex(/^(\*|(\*|[a-z][a-z0-9]*)\.(\*|read|operate|admin))$/, {
  error: 'a scope is "feature.read", "feature.operate", "feature.admin", "feature.*", "*.read" or "*"',
});

const Token = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["program", "model"]),
  scopes: z.array(z.string()),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
});

function shown(token: IssuedToken): z.output<typeof Token> {
  return {
    ...token,
    createdAt: toIso(token.createdAt),
    lastUsedAt: toIsoOrNull(token.lastUsedAt),
    expiresAt: toIsoOrNull(token.expiresAt),
  };
}

export const list = operation({
  name: "access.tokens",
  summary: "List the tokens of programs and models, without the tokens themselves",
  http: "GET /access/tokens",
  shell: "tokens",
  risk: "read",
  personOnly: true,
  input: z.strictObject({}),
  output: z.strictObject({ tokens: z.array(Token) }),
  run: async (_input, ctx) => ({ tokens: (await ctx.kernel.tokens.list()).map(shown) }),
});

export const issue = operation({
  name: "access.issue",
  summary: "Make a token for a program or a language model; it is shown this once",
  http: "POST /access/tokens",
  risk: "lasting",
  personOnly: true,
  input: z.strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: "a name is 1 to 40 small letters, digits and hyphens" })
      .describe("who will bear it, for example grafana"),
    kind: z.enum(["program", "model"]).default("program").describe("a model acts only by its own grants, whatever its scopes"),
    scopes: z.array(Scope).min(1).describe("what it may touch, for example containers.read"),
    expiresInDays: z.int().min(1).max(3_650).optional().describe("days until it ends; without it, it lasts until it is revoked"),
  }),
  output: z.strictObject({ token: z.string().describe("keep it now: Hydra stores only its digest"), issued: Token }),
  subject: ({ name }) => ({ kind: "token", name }),
  run: async ({ name, kind, scopes, expiresInDays }, ctx) => {
    refuseUnknownScopes(scopes, ctx.kernel.registry);
    const expiresAt = expiresInDays === undefined ? null : ctx.clock.now() + expiresInDays * 86_400_000;
    const { token, issued } = await ctx.kernel.tokens.issue(name, kind, scopes, expiresAt);
    return { token, issued: shown(issued) };
  },
});

/** A scope that covers nothing is a slip of the pen: its bearer would find every door closed. */
function refuseUnknownScopes(scopes: readonly string[], registry: Registry): void {
  const known = new Set([
    ...registry.features.map(({ name }) => name),
    ...[...registry.operations.values()].map((op) => permissionOf(op).split(".")[0] as string),
  ]);
  for (const scope of scopes) {
    const feature = scope.split(".")[0] as string;
    if (feature !== "*" && !known.has(feature))
      throw new HydraError("invalid_input", `scopes: there is no feature "${feature}" for "${scope}".${didYouMean(feature, known)}`);
  }
}

export const revoke = operation({
  name: "access.revoke",
  summary: "End a token at once",
  http: "DELETE /access/tokens/{name}",
  risk: "lasting",
  personOnly: true,
  input: z.strictObject({ name: z.string().min(1).describe("the token's name") }),
  output: z.strictObject({ revoked: Token }),
  subject: ({ name }) => ({ kind: "token", name }),
  run: async ({ name }, ctx) => ({ revoked: shown(await ctx.kernel.tokens.revoke(name)) }),
});
