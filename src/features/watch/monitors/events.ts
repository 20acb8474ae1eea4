import { z } from "zod";
import { event } from "../../../kernel/keys.ts";
import { MONITOR_STATES } from "./monitor/judge.ts";

/** A monitor went up, down or unknown. */
export const monitorChanged = event(
  "monitor.changed",
  z.strictObject({
    id: z.string(),
    node: z.string(),
    project: z.string().nullable(),
    service: z.string(),
    container: z.string(),
    from: z.enum(MONITOR_STATES),
    to: z.enum(MONITOR_STATES),
    detail: z.string(),
    latencyMs: z.number().nullable(),
  }),
  { permission: "monitors.read" },
);
