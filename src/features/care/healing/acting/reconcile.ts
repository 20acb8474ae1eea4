import type { Approval } from "../../../../kernel/approvals.ts";
import type { Host } from "../../../../kernel/context.ts";
import { part } from "../../../../kernel/keys.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import type { Finished } from "../judge/finish.ts";
import { attemptsOf, attemptWithApproval, pendingAttempts, type KeptAttempt } from "../store/attempts.ts";
import { caseOf } from "../store/cases.ts";
import { findShown, isSeen, type Shown } from "../world/gather.ts";
import { lookAt } from "../world/look.ts";
import { readVerified } from "../world/remedies.ts";
import { inHand, prove } from "./attempt.ts";
import { dropTry, endTry, REJECTED } from "./endings.ts";
import { steward } from "./steward.ts";

const STAYED_UP_MS = 10_000;
/** Longer than any check takes: what nobody can say by then counts as not well. */
const LONGEST_WAIT_MS = 600_000;
const MOST_JOBS = 500;

/** An approval ended: what Hydra asked for was done, failed, was rejected or taken back. */
export async function hearApproval(host: Host, approvalId: string): Promise<void> {
  const attempt = await attemptWithApproval(host, approvalId);
  if (attempt !== null && (await canCompare(host, attempt))) await settleAsked(host, attempt);
}

/** Before the engine was looked at, everything seems to be gone. One that does not come back is not waited for. */
async function canCompare(host: Host, { node, startedAt }: KeptAttempt): Promise<boolean> {
  if (Math.abs(host.clock.now() - startedAt) >= LONGEST_WAIT_MS) return true;
  return isSeen(host, node);
}

/** Tries that nobody holds in hand: compared with the world, each ends in a clear outcome. */
export async function reconcile(host: Host): Promise<void> {
  const hands = host.part(inHand);
  for (const attempt of await pendingAttempts(host)) {
    if (attempt.level === "would" || hands.has(attempt.id) || !(await canCompare(host, attempt))) continue;
    if (attempt.level === "asked") await settleAsked(host, attempt);
    else await settleLeft(host, attempt);
  }
}

/** What is being settled now, by attempt id: the event and the look now and then may find the same end. */
const settling = part("healing.settling", (_host: Host) => new Map<string, Promise<void>>());

function settleAsked(host: Host, attempt: KeptAttempt): Promise<void> {
  const underWay = host.part(settling);
  const known = underWay.get(attempt.id) ?? settleOnce(host, attempt).finally(() => underWay.delete(attempt.id));
  underWay.set(attempt.id, known);
  return known;
}

async function settleOnce(host: Host, { id, incidentId }: KeptAttempt): Promise<void> {
  const attempt = (await attemptsOf(host, incidentId)).find((each) => each.id === id);
  if (attempt === undefined || attempt.outcome !== "pending" || attempt.approvalId === null) return;
  const approval = await host.kernel.approvals.get(attempt.approvalId);
  if (approval.state === "waiting" || approval.state === "running") return;
  const ended = await endOfAsked(host, attempt, approval);
  if (approval.state !== "expired") await host.kernel.approvals.collect(approval.id, approval.caller);
  if (ended === null) await dropTry(host, attempt, droppedBecause(approval));
  else await end(host, attempt, ended);
  host.part(steward).consider(attempt.incidentId);
}

