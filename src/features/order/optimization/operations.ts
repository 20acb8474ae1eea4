import { z } from "zod";
import { toIso, toIsoOrNull } from "../../../kernel/clock.ts";
import { operation } from "../../../kernel/operation.ts";
import { optimizationDesk } from "./desk.ts";
import { effectOf, type Followed } from "./effects/follow.ts";
import { usagePatterns } from "./gathering/usage.ts";
import { SourceShape, Suggestion, UsagePattern } from "./shapes.ts";
import { PRIORITIES, USED_RESOURCES } from "./suggestions/assessment.ts";

export const suggestions = operation({
  name: "optimization.suggestions",
  summary: "Suggest what would serve the machines better, by what was measured, with what came of what was done",
  http: "GET /optimization/suggestions",
  risk: "read",
  rarelyAsked: true,
  say: ["what could be better", "how can I optimize the machines"],
  input: z.strictObject({ node: z.string().min(1).optional().describe("only of this node") }),
  output: z.strictObject({
    suggestions: z.array(Suggestion).describe("what matters most first"),
    measuredAt: z.iso.datetime().nullable().describe("the newest value behind them; null: nothing is measured"),
    sources: z.array(SourceShape),
  }),
  run: async ({ node }, ctx) => {
    const { followed, gathered } = await ctx.part(optimizationDesk).current();
    const now = ctx.clock.now();
    const shown = followed.filter((one) => node === undefined || one.node === node).map((one) => shownAs(one, now));
    return {
      suggestions: shown.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)),
      measuredAt: gathered?.measuredAt ?? null,
      sources: gathered?.sources ?? [],
    };
  },
});

/** Open ones by priority, then those that are done. */
function rank({ state, priority }: Suggestion): number {
  return (state === "open" ? 0 : PRIORITIES.length) - PRIORITIES.indexOf(priority);
}

function shownAs(one: Followed, now: number): Suggestion {
  const { id, node, resource, subject, finding, firstAt, appliedAt } = one;
  const { priority, title, evidence, expected, operation: apply, forecast } = finding;
  return {
    id,
    node,
    resource,
    subject,
    priority,
    title,
    evidence,
    expectedEffect: expected,
    measuredEffect: effectOf(one, now),
    operation: apply?.name ?? null,
    operationInput: apply?.input ?? null,
    state: appliedAt === null ? "open" : "applied",
    since: toIso(firstAt),
    appliedAt: toIsoOrNull(appliedAt),
    forecast:
      forecast === undefined
        ? null
        : { fillsAt: toIso(forecast.fillsAt), earliest: toIso(forecast.earliest), latest: toIsoOrNull(forecast.latest) },
  };
}

export const patterns = operation({
  name: "optimization.patterns",
  summary: "Show how each node's CPU, memory, GPUs and disks are used: idle, consistent, bursty or overloaded",
  http: "GET /optimization/patterns",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({
    node: z.string().min(1).optional().describe("only of this node"),
    resource: z.enum(USED_RESOURCES).optional().describe("only this resource"),
    hours: z.number().positive().max(168).default(24).describe("how far back"),
    containers: z.boolean().default(false).describe("each container's CPU, memory and network too"),
  }),
  output: z.strictObject({ patterns: z.array(UsagePattern) }),
  whenEmpty: "Nothing is measured.",
  run: async ({ node, resource, hours, containers }, ctx) => ({
    patterns: await usagePatterns(ctx, { node, resource, hours, withContainers: containers }),
  }),
});
