import { z } from "zod";
import { toPastIso, type Clock } from "../../../kernel/clock.ts";
import { PRIORITIES, SOURCES, STATUSES } from "./events.ts";
import type { GapRow, OccurrenceRow } from "./keeping/store.ts";
import { fadedDemand, impactOf } from "./rank.ts";

export const Gap = z.strictObject({
  id: z.string(),
  description: z.string(),
  category: z.string().nullable(),
  priority: z.enum(PRIORITIES),
  occurrences: z.int().min(0),
  status: z.enum(STATUSES),
  note: z.string().nullable(),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  impact: z.strictObject({
    score: z.number().min(0).describe("demand, and more where work waits for it"),
    demand: z.number().min(0).describe("wishes, each half as much after 30 days"),
    blocked: z.int().min(0).describe("times that work could not go on without it"),
  }),
});
export type Gap = z.output<typeof Gap>;

export const Occurrence = z.strictObject({
  at: z.iso.datetime(),
  source: z.enum(SOURCES),
  context: z.string().nullable(),
  isBlocking: z.boolean(),
});

export function shownGap(row: GapRow, clock: Clock): Gap {
  const demand = Math.round(fadedDemand(row.demand, row.last_at, clock.now()) * 100) / 100;
  const { id, description, category, priority, occurrences, status, note, blocked } = row;
  return {
    id,
    description,
    category,
    priority,
    occurrences,
    status,
    note,
    firstAt: toPastIso(clock, row.first_at),
    lastAt: toPastIso(clock, row.last_at),
    impact: { score: impactOf({ demand, blocked }), demand, blocked },
  };
}

export function shownOccurrence(
  { at, source, context, is_blocking: isBlocking }: OccurrenceRow,
  clock: Clock,
): z.output<typeof Occurrence> {
  return { at: toPastIso(clock, at), source, context, isBlocking: isBlocking === 1 };
}
