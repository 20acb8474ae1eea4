import { z } from "zod";
import { event } from "../../../kernel/keys.ts";

/** Every ten seconds: the newest values of each node, for the page. Neither stored nor replayed. */
export const telemetryMeasured = event(
  "telemetry.measured",
  z.strictObject({
    nodes: z.array(
      z.strictObject({
        name: z.string(),
        cpuUsedPercent: z.number().nullable(),
        memoryUsedBytes: z.number().nullable(),
        memoryTotalBytes: z.number().nullable(),
        load1: z.number().nullable(),
        measuredAt: z.iso.datetime().nullable(),
      }),
    ),
  }),
  { permission: "telemetry.read", isTransient: true },
);