/** Null: it was not done, and says nothing about whether asking was right. */
async function endOfAsked(host: Host, attempt: KeptAttempt, approval: Approval): Promise<Finished | null> {
  const durationMs = approval.decidedAt === null ? null : Math.max(0, host.clock.now() - approval.decidedAt);
  switch (approval.state) {
    case "done":
      return { ...(await prove(host, attempt, readVerified(attempt, approval.result))), durationMs };
    case "rejected":
      return { ...NOT_DONE, outcome: "declined", detail: sentence(REJECTED, approval.decisionReason) };
    case "withdrawn":
      // What the end of the incident showed was kept before it was taken back.
      return attempt.judged === null || attempt.judged === "undone"
        ? { ...NOT_DONE, outcome: "unknown", detail: sentence("it was taken back", approval.decisionReason) }
        : { ...NOT_DONE, outcome: attempt.judged, detail: attempt.detail };
    case "failed":
      if (approval.error?.code === "conflict" || approval.error?.code === "not_found") return null;
      // An end that a crash cut off: the world knows whether it was done.
      if (approval.error?.code === "internal" && (await isDone(host, attempt)).isDone)
        return { ...(await prove(host, attempt, SEEN_LATER)), durationMs: null };
      return { outcome: "failed", verifiedBy: null, detail: maskSecrets(approval.error?.detail ?? "it failed"), durationMs, undo: null };
    default:
      return null;
  }
}

const NOT_DONE = { verifiedBy: null, durationMs: null, undo: null };

function sentence(what: string, why: string | null): string {
  return why === null ? what : `${what}: ${why}`;
}

const SEEN_LATER = { healthy: null, by: "it was found done", undo: null };

function droppedBecause({ state, error }: Approval): string {
  return state === "expired" ? "nobody decided in time" : maskSecrets(error?.detail ?? "it was not done");
}

/** Left by a process before this one, or by an engine that went away. */
async function settleLeft(host: Host, attempt: KeptAttempt): Promise<void> {
  if (await isStillRun(host, attempt)) return;
  const { isDone: wasDone, shown } = await isDone(host, attempt);
  if (shown === null) return end(host, attempt, failed(`${attempt.name} was removed meanwhile`), true);
  const look = await lookAt(host, attempt);
  if (!wasDone) {
    if (look.isIll === null && shown.container.lostSince != null) return;
    if (attempt.detail !== null) return end(host, attempt, failed(attempt.detail), true);
    await dropTry(host, attempt, "Hydra was stopped before it was done");
    return host.part(steward).consider(attempt.incidentId);
  }
  if (look.isIll === null && !isUpLongEnough(host, shown) && Math.abs(host.clock.now() - attempt.startedAt) < LONGEST_WAIT_MS) return;
  await end(host, attempt, { ...(await prove(host, attempt, SEEN_LATER)), durationMs: null }, true);
}

/** Does the kernel still carry it out, or is about to after a crash? */
async function isStillRun(host: Host, { operation, caller, name }: KeptAttempt): Promise<boolean> {
  const jobs = await host.kernel.jobs.list("running", MOST_JOBS);
  return jobs.some((job) => job.operation === operation && job.caller.id === caller && (job.input as { name?: unknown }).name === name);
}

/** Another container, or another start: then it was done. An image is taken back only by another container. */
async function isDone(host: Host, { name, node, remedy, stateBefore }: KeptAttempt): Promise<{ isDone: boolean; shown: Shown | null }> {
  const shown = await findShown(host, name, node);
  const isOther = shown?.container.id !== stateBefore?.containerId;
  const isOtherStart = remedy !== "rollback" && shown?.container.startedAt !== stateBefore?.startedAt;
  return { isDone: shown !== null && (isOther || isOtherStart), shown };
}

function isUpLongEnough(host: Host, { container, healthCheck }: Shown): boolean {
  if (healthCheck !== null || container.state !== "running" || container.startedAt === null) return false;
  return Math.abs(host.clock.now() - Date.parse(container.startedAt)) >= STAYED_UP_MS;
}

function failed(detail: string): Finished {
  return { outcome: "failed", verifiedBy: null, detail, durationMs: null, undo: null };
}

async function end(host: Host, attempt: KeptAttempt, finished: Finished, goesOn = false): Promise<void> {
  const file = await caseOf(host, attempt.incidentId);
  if (file === null) return;
  await endTry(host, file, attempt, finished, await findShown(host, attempt.name, attempt.node));
  if (goesOn) host.part(steward).consider(attempt.incidentId);
}
