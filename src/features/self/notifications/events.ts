import { z } from "zod";
import { event } from "../../../kernel/keys.ts";

export const SEVERITIES = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * What a notice is about. `needs-person`: nothing goes on without one. `down`: what was well is not. `better`: what was
 * told as down or waiting is over. `healed`: Hydra or Docker saw to it alone, nobody has to hear before the digest.
 */
export const NOTICE_KINDS = ["needs-person", "down", "better", "healed"] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Something that a person may want to hear. Any feature raises one; `notifications` decides who hears it, when and how. */
export const noticeRaised = event(
  "notice.raised",
  z.strictObject({
    /** The same id is told once. */
    id: z.string(),
    kind: z.enum(NOTICE_KINDS),
    severity: z.enum(SEVERITIES),
    /** Notices about one thing have one topic: an incident's id. A `better` ends what was told under it. */
    topic: z.string(),
    title: z.string().describe("one line"),
    text: z.string().describe("a few lines: what, since when, what Hydra did or asks"),
    /** Where on the page it stands: `/#incident=<id>`. */
    path: z.string().nullable(),
  }),
  { permission: "notifications.read" },
);
