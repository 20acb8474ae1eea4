import { z } from "zod";
import { APPROVAL_STATES, shownInput, type Approval } from "../../../kernel/approvals.ts";
import { CALLER_KINDS } from "../../../kernel/caller.ts";
import { toIso, toIsoOrNull } from "../../../kernel/clock.ts";
import type { Host } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation, type Subject } from "../../../kernel/operation.ts";
import { maskValue } from "../../../kernel/secrets.ts";
import { inputInWords, undoInWords, willChange } from "./consequence.ts";

const ApprovalShape = z.strictObject({
  id: z.string(),
  operation: z.string(),
  subject: z.string().nullable(),
  input: z.unknown(),
  willChange: z.string().describe("what will be done, in one line"),
  details: z
    .array(z.strictObject({ name: z.string(), about: z.string(), value: z.string() }))
    .describe("the exact input, field by field, with what the operation says of each"),
  stateBefore: z.unknown().describe("what it starts from; approving does nothing when that has changed meanwhile"),
  undo: z.string().describe("how it can be taken back afterwards, or that it cannot"),
  cause: z.string().nullable().describe("why whoever asked wants it, as crashed; null when they did not say"),
  reason: z.string().describe("why it waits for a person"),
  askedBy: z.string(),
  caller: z.enum(CALLER_KINDS),
  askedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  state: z.enum(APPROVAL_STATES),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  decisionReason: z.string().nullable(),
  result: z.unknown(),
  error: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
});

function shown(approval: Approval, { kernel }: Pick<Host, "kernel">): z.output<typeof ApprovalShape> {
  const { operations } = kernel.registry;
  const input = shownInput(approval);
  return {
    id: approval.id,
    operation: approval.operation,
    subject: approval.subject,
    input,
    willChange: willChange({ ...approval, input }, operations),
    details: inputInWords({ operation: approval.operation, input }, operations),
    stateBefore: approval.stateBefore === null ? null : maskValue(JSON.parse(approval.stateBefore) as unknown),
    undo: undoInWords(approval, operations),
    cause: approval.cause,
    reason: approval.reason,
    askedBy: approval.caller.id,
    caller: approval.caller.kind,
    askedAt: toIso(approval.askedAt),
    expiresAt: toIso(approval.expiresAt),
    state: approval.state,
    decidedBy: approval.decidedBy,
    decidedAt: toIsoOrNull(approval.decidedAt),
    decisionReason: approval.decisionReason,
    result: approval.result,
    error: approval.error,
  };
}

const Id = z.string().min(1).describe("the approval's id");

/** What a decision is about, for the record of it: the call that waits. One that is gone is told when it runs. */
async function subjectOf(id: string, { kernel }: Pick<Host, "kernel">): Promise<Subject | null> {
  const asked = await kernel.approvals.get(id).catch(() => null);
  return asked === null
    ? null
    : { kind: "approval", name: asked.subject === null ? asked.operation : `${asked.operation} ${asked.subject}` };
}

/** As many as the store keeps. */
const MOST_KEPT = 20_000;

export const list = operation({
  name: "approvals.list",
  summary: "List what waits for a person, or what was decided",
  http: "GET /approvals",
  shell: "approvals",
  risk: "read",
  input: z.strictObject({
    state: z.enum(APPROVAL_STATES).default("waiting").describe("only in this state"),
    limit: z.int().min(1).max(500).default(100).describe("how many to list at most"),
  }),
  output: z.strictObject({ approvals: z.array(ApprovalShape) }),
  run: async ({ state, limit }, ctx) => {
    // A program or model sees what it asked for itself; a person sees everything.
    const isPerson = ctx.caller.kind === "person";
    const known = await ctx.kernel.approvals.list(state, isPerson ? limit : MOST_KEPT);
    const visible = isPerson ? known : known.filter((approval) => approval.caller.id === ctx.caller.id).slice(0, limit);
    return { approvals: visible.map((approval) => shown(approval, ctx)) };
  },
});

export const get = operation({
  name: "approvals.get",
  summary: "Show one approval: its state and, once it ran, its result",
  http: "GET /approvals/{id}",
  risk: "read",
  input: z.strictObject({ id: Id }),
  output: ApprovalShape,
  run: async ({ id }, ctx) => {
    const approval = await ctx.kernel.approvals.get(id);
    if (ctx.caller.kind !== "person" && approval.caller.id !== ctx.caller.id)
      throw new HydraError("not_found", `There is no approval ${id} of yours.`);
    return shown(approval, ctx);
  },
});

export const approve = operation({
  name: "approvals.approve",
  summary: "Approve what waits: it runs now, once, as whoever asked for it",
  http: "POST /approvals/{id}/approve",
  risk: "lasting",
  personOnly: true,
  input: z.strictObject({ id: Id }),
  output: ApprovalShape,
  subject: ({ id }, ctx) => subjectOf(id, ctx),
  run: async ({ id }, ctx) => shown(await ctx.kernel.runApproved(id, ctx.caller), ctx),
});

export const reject = operation({
  name: "approvals.reject",
  summary: "Reject what waits: it will not run",
  http: "POST /approvals/{id}/reject",
  risk: "lasting",
  personOnly: true,
  input: z.strictObject({ id: Id, reason: z.string().max(500).optional().describe("told to whoever asked") }),
  output: ApprovalShape,
  subject: ({ id }, ctx) => subjectOf(id, ctx),
  run: async ({ id, reason }, ctx) => shown(await ctx.kernel.approvals.decide(id, "rejected", ctx.caller, reason ?? null), ctx),
});
