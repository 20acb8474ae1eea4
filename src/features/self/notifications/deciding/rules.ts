import type { NoticeKind, Severity } from "../events.ts";
import type { LocalTime } from "./local-time.ts";
import type { QuietHours } from "./quiet-hours.ts";

/**
 * What became of a notice. `waiting` for its neighbours, `held` over quiet hours and `sending` pass; `told`, `digest` and
 * `dropped` are the ends, and each notice comes to exactly one of them.
 */
export const FATES = ["waiting", "held", "sending", "told", "digest", "dropped"] as const;
export type Fate = (typeof FATES)[number];

export interface Notice {
  id: string;
  kind: NoticeKind;
  severity: Severity;
  topic: string;
  title: string;
  text: string;
  path: string | null;
  /** Epoch ms: when it was raised, and when Hydra heard of it here. */
  raisedAt: number;
  receivedAt: number;
}

/** A notice that nobody was told of yet, nor will not be. */
export interface Pending extends Notice {
  isHeld: boolean;
}

/** What a channel takes. */
export interface ChannelRule {
  name: string;
  severityAtLeast: Severity;
  kinds: readonly string[];
}

export interface Rules {
  channels: readonly ChannelRule[];
  /** How long a notice waits for others about the same. */
  groupMs: number;
  /** The same topic is told again only after this, unless it became worse. */
  againAfterMs: number;
  quiet: QuietHours | null;
  local: LocalTime;
}

/** The last thing that a channel was told, or is being told, about a topic. */
export interface LastTelling {
  kind: NoticeKind;
  severity: Severity;
  at: number;
}

/** So many topics within a minute are one message, not many. */
export const BURST_TOPICS = 5;
export const BURST_MS = 60_000;

/** Both only get worse upwards: a person who heard "down" hears "needs you". */
const URGENCY: Readonly<Record<NoticeKind, number>> = { healed: 0, better: 0, down: 1, "needs-person": 2 };

export function urgencyOf(kind: NoticeKind): number {
  return URGENCY[kind];
}

/** Is something wrong, as opposed to over? */
export function isTrouble(kind: NoticeKind): boolean {
  return URGENCY[kind] > 0;
}
