import { z } from "zod";
import { toIso, toIsoOrNull } from "../../../kernel/clock.ts";
import { JOB_STATES } from "../../../kernel/jobs.ts";
import { operation } from "../../../kernel/operation.ts";

const JobShape = z.strictObject({
  id: z.string(),
  operation: z.string(),
  subject: z.string().nullable(),
  by: z.string(),
  door: z.string(),
  state: z.enum(JOB_STATES),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  tries: z.int(),
  error: z.string().nullable(),
});

export const list = operation({
  name: "jobs.list",
  summary: "List changes under way and ended, newest first",
  http: "GET /jobs",
  shell: "jobs",
  risk: "read",
  input: z.strictObject({
    state: z.enum(JOB_STATES).optional().describe("only in this state"),
    limit: z.int().min(1).max(500).default(100).describe("how many to list at most"),
  }),
  output: z.strictObject({ jobs: z.array(JobShape) }),
  run: async ({ state, limit }, ctx) => ({
    jobs: (await ctx.kernel.jobs.list(state, limit)).map((job) => ({
      id: job.id,
      operation: job.operation,
      subject: job.subject,
      by: job.caller.id,
      door: job.door,
      state: job.state,
      startedAt: toIso(job.startedAt),
      finishedAt: toIsoOrNull(job.finishedAt),
      tries: job.tries,
      error: job.error,
    })),
  }),
});
