import { z } from "zod";
import { event } from "../../../kernel/keys.ts";
import { SEVERITIES } from "../../self/notifications/events.ts";

/** What is wrong with a subject, as seen from outside: what a remedy depends on. The category says why it is so. */
export const TROUBLES = [
  "crashed",
  "crash_loop",
  "out_of_memory",
  "cannot_start",
  "hung",
  "unhealthy",
  "node_lost",
  "disk_full",
  "memory_full",
  "certificate_ending",
  "target_gone",
  "error_burst",
] as const;
export type Trouble = (typeof TROUBLES)[number];

export const SUBJECT_KINDS = ["container", "node", "disk", "certificate", "target"] as const;

export const IncidentSubject = z.strictObject({
  kind: z.enum(SUBJECT_KINDS),
  /** Identity over recreations: the container's key, `node/<name>`, `disk/<node>/<mount>`, `certificate/<monitor>`, `target/<job>/<instance>`. */
  key: z.string(),
  node: z.string(),
  project: z.string().nullable(),
  name: z.string(),
});
export type IncidentSubject = z.output<typeof IncidentSubject>;

export const INCIDENT_STATES = ["open", "escalated", "resolved", "dismissed"] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];
export const HEALERS = ["hydra", "docker", "person", "itself"] as const;
export type Healer = (typeof HEALERS)[number];

const Told = {
  id: z.string(),
  subject: IncidentSubject,
  trouble: z.enum(TROUBLES),
  category: z.string(),
  severity: z.enum(SEVERITIES),
  /** It was so when Hydra first looked: nobody is told, nothing is done about it unasked. */
  wasIllAtFirstSight: z.boolean(),
};
const permission = { permission: "incidents.read" };

/** Committed: something that was well is not. The root may still move for a few seconds. */
export const incidentOpened = event(
  "incident.opened",
  z.strictObject({ ...Told, happenedAt: z.number(), detectedMs: z.number() }),
  permission,
);
/** The first seconds are over and the root is known: whoever heals or tells begins here. */
export const incidentSettled = event(
  "incident.settled",
  z.strictObject({ ...Told, affected: z.array(z.string()).describe("names of what suffers with it") }),
  permission,
);
/** Its diagnosis, root, affected things, attempts or state changed: the page reads the story again. */
export const incidentChanged = event("incident.changed", z.strictObject({ id: z.string(), what: z.string() }), permission);
/** It is over. `mergedInto` names the incident that it turned out to be a part of. */
export const incidentClosed = event(
  "incident.closed",
  z.strictObject({
    ...Told,
    state: z.enum(["resolved", "dismissed"]),
    healedBy: z.enum(HEALERS).nullable(),
    mergedInto: z.string().nullable(),
    reason: z.string(),
  }),
  permission,
);

export const REMEDIES = ["restart", "rollback", "restart-dependents"] as const;
export type Remedy = (typeof REMEDIES)[number];
/** `right` is what was not done and would have helped, `declined` what a person did not want; of `unknown` nothing shows how it would have gone. */
export const ATTEMPT_OUTCOMES = ["proven", "right", "failed", "needless", "undone", "declined", "unknown", "pending"] as const;

export const Attempt = z.strictObject({
  id: z.string(),
  /** Who tried: hydra, docker (its restart policy) or a person. */
  by: z.enum(["hydra", "docker", "person"]),
  remedy: z.string(),
  operation: z.string().nullable().describe("null for what Docker did"),
  subject: z.string().describe("what was acted on, which may be a dependent of the incident's subject"),
  level: z.enum(["would", "asked", "acted"]),
  startedAt: z.number().describe("epoch ms"),
  outcome: z.enum(ATTEMPT_OUTCOMES),
  verifiedBy: z.string().nullable().describe("the independent look that showed the outcome"),
  durationMs: z.number().nullable(),
  approvalId: z.string().nullable(),
  detail: z.string().nullable(),
  /** What the person could do to take it back now, when there is something. */
  undo: z.strictObject({ operation: z.string(), input: z.unknown() }).nullable(),
});
export type Attempt = z.output<typeof Attempt>;

/** An attempt began or its outcome is known; the later one with the same id replaces the earlier. Told by whoever attempts. */
export const attemptNoted = event("attempt.noted", z.strictObject({ incidentId: z.string(), attempt: Attempt }), permission);

export const PlanStep = z.strictObject({
  remedy: z.enum(REMEDIES),
  operation: z.string(),
  subject: z.string(),
  why: z.string(),
  /** What the record says: "worked 7 of 8 times"; null without a record. */
  record: z.string().nullable(),
  /** Null: never by itself, whatever was granted. */
  allowed: z.enum(["watch", "ask", "act"]).nullable(),
  diff: z.string().nullable().describe("what would be other than before, line by line"),
});

/** What is going to be tried, in order, and what a person has to do when that is not enough. Told by whoever heals. */
export const planMade = event(
  "plan.made",
  z.strictObject({
    incidentId: z.string(),
    steps: z.array(PlanStep),
    /** Why nothing is done now, when nothing is: "you stopped it", "autoheal manages it", "only watching". */
    holdBack: z.string().nullable(),
    /** What a person has to do: filled once it is in a person's hands. */
    forPerson: z.string().nullable(),
    /** Nothing is left to try: the incident becomes `escalated`. */
    isEscalated: z.boolean(),
  }),
  permission,
);
