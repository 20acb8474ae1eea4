import { z } from "zod";
import { CALLER_KINDS } from "../../../kernel/caller.ts";
import { toIso } from "../../../kernel/clock.ts";
import { operation, stream } from "../../../kernel/operation.ts";

const Entry = z.strictObject({
  seq: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  caller: z.enum(CALLER_KINDS),
  door: z.enum(["rest", "mcp", "cli", "page", "internal"]),
  operation: z.string(),
  subject: z.string().nullable(),
  input: z.unknown(),
  outcome: z.enum(["done", "failed", "refused", "asked", "would", "interrupted"]),
  detail: z.string().nullable(),
  digest: z.string(),
  previous: z.string(),
});

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
    limit: z.int().min(1).max(1_000).default(100).describe("how many to list at most"),
  }),
  output: z.strictObject({ entries: z.array(Entry) }),
  run: async ({ since, actor, operation: name, limit }, ctx) => ({
    entries: await ctx.kernel.audit.list({ since: since === undefined ? undefined : Date.parse(since), actor, operation: name, limit }),
  }),
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
