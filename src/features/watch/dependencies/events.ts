import { z } from "zod";
import { event } from "../../../kernel/keys.ts";

/**
 * One container was seen to be connected to another often enough to need it, or has not been for a week. Transient: it
 * is told again for each known link when Hydra starts.
 */
export const dependencyObserved = event(
  "dependency.observed",
  z.strictObject({ from: z.string(), to: z.string().describe("what is needed; both are identity keys"), isKnown: z.boolean() }),
  { permission: "containers.read", isTransient: true },
);
