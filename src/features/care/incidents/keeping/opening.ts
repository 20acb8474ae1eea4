import type { Attempt } from "../events.ts";
import { illMs, incidentId, MOST_ATTEMPTS, MOST_CLUES, troubleAfter, type Incident, type Sickness } from "./incident.ts";

/** A new incident, as whoever noticed it reports it. */
export function opened(sickness: Sickness, seq: number, now: number): Incident {
  const { subject, trouble, cause, category, confidence, clues, happenedAt, isLive, wasIllAtFirstSight, runStartedAt } = sickness;
  return {
    id: incidentId(subject.name, seq),
    seq,
    state: "open",
    subject,
    trouble,
    cause,
    category,
    confidence,
    clues,
    severity: sickness.severity ?? "medium",
    wasIllAtFirstSight,
    isLive,
    happenedAt,
    cameAt: happenedAt,
    openedAt: now,
    reopenedAt: null,
    earlierMs: 0,
    detectedMs: Math.max(0, now - happenedAt),
    settledAt: null,
    closedAt: null,
    healedBy: null,
    mergedInto: null,
    reason: null,
    isFalse: false,
    runStartedAt,
    startedBy: null,
    startedThrough: null,
    affected: [],
    attempts: sickness.isWithDocker ? [dockersAttempt(sickness, `${seq}.docker`, now)] : [],
    plan: null,
    changes: [],
    signals: sickness.signals.length,
    untold: [],
  };
}

/** The same incident again: what was found and tried stays, its outcome is open once more. */
export function reopened(before: Incident, sickness: Sickness, now: number): Incident {
  const { trouble, cause, clues, runStartedAt, signals, isWithDocker } = sickness;
  const said = new Set(clues.map(({ line }) => line));
  const tries = before.attempts.filter(({ by }) => by === "docker").length;
  return {
    ...before,
    state: "open",
    cameAt: sickness.happenedAt,
    // It was well in between: what comes now came under Hydra's eyes.
    wasIllAtFirstSight: false,
    trouble: troubleAfter(before.trouble, trouble),
    cause,
    ...betterOf(before, sickness),
    clues: [...clues, ...before.clues.filter(({ line }) => !said.has(line))].slice(0, MOST_CLUES),
    settledAt: null,
    closedAt: null,
    healedBy: null,
    reason: null,
    isFalse: false,
    runStartedAt,
    startedBy: null,
    startedThrough: null,
    reopenedAt: now,
    earlierMs: illMs(before, before.closedAt ?? now),
    signals: before.signals + signals.length,
    attempts: isWithDocker
      ? [...before.attempts, dockersAttempt(sickness, `${before.seq}.docker.${tries + 1}`, now)].slice(-MOST_ATTEMPTS)
      : before.attempts,
  };
}

/** What was found out by reading stays until something better is read: that it comes again, and again, is no reason. */
function betterOf(before: Incident, { category, confidence }: Sickness): Pick<Incident, "category" | "confidence"> {
  const isReason = category !== "unknown" && category !== "crash_loop";
  if (before.category === "unknown" || (isReason && confidence >= before.confidence)) return { category, confidence };
  return { category: before.category, confidence: before.confidence };
}

/** Its restart policy brings it back: that is an attempt like any other, and the first one. */
function dockersAttempt({ subject, happenedAt }: Sickness, id: string, now: number): Attempt {
  return {
    id,
    by: "docker",
    remedy: "restart",
    operation: null,
    subject: subject.name,
    level: "acted",
    startedAt: Math.min(happenedAt, now),
    outcome: "pending",
    verifiedBy: null,
    durationMs: null,
    approvalId: null,
    detail: null,
    undo: null,
  };
}
