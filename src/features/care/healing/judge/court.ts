import { hydraCaller } from "../../../../kernel/caller.ts";
import type { Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { REJECTED } from "../acting/endings.ts";
import { findShown } from "../world/gather.ts";
import type { Trouble } from "../../incidents/events.ts";
import { countRelapse } from "../store/records.ts";
import { attemptsOf, changeAttempt, pendingAttempts, unjudged, type KeptAttempt } from "../store/attempts.ts";
import { afterWaiting, atTheEnd, DONE_BY_PERSON, isSameDeed, NOTHING_HAPPENED, type Closed } from "./evidence.ts";
import { conclude, deedOf, noteAttempt, passJudgement } from "./finish.ts";
import { isByPerson, isUndone, JUDGE_AFTER_MS, judgeBy, type Judged } from "./verdict.ts";

/** Kept with what is judged later: a person has just ended the container, so the next start is that person's too. */
const ENDED_BY_PERSON = "a person ended it meanwhile";

/** Whoever started it is given so long: then it is well, or that did not help. */
const PROVES_WITHIN_MS = 120_000;

async function undecided(host: Host, key: string): Promise<KeptAttempt[]> {
  return (await pendingAttempts(host)).filter((attempt) => attempt.key === key && attempt.level !== "acted");
}

/** Somebody started the container: is that what Hydra would have done? Whether it helped shows later. */
export async function hearStart(
  host: Host,
  key: string,
  event: { id: string; name: string; node: string; actedBy: string | null },
): Promise<void> {
  const waiting = (await undecided(host, key)).filter((attempt) => isSameDeed(attempt, event.id));
  if (waiting.length === 0) return;
  const shown = await findShown(host, event.name, event.node);
  const isDockersTurn = shown !== null && shown.restartPolicy !== "no";
  for (const attempt of waiting) {
    const wasEndedByPerson = attempt.detail === ENDED_BY_PERSON;
    if (!isByPerson({ actedBy: event.actedBy, wasEndedByPerson, isDockersTurn })) continue;
    const judgeAt = attempt.level === "would" ? host.clock.now() + PROVES_WITHIN_MS : null;
    await changeAttempt(host, attempt, { detail: DONE_BY_PERSON, judgeAt });
  }
}

interface Ended {
  name: string;
  node: string;
  stoppedBy: string;
  actedBy: string | null;
}

/** The container ended: a person took back what Hydra had done, or what a person did in its place did not help. */
export async function hearEnd(host: Host, key: string, event: Ended): Promise<void> {
  const isByHand = isUndone(event);
  for (const attempt of await undecided(host, key)) {
    if (isByHand) await endedByPerson(host, attempt);
    else if (event.stoppedBy === "itself" && attempt.detail === DONE_BY_PERSON) await endedAgain(host, attempt, event);
  }
  if (!isByHand) return;
  for (const attempt of await unjudged(host, key))
    if (attempt.outcome === "proven") await undoDeed(host, attempt, "a person stopped it right afterwards");
}

function endedByPerson(host: Host, attempt: KeptAttempt): Promise<KeptAttempt> {
  const judgeAt = attempt.level === "would" ? host.clock.now() + JUDGE_AFTER_MS : null;
  return changeAttempt(host, attempt, { detail: ENDED_BY_PERSON, judgeAt });
}

async function endedAgain(host: Host, attempt: KeptAttempt, { name, node }: Ended): Promise<void> {
  // What is heard late may be the end from before that start.
  if ((await findShown(host, name, node))?.container.state === "running") return;
  const judged = judgeBy({ ...NOTHING_HAPPENED, state: "ill", sameBy: "person" });
  if (attempt.level === "would" && judged !== null) await conclude(host, attempt, judged);
  else await changeAttempt(host, attempt, { detail: null });
}

/**
 * It fell ill again: where memory ran out, a new start had only bought time, and what was proven a moment ago did not help.
 * Of any other trouble it may be a new one.
 */
export async function hearRelapse(host: Host, { key }: { key: string }, trouble: Trouble, at: number): Promise<void> {
  if (trouble !== "out_of_memory") return;
  for (const attempt of await unjudged(host, key)) {
    const { outcome, cause, endedAt } = attempt;
    const hadHelped = outcome === "proven" || outcome === "right";
    if (!hadHelped || cause !== trouble || endedAt === null || at < endedAt) continue;
    const reason = `it ran out of memory again ${Math.round((at - endedAt) / 1_000)} s later`;
    const failed = await changeAttempt(host, attempt, { outcome: "failed", detail: reason, undo: null, judgeAt: null });
    if (outcome === "proven") await countRelapse(host, failed);
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
export async function hearClose(host: Host, incidentId: string, closed: Closed): Promise<void> {
  for (const attempt of await attemptsOf(host, incidentId)) {
    const { outcome, level } = attempt;
    if (level === "acted" || (outcome !== "pending" && outcome !== "declined")) continue;
    const judged = judgeBy(await atTheEnd(host, attempt, closed));
    if (outcome === "declined") await overtake(host, attempt, closed, judged);
    else if (level === "asked") await takeBack(host, attempt, judged);
    else if (judged !== null) await conclude(host, attempt, judged);
  }
}

/** A person said no, and it came back alone: it was not needed indeed. Nothing else, as a dismissal, says more than that no. */
async function overtake(host: Host, attempt: KeptAttempt, { isDismissed, isMerged }: Closed, judged: Judged | null): Promise<void> {
  if (judged?.outcome !== "needless" || isDismissed || isMerged) return;
  await conclude(host, attempt, { outcome: "needless", reason: `${attempt.detail ?? REJECTED}; ${judged.reason}` });
}

/** An ask that nobody needs any more. It is judged here; that it is over is heard as the end of the approval. */
async function takeBack(host: Host, attempt: KeptAttempt, judged: Judged | null): Promise<void> {
  const { approvalId } = attempt;
  if (approvalId === null) return;
  const { outcome, reason } = judged ?? { outcome: "unknown", reason: "it is over" };
  await changeAttempt(host, attempt, { judged: outcome, detail: reason });
  try {
    await host.kernel.approvals.withdraw(approvalId, hydraCaller("healing"), reason);
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
      const said = judgeBy(await afterWaiting(host, attempt));
      if (said === null) await changeAttempt(host, attempt, { judgeAt: now + LOOK_AGAIN_MS });
      else await conclude(host, attempt, said);
    } else if (judged === null) {
      const deed = deedOf(attempt.outcome);
      if (deed === null) await changeAttempt(host, attempt, { judgeAt: null });
      else {
        // Cut off before it was judged, perhaps before the story heard of it.
        await noteAttempt(host, attempt);
        await passJudgement(host, attempt, deed, attempt.verifiedBy ?? attempt.detail ?? "seen");
      }
    } else await changeAttempt(host, attempt, { judgeAt: null });
  }
}
