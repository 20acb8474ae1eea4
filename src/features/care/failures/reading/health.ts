import type { Severity } from "../../../self/notifications/events.ts";

/** What of all that is watched is not well now. */
export interface Trouble {
  what: string;
  severity: Severity;
  /** An incident stands; a failure was only reported, and may be over; a container is down without an incident. */
  kind: "incident" | "failure" | "down";
}

export interface Health {
  /** 0 to 100; null without any evidence. */
  score: number | null;
  reasons: { points: number; why: string }[];
}

/** Which part of the health that is left one trouble takes. */
const TAKES: Readonly<Record<Severity, number>> = { critical: 0.4, high: 0.2, medium: 0.1, low: 0.04 };
/** A failure that nobody resolved weighs less than an incident, of which Hydra knows that it stands. */
const WEIGHT: Readonly<Record<Trouble["kind"], number>> = { incident: 1, down: 0.5, failure: 0.3 };

/**
 * How well everything is. Each trouble takes its part of what the others left, so that many small ones never make it worse
 * than it can be. The points of the reasons add up to what is missing from 100.
 * @param hasEvidence whether anything was looked at or reported: without, nobody knows
 */
export function healthOf(troubles: readonly Trouble[], hasEvidence: boolean): Health {
  if (!hasEvidence && troubles.length === 0) return { score: null, reasons: [] };
  let left = 100;
  const sorted = troubles
    .map(({ what, severity, kind }) => ({ what, part: TAKES[severity] * WEIGHT[kind] }))
    .toSorted((a, b) => b.part - a.part || (a.what < b.what ? -1 : 1));
  const reasons = sorted.map(({ what, part }) => {
    const points = left * part;
    left -= points;
    return { points: Math.round(10 * points) / 10, why: what };
  });
  return { score: Math.round(left), reasons };
}
