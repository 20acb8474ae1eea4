import type { Host } from "../../../../kernel/context.ts";
import { deedJudged, type DeedOutcome } from "../../../self/grants/events.ts";
import { attemptNoted, type Attempt } from "../../incidents/events.ts";
import { changeAttempt, toldAttempt, type KeptAttempt } from "../store/attempts.ts";
import { countOutcome } from "../store/records.ts";
import { JUDGE_AFTER_MS, type Judged } from "./verdict.ts";

/** How a try ended. */
export interface Finished {
  outcome: Attempt["outcome"];
  verifiedBy: string | null;
  detail: string | null;
  durationMs: number | null;
  undo: Attempt["undo"];
}

/** Judging takes a moment. */
const CUT_OFF_MS = 30_000;

export function noteAttempt(host: Host, attempt: KeptAttempt): Promise<void> {
  return host.emit(attemptNoted, { incidentId: attempt.incidentId, attempt: toldAttempt(attempt) });
}

/** What an outcome says about the deed; null when it is not known yet. Pure. */
export function deedOf(outcome: KeptAttempt["outcome"]): DeedOutcome | null {
  if (outcome === "pending") return null;
  return outcome === "proven" ? "right" : outcome;
}

/** The outcome is known: keep it, tell the story, the record and the grants. */
export async function finishAttempt(host: Host, attempt: KeptAttempt, finished: Finished, madeOf: string | null): Promise<KeptAttempt> {
  const now = host.clock.now();
  const isDone = attempt.level !== "would" && (finished.outcome === "proven" || finished.outcome === "failed");
  const ended = await changeAttempt(host, attempt, {
    ...finished,
    endedAt: now,
    // Judged in the same breath; should that be cut off, the court finds it a little later.
    judged: null,
    judgeAt: attempt.by === "hydra" ? now + CUT_OFF_MS : null,
  });
  if (isDone) {
    const { signature, remedy, name: subject } = ended;
    await countOutcome(host, { signature, remedy, subject, madeOf }, finished.outcome === "proven");
  }
  await noteAttempt(host, ended);
  const deed = deedOf(ended.outcome);
  return ended.by === "hydra" && deed !== null ? passJudgement(host, ended, deed, reasonFor(ended)) : ended;
}

function reasonFor({ outcome, verifiedBy, detail, name }: KeptAttempt): string {
  if (outcome === "proven") return `${name} was well afterwards: ${verifiedBy ?? "seen"}`;
  return detail ?? verifiedBy ?? `${name} was not well afterwards`;
}

/** What was only noted is over with its judgement. */
export async function conclude(host: Host, attempt: KeptAttempt, { outcome, reason }: Judged): Promise<void> {
  const told = await changeAttempt(host, attempt, { outcome, detail: reason, endedAt: host.clock.now() });
  await noteAttempt(host, told);
  await passJudgement(host, told, outcome, reason);
}

/** Tell the grants how a deed turned out. One that may still turn out otherwise is watched for a while yet. */
export async function passJudgement(host: Host, attempt: KeptAttempt, judged: DeedOutcome, reason: string): Promise<KeptAttempt> {
  const { id, caller, operation, node, project, name, cause, level, startedAt: at } = attempt;
  const subject = { kind: "container", node, project, name };
  await host.emit(deedJudged, { id, grantee: caller, operation, subject, cause, level, at, outcome: judged, reason });
  const staysOpen = judged === "right" && attempt.judged === null && mayTurnOut(attempt);
  return changeAttempt(host, attempt, { judged, judgeAt: staysOpen ? host.clock.now() + JUDGE_AFTER_MS : null });
}

/** What was done may be taken back by a person; where memory ran out it may run out again. */
function mayTurnOut({ outcome, cause }: KeptAttempt): boolean {
  return outcome === "proven" || cause === "out_of_memory";
}
