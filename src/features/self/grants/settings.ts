import { z } from "zod";
import { settings } from "../../../kernel/keys.ts";

export const grantsSettings = settings(
  "grants",
  z.strictObject({
    rightInARow: z.int().min(1).max(100).default(5).describe("how often in a row Hydra must have been right before it offers to act alone"),
    overDays: z.int().min(0).max(90).default(7).describe("how many days such a row must span, from its first deed to now"),
    // Not longer than deeds are kept: a use that was forgotten would look like none.
    unusedDays: z.int().min(1).max(365).default(180).describe("after how many days without use acting becomes asking"),
  }),
);
