import { z } from "zod";
import { CALLER_KINDS } from "./caller.ts";
import { event } from "./keys.ts";

/**
 * Somebody wanted what this Hydra cannot do: no operation of that name, words that no operation speaks of, or an
 * integration that it needs and that is not configured. Nobody was refused a right here. Transient: it can come in floods.
 */
export const wishUnserved = event(
  "wish.unserved",
  z.strictObject({
    /** The operation that was called; null when words were searched for. */
    operation: z.string().nullable(),
    /** What was searched for; null when an operation was called. */
    words: z.string().nullable(),
    why: z.enum(["unknown", "not_configured"]),
    /** What the caller was told. */
    message: z.string(),
    askedBy: z.string().describe("the caller's id"),
    caller: z.enum(CALLER_KINDS),
  }),
  { permission: "capabilities.read", isTransient: true },
);

export const refusalEvents = [wishUnserved];
