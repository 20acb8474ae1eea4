import { z } from "zod";

const Ms = z.number().nullable();

const STATUSES = ["passed", "failed", "skipped"] as const;
/** As a rule knows it, or otherwise. */
const ENDED = [
  "healed",
  "left-alone",
  "escalated",
  "rolled-back",
  "healed-by-docker",
  "ended-by-itself",
  "ended-by-person",
  "dismissed",
  "unfinished",
] as const;
export type Ended = (typeof ENDED)[number];

const Act = z.strictObject({ remedy: z.string(), service: z.string(), outcome: z.string() });

/** One case, as soon as it is over. */
export const CaseResult = z.strictObject({
  kind: z.literal("case"),
  case: z.string(),
  title: z.string(),
  status: z.enum(STATUSES).describe("skipped: it could not be played here"),
  noticeMs: Ms.describe("from the fault until Hydra said what is wrong; null: never"),
  detectedMs: Ms.describe("from the event at its source until the incident was on disk"),
  said: z.string().nullable().describe("what Hydra took it for: trouble, category"),
  isCauseRight: z.boolean(),
  root: z.string().nullable().describe("the service at which Hydra saw the cause"),
  did: z.array(Act).readonly().describe("what Hydra did by itself"),
  ended: z.enum(ENDED).nullable().describe("null: it was not played to its end"),
  toWellMs: Ms.describe("from the fault until well again and proven"),
  wrongs: z.array(z.string()).readonly().describe("rules that were broken"),
  why: z.string().nullable().describe("why it was not played, or broke off"),
  sentence: z.string(),
});
export type CaseResult = z.output<typeof CaseResult>;

/** What is going to be done, before anything is. */
export const Announcement = z.strictObject({
  kind: z.literal("plan"),
  id: z.string().describe("of this drill"),
  node: z.string(),
  image: z.string(),
  cases: z.array(z.string()),
  patienceSeconds: z.int(),
  sentence: z.string(),
});

export const Summary = z.strictObject({
  kind: z.literal("summary"),
  id: z.string(),
  passed: z.int(),
  failed: z.int(),
  skipped: z.int(),
  medianNoticeMs: Ms,
  medianToWellMs: Ms,
  sentence: z.string(),
});
export type Summary = z.output<typeof Summary>;

export const DrillItem = z.union([Announcement, CaseResult, Summary]);
export type DrillItem = z.output<typeof DrillItem>;
