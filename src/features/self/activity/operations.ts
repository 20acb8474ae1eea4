import { z } from "zod";
import { AUDIT_OUTCOMES } from "../../../kernel/audit-tables.ts";
import { CALLER_KINDS, DOORS } from "../../../kernel/caller.ts";
import { toIso } from "../../../kernel/clock.ts";
import type { CallContext } from "../../../kernel/context.ts";
import { operation, stream } from "../../../kernel/operation.ts";

const Entry = z.strictObject({
  seq: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  caller: z.enum(CALLER_KINDS),
  door: z.enum(DOORS),
  operation: z.string(),
  subject: z.string().nullable(),
  input: z.unknown(),
  outcome: z.enum(AUDIT_OUTCOMES),
  detail: z.string().nullable(),
  digest: z.string(),
  previous: z.string(),
});

/** Operations that change nothing and leave a line all the same. */
function privateReads({ kernel }: Pick<CallContext, "kernel">): string[] {
  return [...kernel.registry.operations.values()]
    .filter(({ risk, isPrivate }) => risk === "read" && isPrivate === true)
    .map(({ name }) => name);
}

export const audit = operation({
  name: "activity.audit",
  summary: "List what was done, refused and asked, newest first",
  http: "GET /audit",
  shell: "audit",
  risk: "read",
  input: z.strictObject({
    since: z.iso.datetime().optional().describe("only from this time on"),
    actor: z.string().optional().describe("for example person:owner"),
    operation: z.string().optional().describe("for example containers.restart"),
    caller: z.enum(CALLER_KINDS).optional().describe("only by this kind of caller"),
    door: z.enum(DOORS).optional().describe("only what came through this door"),
    feature: z
      .string()
      .regex(/^[a-z][a-zA-Z]*$/, { error: "a feature's name" })
      .optional()
      .describe("only of this feature, for example containers"),
    outcome: z.enum(AUDIT_OUTCOMES).optional().describe("only what ended so"),
    looks: z.boolean().default(true).describe("false leaves out where a person only read what is private"),
    text: z.string().min(1).max(200).optional().describe("only with this in who, what, about what, or why"),
    before: z.int().min(1).optional().describe("only lines with a lower number: `nextBefore` of the answer before"),
    limit: z.int().min(1).max(1_000).default(100).describe("how many to list at most"),
  }),
  output: z.strictObject({
    entries: z.array(Entry),
    nextBefore: z.int().nullable().describe("where older lines follow; null when there are none"),
  }),
  run: async ({ since, limit, looks, ...filter }, ctx) => {
    const from = since === undefined ? {} : { since: Date.parse(since) };
    const found = await ctx.kernel.audit.list({
      ...filter,
      ...from,
      ...(looks ? {} : { withoutLooks: privateReads(ctx) }),
      limit: limit + 1,
    });
    const entries = found.slice(0, limit);
    return { entries, nextBefore: found.length > limit ? (entries.at(-1)?.seq ?? null) : null };
  },
});

export const verify = operation({
  name: "activity.verify",
  summary: "Prove that no line of the audit was changed, removed or inserted",
  http: "GET /audit/verify",
  shell: "audit verify",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({ intact: z.boolean(), entries: z.int(), erased: z.int(), problems: z.array(z.string()) }),
  isFailure: ({ intact }) => !intact,
  run: (_input, ctx) => ctx.kernel.audit.verify(),
});

const StreamedEvent = z.strictObject({ id: z.string().nullable(), type: z.string(), at: z.iso.datetime(), data: z.unknown() });

export const events = operation({
  name: "activity.events",
  summary: "Follow what happens, from now on or from an event that was seen",
  http: "GET /events",
  shell: "events",
  risk: "read",
  input: z.strictObject({
    after: z
      .string()
      .regex(/^\d{1,15}$/, { error: "an event's id" })
      .optional()
      .describe("the last event that was seen; later ones follow"),
  }),
  output: stream(StreamedEvent, {
    frame: ({ id, type }) => ({ event: type, ...(id === null ? {} : { id }) }),
    resumeField: "after",
  }),
  async *run({ after }, ctx) {
    for await (const event of ctx.kernel.events.read(ctx.caller, after, ctx.signal)) yield { ...event, at: toIso(event.at) };
  },
});
