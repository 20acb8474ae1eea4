import { z } from "zod";
import { settings } from "../../../kernel/keys.ts";

export const healingSettings = settings(
  "healing",
  z.strictObject({
    perContainerPerHour: z.int().min(1).max(20).default(3).describe("acts by Hydra itself on one container within an hour"),
    backOffSeconds: z
      .int()
      .min(1)
      .max(3_600)
      .default(30)
      .describe("pause before the second act on one container within an hour; four times as long before each further one"),
    perTenMinutes: z.int().min(1).max(200).default(10).describe("acts by Hydra itself on everything together within ten minutes"),
    windows: z
      .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, { error: 'a window is "HH:MM-HH:MM"' }))
      .max(10)
      .default([])
      .describe("hours of the day, in the machine's own time, in which Hydra may act by itself; none: always"),
  }),
);
