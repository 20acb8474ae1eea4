import { z } from "zod";
import { event } from "../../../kernel/keys.ts";

/** Hydra's own judgement of a container. */
export const VERDICTS = ["well", "broken-check", "down", "unsure", "off"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Hydra made up its mind about a container, or changed it. */
export const verdictReached = event(
  "verdict.reached",
  z.strictObject({
    id: z.string().describe("container id"),
    key: z.string(),
    name: z.string(),
    node: z.string(),
    verdict: z.enum(VERDICTS),
    before: z.enum(VERDICTS).nullable(),
    cause: z.string(),
    sentence: z.string(),
  }),
  { permission: "containers.read" },
);
