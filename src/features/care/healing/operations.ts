import { z } from "zod";
import { toIsoOrNull, toPastIso, type Clock } from "../../../kernel/clock.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation } from "../../../kernel/operation.ts";
import { put } from "../../self/grants/operations.ts";
import { Attempt, REMEDIES } from "../incidents/events.ts";
import { steward } from "./acting/steward.ts";
import { beforeHeal, caseMeant, findCase, heal as healNow, patientOfCase } from "./asked/heal.ts";
import { subjectOfUndo, takeBackLast } from "./asked/undo.ts";
import { usedLimits } from "./limits/allowance.ts";
import { OPERATIONS } from "./plan/ladder.ts";
import { chanceOf, inWords } from "./plan/record.ts";
import { toldAttempt, type KeptAttempt } from "./store/attempts.ts";
import { recordsOf, unretireRecords } from "./store/records.ts";

export { adviceFor, needsPerson } from "./plan/advice.ts";

const Id = z.string().min(1).max(200).describe("the incident's id, or the name of the container that has an open one");
const Remedy = z.enum(REMEDIES);
const ShownAttempt = z.strictObject({ ...Attempt.shape, startedAt: z.iso.datetime() });

function shown(attempt: KeptAttempt, clock: Clock): z.output<typeof ShownAttempt> {
  return { ...toldAttempt(attempt), startedAt: toPastIso(clock, attempt.startedAt) };
}

export const heal = operation({
  name: "healing.heal",
  summary: "Try an incident's next remedy, or the named one, and look whether it helped",
  http: "POST /incidents/{id}/heal",
  shell: "heal {id}",
  risk: "undoable",
  undo: { operation: "healing.undo", input: ({ id }) => ({ id }) },
  say: ["heal {id}"],
  input: z.strictObject({ id: Id, remedy: Remedy.optional().describe("default: the next one of its plan") }),
  output: z.strictObject({ incidentId: z.string(), attempt: ShownAttempt }),
  isFailure: ({ attempt }) => attempt.outcome === "failed",
  subject: async ({ id }, ctx) => {
    const file = await caseMeant(ctx, id);
    return file === null ? null : patientOfCase(file);
  },
  before: ({ id, remedy }, ctx) => beforeHeal(ctx, id, remedy ?? null),
  run: async ({ id, remedy }, ctx) => {
    const { file, attempt } = await healNow(ctx, id, remedy ?? null);
    return { incidentId: file.incidentId, attempt: shown(attempt, ctx.clock) };
  },
});

export const undo = operation({
  name: "healing.undo",
  summary: "Take back the last thing that was done for an incident, where that can be",
  http: "POST /incidents/{id}/undo",
  risk: "undoable",
  rarelyAsked: true,
  undo: { none: "heal it again with the same remedy" },
  input: z.strictObject({ id: Id }),
  subject: ({ id }, ctx) => subjectOfUndo(ctx, id),
  output: z.strictObject({
    incidentId: z.string(),
    attempt: ShownAttempt,
    answer: z.unknown().describe("what the operation that took it back said"),
  }),
  run: async ({ id }, ctx) => {
    const { incidentId, attempt, answer } = await takeBackLast(ctx, id);
    return { incidentId, attempt: shown(attempt, ctx.clock), answer };
  },
});

export const never = operation({
  name: "healing.never",
  summary: "Never do anything by itself to this container: only watch it, whatever was allowed for others",
  http: "POST /incidents/{id}/never",
  risk: "undoable",
  personOnly: true,
  rarelyAsked: true,
  undo: { none: "DELETE /grants/{id} with each of the grants that it answers" },
  input: z.strictObject({ id: Id }),
  output: z.strictObject({
    incidentId: z.string(),
    container: z.string(),
    grants: z.array(z.strictObject({ id: z.string(), operation: z.string() })),
  }),
  run: async ({ id }, ctx) => {
    const { incidentId, subject } = await findCase(ctx, id);
    if (subject.kind !== "container") throw new HydraError("conflict", `${subject.name} is no container: Hydra does nothing to it anyway.`);
    const scope = { kind: "one", name: `${subject.node}/${subject.name}` } as const;
    const grants = [];
    for (const name of new Set(Object.values(OPERATIONS)))
      grants.push(await ctx.call(put, { operation: name, scope, level: "watch", grantee: "hydra:*" }));
    return { incidentId, container: subject.name, grants: grants.map((grant) => ({ id: grant.id, operation: grant.operation })) };
  },
});

export const record = operation({
  name: "healing.record",
  summary: "Show what each remedy did for each kind of trouble: how often it worked, and what is not tried any more",
  http: "GET /healing/record",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({
    subject: z.string().min(1).optional().describe("only of the container with this name"),
    limit: z.int().min(1).max(1_000).default(200).describe("how many to list at most"),
  }),
  output: z.strictObject({
    record: z.array(
      z.strictObject({
        signature: z.string().describe("subject key, trouble and category"),
        remedy: Remedy,
        subject: z.string(),
        worked: z.int(),
        tried: z.int(),
        inWords: z.string().nullable(),
        chance: z.number().describe("that it works, 0 to 1, after Laplace"),
        failedInRow: z.int(),
        retiredAt: z.iso.datetime().nullable().describe("since when it is not tried any more"),
        retiredBecause: z.string().nullable(),
        changedAt: z.iso.datetime(),
      }),
    ),
  }),
  whenEmpty: "Nothing was tried yet.",
  run: async ({ subject, limit }, ctx) => {
    const all = await recordsOf(ctx);
    const wanted = all.filter((each) => subject === undefined || each.subject === subject).slice(0, limit);
    return {
      record: wanted.map(({ madeOf: _madeOf, retiredAt, changedAt, ...each }) => ({
        ...each,
        inWords: inWords(each),
        chance: chanceOf(each),
        retiredAt: toIsoOrNull(retiredAt),
        changedAt: toPastIso(ctx.clock, changedAt),
      })),
    };
  },
});

export const unretire = operation({
  name: "healing.unretire",
  summary: "Let a remedy be tried again that retired because it failed",
  http: "POST /healing/record/unretire",
  risk: "undoable",
  rarelyAsked: true,
  undo: { none: "it retires again after three failures in a row" },
  input: z.strictObject({
    signature: z.string().min(1).describe("as GET /healing/record tells it"),
    remedy: Remedy.optional().describe("default: every remedy of the signature"),
  }),
  output: z.strictObject({ signature: z.string(), unretired: z.int().describe("how many were retired") }),
  run: async ({ signature, remedy }, ctx) => {
    const known = await recordsOf(ctx, signature);
    if (known.length === 0) throw new HydraError("not_found", `There is no record of "${signature}". GET /healing/record lists them.`);
    const unretired = await unretireRecords(ctx, signature, remedy);
    await ctx.part(steward).considerAll();
    return { signature, unretired };
  },
});

export const limits = operation({
  name: "healing.limits",
  summary: "Show how much of its limits Hydra has used, and when it may act again",
  http: "GET /healing/limits",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    isPaused: z.boolean(),
    windows: z.array(z.string()).describe("none: always"),
    isInWindow: z.boolean(),
    everything: z.strictObject({ acts: z.int(), limit: z.int(), withinSeconds: z.int() }),
    containers: z.array(
      z.strictObject({
        key: z.string(),
        acts: z.int().describe("within the last hour"),
        limit: z.int(),
        nextInSeconds: z.int().describe("0: now"),
        reason: z.string().nullable(),
      }),
    ),
  }),
  run: async (_input, ctx) => ({ isPaused: ctx.kernel.pause.state().paused, ...(await usedLimits(ctx)) }),
});
