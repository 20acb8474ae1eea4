import { z } from "zod";
import { CALLER_KINDS } from "./caller.ts";
import { event } from "./keys.ts";

const About = {
  id: z.string(),
  operation: z.string(),
  subject: z.string().nullable(),
  askedBy: z.string().describe("the caller's id"),
  caller: z.enum(CALLER_KINDS),
  reason: z.string(),
};

/** A call was parked: a person has to decide. */
export const approvalAsked = event("approval.asked", z.strictObject(About), { permission: "approvals.read" });

/** It waits no longer: it ran (done, failed), a person rejected it, or whoever asked took it back. */
export const approvalEnded = event(
  "approval.ended",
  z.strictObject({
    ...About,
    state: z.enum(["done", "failed", "rejected", "withdrawn"]),
    decidedBy: z.string().nullable(),
    decisionReason: z.string().nullable(),
  }),
  { permission: "approvals.read" },
);

export const approvalEvents = [approvalAsked, approvalEnded];
