import { z } from "zod";
import { event } from "../../../kernel/keys.ts";

export const PRIORITIES = ["low", "medium", "high", "critical"] as const;
export type Priority = (typeof PRIORITIES)[number];
export const STATUSES = ["new", "planned", "in-progress", "implemented", "wont-fix"] as const;
export type Status = (typeof STATUSES)[number];

/** Who or what noticed that something is missing. */
export const SOURCES = ["person", "refusal", "search", "remedy", "voice", "crew"] as const;
export type Source = (typeof SOURCES)[number];

/**
 * Something was wanted that nothing here can do: an unknown voice intent, a crew that does not exist. Told by whoever
 * noticed it; the same id again counts nothing.
 */
export const gapNoticed = event(
  "gap.noticed",
  z.strictObject({
    id: z.string(),
    /** Names the need where it has a name (`voice:water the plants`); null: the description is compared. */
    key: z.string().max(300).nullable(),
    description: z.string(),
    category: z.string().max(60).nullable(),
    priority: z.enum(PRIORITIES),
    source: z.enum(SOURCES),
    /** What was going on: it may quote what somebody said. */
    context: z.string().nullable(),
    /** Work could not go on without it. */
    isBlocking: z.boolean(),
  }),
  { permission: "capabilities.read" },
);
export type NoticedGap = z.output<typeof gapNoticed.schema>;
