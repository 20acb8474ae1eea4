import { z } from "zod";
import { event } from "../../../kernel/keys.ts";
import { GRANT_LEVELS } from "../../../kernel/grants.ts";

/**
 * How something that Hydra or a model did, or would have done, turned out when reality had its say. Declined is what a
 * person did not want; unknown is what nothing showed to be right or wrong.
 */
export const DEED_OUTCOMES = ["right", "failed", "undone", "needless", "declined", "unknown"] as const;
export type DeedOutcome = (typeof DEED_OUTCOMES)[number];

/** A deed was judged by what happened afterwards. Whoever acts by itself reports its deeds; grants live by them. */
export const deedJudged = event(
  "deed.judged",
  z.strictObject({
    /** The same deed is counted once; a later outcome (undone) replaces an earlier one. */
    id: z.string(),
    grantee: z.string().describe("the caller's id, as hydra:healing"),
    operation: z.string(),
    subject: z.strictObject({ kind: z.string(), node: z.string().nullable(), project: z.string().nullable(), name: z.string() }),
    cause: z.string().nullable(),
    /** Was it only noted, asked for, or done? */
    level: z.enum(["would", "asked", "acted"]),
    /** When it was done or would have been, epoch ms. */
    at: z.number(),
    outcome: z.enum(DEED_OUTCOMES),
    reason: z.string().describe("one sentence: what showed it"),
  }),
  { permission: "grants.read" },
);

/** Hydra asks to be allowed something, after a record that speaks for it. */
export const grantOffered = event(
  "grant.offered",
  z.strictObject({ id: z.string(), sentence: z.string(), operation: z.string(), cause: z.string().nullable() }),
  { permission: "grants.read" },
);

/** A grant was given, changed, lowered or taken back. */
export const grantChanged = event(
  "grant.changed",
  z.strictObject({
    id: z.string(),
    operation: z.string(),
    level: z.enum(GRANT_LEVELS).nullable().describe("null: taken back"),
    by: z.string(),
    reason: z.string().nullable(),
  }),
  { permission: "grants.read" },
);
