import { z } from "zod";
import { settings } from "../../../kernel/keys.ts";

export const monitorsSettings = settings(
  "monitors",
  z.strictObject({
    intervalSeconds: z
      .int()
      .min(5)
      .max(3_600)
      .default(60)
      .describe("how often a service is asked; after a change every 20 seconds for a while"),
    timeoutSeconds: z.int().min(1).max(60).default(5).describe("how long one answer may take"),
    failuresToDown: z.int().min(1).max(10).default(2).describe("so many of the last `window` looks must fail before a service is down"),
    window: z.int().min(1).max(10).default(3).describe("the looks that failuresToDown is counted in"),
    atOnce: z.int().min(1).max(64).default(16).describe("looks that may be under way together"),
  }),
);
