import { z } from "zod";
import { event } from "../../../kernel/keys.ts";

/** Hydra made up its mind about a container, or changed it. */
export const verdictReached = event(
  "verdict.reached",
  z.strictObject({
    id: z.string().describe("container id"),
    key: z.string(),
    name: z.string(),
    node: z.string(),
    verdict: z.enum(["well", "broken-check", "down", "unsure", "off"]),
    before: z.enum(["well", "broken-check", "down", "unsure", "off"]).nullable(),
    cause: z.string(),
    sentence: z.string(),
  }),
  { permission: "containers.read" },
);
