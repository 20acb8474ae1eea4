import { z } from "zod";
import { settings } from "../../../kernel/keys.ts";

export const failuresSettings = settings(
  "failures",
  z.strictObject({
    investigationModel: z
      .string()
      .min(1)
      .max(200)
      .nullable()
      .default(null)
      .describe("which model investigates; none: the largest that is loaded"),
    investigationSteps: z.int().min(2).max(20).default(6).describe("how often it is asked for one incident"),
    investigationTokens: z
      .int()
      .min(1_000)
      .max(200_000)
      .default(20_000)
      .describe("tokens that one investigation may spend before it is asked nothing more"),
  }),
);
