import { z } from "zod";
import { settings } from "../../../kernel/keys.ts";

export const logsSettings = settings(
  "logs",
  z.strictObject({
    isEnabled: z
      .boolean()
      .default(true)
      .describe("keep the last lines of each container; a container's label hydra.logs=false leaves it out"),
    linesPerContainer: z.int().min(100).max(1_000_000).default(10_000).describe("how many lines of each container are kept"),
    sizeLimitMiB: z.int().min(8).max(65_536).default(512).describe("the oldest lines of all go when logs.db is larger"),
    keepRemovedDays: z.int().min(1).max(3_650).default(30).describe("how long the lines of a removed container stay"),
  }),
);
