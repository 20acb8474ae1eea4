import { z } from "zod";
import { toIsoOrNull, toPastIso, type Clock } from "../../../kernel/clock.ts";
import { groupOf } from "../diagnosis/operations.ts";
import { SEVERITIES } from "../../self/notifications/events.ts";
import { Attempt, HEALERS, INCIDENT_STATES, IncidentSubject, PlanStep, TROUBLES } from "./events.ts";
import { illMs, type Incident, type TimelineEntry } from "./keeping/incident.ts";
import type { Similar } from "./reading/similar.ts";
import type { KeptSignal } from "./store.ts";
import { wasTried } from "./story/attempt.ts";
import { incidentSentence } from "./story/sentence.ts";

const Time = z.iso.datetime();

/** In the order in which a person reads it: a table that is too wide loses its end. */
const Told = {
  id: z.string(),
  sentence: z.string().describe("what is wrong, since when and what suffers with it"),
  state: z.enum(INCIDENT_STATES),
  severity: z.enum(SEVERITIES),
  subject: IncidentSubject,
  trouble: z.enum(TROUBLES),
  openedAt: Time,
  againAt: Time.nullable().describe("when it came again the last time, after it had been over; null when it came once"),
  resolvedAt: Time.nullable().describe("when it was closed, however"),
  illMs: z.number().describe("how long it was ill until now, without the times in between"),
  healedBy: z.enum(HEALERS).nullable().describe("null where nobody put it right: it was removed or dismissed, or it stands"),
  reason: z.string().nullable().describe("why it was closed"),
  affected: z.array(z.string()).describe("names of what suffers with it"),
};

const Internal = {
  happenedAt: Time,
  detectedMs: z.number().describe("from the event at its source until the incident was on disk"),
  mergedInto: z.string().nullable().describe("the incident that it turned out to be a part of"),
  wasIllAtFirstSight: z.boolean(),
};

export const ListedIncident = z.strictObject({
  ...Told,
  cause: z.strictObject({ category: z.string(), confidence: z.number() }),
  attempts: z.int().describe("how often something was tried; what was only noted or asked for is no try"),
  signals: z.int().describe("how many"),
  ...Internal,
});

const StoryAttempt = z.strictObject({ ...Attempt.shape, startedAt: Time });

export const IncidentStory = z.strictObject({
  ...Told,
  ...Internal,
  cause: z.strictObject({ category: z.string(), confidence: z.number() }),
  suffering: z.array(
    z.strictObject({ key: z.string(), name: z.string(), node: z.string(), since: Time, isOver: z.boolean(), because: z.string() }),
  ),
  signals: z.array(
    z.strictObject({ at: Time, kind: z.string(), trouble: z.string(), key: z.string(), isBad: z.boolean(), detail: z.string() }),
  ),
  signalCount: z.int().describe("all of them, also those that are not kept"),
  diagnosis: z.strictObject({
    category: z.string(),
    group: z.string(),
    confidence: z.number().describe("0 to 1"),
    verdict: z.string().nullable().describe("the verdict's word"),
    evidence: z.array(z.strictObject({ source: z.string(), line: z.string(), why: z.string() })),
  }),
  changes: z
    .array(
      z.strictObject({
        at: Time,
        kind: z.string(),
        node: z.string(),
        name: z.string(),
        field: z.string(),
        what: z.string(),
        before: z.unknown(),
        after: z.unknown(),
        score: z.number(),
        why: z.string(),
      }),
    )
    .describe("of the 24 h before, the most suspect first"),
  plan: z
    .strictObject({ steps: z.array(PlanStep), holdBack: z.string().nullable(), forPerson: z.string().nullable(), isEscalated: z.boolean() })
    .nullable(),
  holdBack: z.string().nullable().describe("why nothing is done now"),
  forPerson: z.string().nullable().describe("what a person has to do"),
  attempts: z.array(StoryAttempt),
  timeline: z.array(z.strictObject({ at: Time, what: z.string() })),
  similar: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      openedAt: Time,
      isSameSubject: z.boolean(),
      category: z.string(),
      ended: z.string().describe("how it ended"),
      healedBy: z.enum(HEALERS).nullable(),
      worked: z.array(z.string()).describe("remedies that were proven"),
    }),
  ),
});
export type IncidentStory = z.output<typeof IncidentStory>;

function told(incident: Incident, clock: Clock) {
  const { id, state, subject, trouble, severity, healedBy, mergedInto, reason, wasIllAtFirstSight, detectedMs, category, confidence } =
    incident;
  const openedAt = toPastIso(clock, incident.openedAt);
  const resolvedAt = toIsoOrNull(incident.closedAt);
  const againAt = incident.reopenedAt === null ? null : toPastIso(clock, incident.reopenedAt);
  const lastedMs = illMs(incident, incident.closedAt ?? clock.now());
  const affected = incident.affected.map(({ name }) => name);
  return {
    id,
    sentence: incidentSentence(
      { state, subject, trouble, openedAt, againAt, resolvedAt, illMs: lastedMs, healedBy, affected },
      { now: clock.now() },
    ),
    state,
    severity,
    subject,
    trouble,
    openedAt,
    againAt,
    resolvedAt,
    illMs: lastedMs,
    healedBy,
    reason,
    affected,
    cause: { category, confidence },
    happenedAt: toPastIso(clock, incident.happenedAt),
    detectedMs,
    mergedInto,
    wasIllAtFirstSight,
  };
}

export function listed(incident: Incident, clock: Clock): z.output<typeof ListedIncident> {
  const { happenedAt, detectedMs, mergedInto, wasIllAtFirstSight, ...first } = told(incident, clock);
  const internal = { happenedAt, detectedMs, mergedInto, wasIllAtFirstSight };
  return { ...first, attempts: incident.attempts.filter(wasTried).length, signals: incident.signals, ...internal };
}

export function storyOf(
  incident: Incident,
  { signals, timeline, similar }: { signals: readonly KeptSignal[]; timeline: readonly TimelineEntry[]; similar: readonly Similar[] },
  clock: Clock,
): IncidentStory {
  const iso = (at: number): string => toPastIso(clock, at);
  const { category, confidence, cause, clues, plan } = incident;
  return {
    ...told(incident, clock),
    suffering: incident.affected.map((each) => ({ ...each, since: iso(each.since) })),
    signals: signals.map((each) => ({ ...each, at: iso(each.at) })),
    signalCount: incident.signals,
    diagnosis: { category, group: groupOf(category), confidence, verdict: cause, evidence: clues },
    changes: incident.changes,
    plan,
    holdBack: plan?.holdBack ?? null,
    forPerson: plan?.forPerson ?? null,
    attempts: incident.attempts.map((attempt) => ({ ...attempt, startedAt: iso(attempt.startedAt) })),
    timeline: timeline.map((entry) => ({ ...entry, at: iso(entry.at) })),
    similar: similar.map((each) => ({ ...each, openedAt: iso(each.openedAt) })),
  };
}
