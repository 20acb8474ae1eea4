import type { Host } from "../../../../kernel/context.ts";
import type { Healer } from "../../incidents/events.ts";
import { pendingAttempts, type KeptAttempt } from "../store/attempts.ts";
import { caseOf } from "../store/cases.ts";
import { findShown, isSeen, readIncident, type Shown } from "../world/gather.ts";
import { lookAt } from "../world/look.ts";
import { conclude } from "./finish.ts";
import { isCurable, JUDGE_AFTER_MS, judgeBy, type Evidence } from "./verdict.ts";

/** Kept with what is judged later: a person did the same in the meantime. */
export const DONE_BY_PERSON = "a person did the same meanwhile";

export const NOTHING_HAPPENED: Evidence = {
  state: "unsure",
  sameBy: null,
  isOtherWay: false,
  isMerged: false,
  isDismissed: false,
  isCurable: false,
  waitedMs: 0,
};

/** Is a start of this container what was meant? Another container is made of something else, perhaps. */
export function isSameDeed({ operation, stateBefore }: KeptAttempt, containerId: string): boolean {
  return operation === "containers.restart" && stateBefore?.containerId === containerId;
}

/** How an incident ended. */
export interface Closed {
  healedBy: Healer | null;
  isDismissed: boolean;
  isMerged: boolean;
}

/** What the end of its incident shows. */
export async function atTheEnd(host: Host, attempt: KeptAttempt, { healedBy, isDismissed, isMerged }: Closed): Promise<Evidence> {
  const shown = await findShown(host, attempt.name, attempt.node);
  const isGone = shown === null && (await isSeen(host, attempt.node));
  const isStopped = isDismissed && healedBy === "person";
  const isWell = !isDismissed && healedBy !== null && shown !== null;
  const sameBy = healedBy === "hydra" ? "hydra" : doneBy(attempt);
  return {
    ...NOTHING_HAPPENED,
    state: isGone ? "gone" : isStopped ? "stopped" : isWell ? "well" : "unsure",
    sameBy,
    isOtherWay: isOther(attempt, shown) || (healedBy === "person" && sameBy === null),
    isMerged,
    isDismissed: isDismissed && !isStopped,
  };
}

/** What a look shows once it had its time. */
export async function afterWaiting(host: Host, attempt: KeptAttempt): Promise<Evidence> {
  const { name, node, cause, incidentId, startedAt } = attempt;
  const [look, shown] = await Promise.all([lookAt(host, attempt), findShown(host, name, node)]);
  const category = (await readIncident(host, incidentId))?.category ?? (await caseOf(host, incidentId))?.category;
  return {
    ...NOTHING_HAPPENED,
    state: shown === null ? ((await isSeen(host, node)) ? "gone" : "unsure") : stateOf(look),
    sameBy: doneBy(attempt),
    isOtherWay: isOther(attempt, shown),
    isDismissed: look.isBrokenCheck,
    isCurable: isCurable(cause, category ?? "unknown"),
    waitedMs: Math.max(JUDGE_AFTER_MS, Math.abs(host.clock.now() - startedAt)),
  };
}

function stateOf({ isOff, isIll }: Awaited<ReturnType<typeof lookAt>>): Evidence["state"] {
  if (isOff) return "stopped";
  return isIll === null ? "unsure" : isIll ? "ill" : "well";
}

function doneBy({ detail }: KeptAttempt): "person" | null {
  return detail === DONE_BY_PERSON ? "person" : null;
}

function isOther({ stateBefore }: KeptAttempt, shown: Shown | null): boolean {
  return shown !== null && stateBefore !== null && shown.container.id !== stateBefore.containerId;
}

/** The same was done and looked at: that judges what was only noted of it. */
export async function hearSameDeed(host: Host, done: KeptAttempt): Promise<void> {
  if (done.outcome !== "proven" && done.outcome !== "failed") return;
  const judged = judgeBy({ ...NOTHING_HAPPENED, state: done.outcome === "proven" ? "well" : "ill", sameBy: done.by });
  for (const attempt of await pendingAttempts(host)) {
    const isSame = attempt.level === "would" && attempt.key === done.key && attempt.operation === done.operation;
    if (isSame && judged !== null) await conclude(host, attempt, judged);
  }
}
