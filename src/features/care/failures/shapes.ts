import { z } from "zod";
import { GRANT_LEVELS } from "../../../kernel/grants.ts";
import { RISKS } from "../../../kernel/operation.ts";
import { SEVERITIES } from "../../self/notifications/events.ts";
import { CATEGORIES, GROUPS } from "../diagnosis/operations.ts";
import { TRENDS } from "./reading/trend.ts";

const Time = z.iso.datetime();
const Count = z.int().min(0);
const Fraction = z.number().min(0).max(1);

/** Something that could be done about it, and how that went before. */
export const Remedy = z.strictObject({
  operation: z.string(),
  input: z.record(z.string(), z.string()),
  risk: z.enum(RISKS),
  grant: z.enum(GRANT_LEVELS).describe("what Hydra may do with it by itself now"),
  why: z.string(),
  successRate: Fraction.nullable().describe("null: never tried for this cause"),
  tries: Count,
});

export const Failure = z.strictObject({
  id: z.string(),
  occurredAt: Time,
  service: z.string(),
  node: z.string().nullable(),
  message: z.string(),
  exitCode: z.int().nullable(),
  category: z.enum(CATEGORIES),
  group: z.enum(GROUPS),
  cause: z.string().describe("the line that says why"),
  severity: z.enum(SEVERITIES),
  confidence: Fraction,
  evidence: z.array(z.strictObject({ source: z.string(), line: z.string(), why: z.string() })),
  patternId: z.string().nullable(),
  incidentId: z.string().nullable().describe("the incident that it is the evidence of"),
  resolvedAt: Time.nullable(),
  notes: z.string().nullable(),
  remedies: z.array(Remedy),
});
export type Failure = z.output<typeof Failure>;

const Trend = z.enum(TRENDS).describe("unknown: fewer than five, or less than half an hour to compare");

export const Pattern = z.strictObject({
  id: z.string(),
  signature: z.string().describe("category and the cause line, <*> where values stand"),
  category: z.enum(CATEGORIES),
  occurrences: Count.describe("within the hours that were asked for"),
  occurrencesEver: Count,
  services: z.array(z.string()).describe("whom it hit, the most often hit first"),
  severity: z.enum(SEVERITIES).describe("the worst"),
  firstSeen: Time,
  lastSeen: Time,
  trend: Trend,
});
export type Pattern = z.output<typeof Pattern>;

const Counts = z.record(z.string(), Count);

export const Report = z.strictObject({
  windowHours: z.number(),
  madeAt: Time,
  sentence: z.string(),
  healthScore: z.number().min(0).max(100).nullable().describe("null: nothing is watched and nothing was reported"),
  healthReasons: z.array(z.strictObject({ points: z.number().describe("what it costs of 100"), why: z.string() })),
  trend: Trend,
  failures: Count,
  byCategory: Counts,
  bySeverity: Counts,
  byService: Counts,
  patterns: z.array(Pattern),
  incidents: z.array(
    z.strictObject({
      id: z.string(),
      sentence: z.string(),
      state: z.string(),
      severity: z.enum(SEVERITIES),
      category: z.string(),
      openedAt: Time,
      resolvedAt: Time.nullable(),
    }),
  ),
  recommendations: z.array(
    z.strictObject({
      severity: z.enum(SEVERITIES),
      what: z.string(),
      why: z.string(),
      services: z.array(z.string()),
      patternIds: z.array(z.string()),
    }),
  ),
});
export type Report = z.output<typeof Report>;
