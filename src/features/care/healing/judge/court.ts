import { hydraCaller } from "../../../../kernel/caller.ts";
import type { Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { dropTry } from "../acting/endings.ts";
import { findShown } from "../world/gather.ts";
import { lookAt } from "../world/look.ts";
import type { Trouble } from "../../incidents/events.ts";
import { countRelapse } from "../store/records.ts";
import { attemptsOf, changeAttempt, unjudged, type KeptAttempt } from "../store/attempts.ts";
import { deedOf, JUDGE_AFTER_MS, noteAttempt, passJudgement } from "./finish.ts";
import { isUndone, judgeWould, type Happened, type Judged } from "./verdict.ts";

/** Somebody started the container: what does that say about what Hydra would have done? */
export async function hearStart(host: Host, key: string, event: { name: string; node: string; actedBy: string | null }): Promise<void> {
  const watched = (await unjudged(host, key)).filter(({ level, outcome }) => level === "would" && outcome === "pending");
  if (watched.length === 0) return;
  const shown = await findShown(host, event.name, event.node);
  for (const attempt of watched) {
    const wasEndedByPerson = attempt.detail === ENDED_BY_PERSON;
    const isDockersTurn = shown !== null && shown.restartPolicy !== "no";
    await judge(host, attempt, judgeWould({ kind: "started", actedBy: event.actedBy, wasEndedByPerson, isDockersTurn }));
  }
}

/** Kept with what Hydra would have done: a person has just ended the container, so the next start is that person's too. */
const ENDED_BY_PERSON = "a person ended it meanwhile";

/** The container ended: by a person, that takes back what Hydra did to it a moment ago. */
export async function hearEnd(host: Host, key: string, event: { stoppedBy: string; actedBy: string | null }): Promise<void> {
  if (!isUndone(event)) return;
  for (const attempt of await unjudged(host, key)) {
    if (attempt.level === "would") await changeAttempt(host, attempt, { detail: ENDED_BY_PERSON });
    else if (attempt.outcome === "proven") await undoDeed(host, attempt, "a person stopped it right afterwards");
  }
}

/**
 * It fell ill again: where memory ran out, a new start had only bought time, and what was proven a moment ago did not help.
 * Of any other trouble it may be a new one.
 */
export async function hearRelapse(host: Host, { key }: { key: string }, trouble: Trouble, at: number): Promise<void> {
  if (trouble !== "out_of_memory") return;
  for (const attempt of await unjudged(host, key)) {
    const { level, outcome, cause, endedAt } = attempt;
    if (level === "would" || outcome !== "proven" || cause !== trouble || endedAt === null || at < endedAt) continue;
    const reason = `it ran out of memory again ${Math.round((at - endedAt) / 1_000)} s later`;
    const failed = await changeAttempt(host, attempt, { outcome: "failed", detail: reason, undo: null, judgeAt: null });
    await countRelapse(host, failed);
    await noteAttempt(host, failed);
    if (failed.by === "hydra") await passJudgement(host, failed, "failed", reason);
  }
}

/** A person took it back: the story and the grants hear it. */
export async function undoDeed(host: Host, attempt: KeptAttempt, reason: string): Promise<KeptAttempt> {
  const undone = await changeAttempt(host, attempt, { outcome: "undone", detail: reason, undo: null, judgeAt: null });
  await noteAttempt(host, undone);
  return undone.by === "hydra" ? passJudgement(host, undone, "undone", reason) : undone;
}

/** The incident is over: what was noted is judged, what waits for a person is taken back. */
export async function hearClose(host: Host, incidentId: string, closed: Extract<Happened, { kind: "closed" }>): Promise<void> {
  for (const attempt of await attemptsOf(host, incidentId)) {
    if (attempt.outcome !== "pending") continue;
    if (attempt.level === "would") await judge(host, attempt, judgeWould(closed));
    else if (attempt.level === "asked" && attempt.approvalId !== null) await takeBack(host, attempt, closed.isMerged);
  }
}

/** An ask that nobody needs any more. How it ended is heard as the end of the approval. */
async function takeBack(host: Host, { approvalId }: KeptAttempt, isMerged: boolean): Promise<void> {
  if (approvalId === null) return;
  try {
    await host.kernel.approvals.withdraw(approvalId, hydraCaller("healing"), isMerged ? "the cause is somewhere else" : "it is well again");
  } catch (error) {
    if (!(error instanceof HydraError) || (error.code !== "not_found" && error.code !== "forbidden")) throw error;
  }
}

/** Nobody could say how it is: it is asked again. */
const LOOK_AGAIN_MS = 30_000;

/** Deeds whose time has come: what was noted ten minutes ago, what was cut off before it was told, what can be undone no more. */
export async function sit(host: Host): Promise<void> {
  const now = host.clock.now();
  for (const attempt of await unjudged(host)) {
    const { judgeAt, outcome, level, judged } = attempt;
    if (judgeAt === null || (judgeAt > now && judgeAt <= now + JUDGE_AFTER_MS)) continue;
    if (judgeAt > now + JUDGE_AFTER_MS) {
      // Set before the clock was put back: from now on it has its whole time.
      await changeAttempt(host, attempt, { judgeAt: now + JUDGE_AFTER_MS });
    } else if (level === "would" && outcome === "pending") {
      const { isIll } = await lookAt(host, attempt);
      const found = await findShown(host, attempt.name, attempt.node);
      if (found === null) await dropTry(host, attempt, `${attempt.name} is gone`);
      else if (isIll === null) await changeAttempt(host, attempt, { judgeAt: now + LOOK_AGAIN_MS });
      else await judge(host, attempt, judgeWould({ kind: "waited", isIll }));
    } else if (judged === null) {
      const deed = deedOf(attempt);
      if (deed === null) await changeAttempt(host, attempt, { judgeAt: null });
      else await passJudgement(host, attempt, deed, attempt.verifiedBy ?? attempt.detail ?? "seen");
    } else await changeAttempt(host, attempt, { judgeAt: null });
  }
}

/** What was only noted is over with its judgement. */
async function judge(host: Host, attempt: KeptAttempt, judged: Judged | null): Promise<void> {
  if (judged === null) return;
  const { outcome, reason } = judged;
  const told = await changeAttempt(host, attempt, {
    // In the story: it would have helped (nobody knows, so it is not "proven") or nobody needed it.
    outcome: outcome === "right" ? "failed" : "needless",
    detail: outcome === "right" ? `it would have been right: ${reason}` : reason,
    endedAt: host.clock.now(),
  });
  await noteAttempt(host, told);
  await passJudgement(host, told, outcome, reason);
}
