import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../../../../kernel/context.ts";
import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import { newId } from "../../../../kernel/ids.ts";
import { part } from "../../../../kernel/keys.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import type { Attempt, Remedy, Trouble } from "../../incidents/events.ts";
import type { Finished } from "../judge/finish.ts";
import { JUDGE_AFTER_MS } from "../judge/verdict.ts";
import { changeAttempt, keepAttempt, type KeptAttempt } from "../store/attempts.ts";
import type { Shown } from "../world/gather.ts";
import { lookAt, type Look } from "../world/look.ts";
import { perform, type Verified } from "../world/remedies.ts";

/** Who acts: Hydra under its grants, or a person with a person's rights. */
export interface Actor {
  by: "hydra" | "person";
  callerId: string;
  call: Host["call"];
}

/** How a try went as far as it is known now. */
export type Went =
  | { kind: "ended"; attempt: KeptAttempt; finished: Finished }
  /** A person has to approve it. */
  | { kind: "asked"; attempt: KeptAttempt }
  /** Hydra only watches: it is noted. */
  | { kind: "watched"; attempt: KeptAttempt; isTold: boolean }
  /** It was not done, and is no outcome either: paused, or rejected by a person before. */
  | { kind: "refused"; attempt: KeptAttempt; reason: string }
  /** Nobody knows yet: Hydra or the engine went away meanwhile. The world is compared later. */
  | { kind: "left"; attempt: KeptAttempt };

/** What this process carries out at the moment: whatever else is pending was left by one before. */
export const inHand = part("healing.inHand", (_host: Host) => new Set<string>());

/** What is going to be tried. */
export interface Try {
  incidentId: string;
  signature: string;
  remedy: Remedy;
  operation: string;
  cause: Trouble;
  /** Identity of the container that is acted on. */
  shown: Shown;
  /** Id of the image to go back to. */
  imageId: string | null;
  /** Hydra only watches, as it seems: nothing is told as done before the gate lets it through. */
  isWatched?: boolean;
}

/** The intent, before anything is done. */
export function intend(host: Pick<Host, "clock">, wanted: Try, actor: Actor): KeptAttempt {
  const { shown, incidentId, signature, remedy, operation, cause, isWatched = false } = wanted;
  const { container, key } = shown;
  const now = host.clock.now();
  return {
    id: newId("attempt", now),
    incidentId,
    signature,
    key,
    node: container.node,
    project: container.project,
    name: container.name,
    remedy,
    operation,
    cause,
    by: actor.by,
    caller: actor.callerId,
    level: isWatched ? "would" : "acted",
    outcome: "pending",
    startedAt: now,
    endedAt: null,
    durationMs: null,
    verifiedBy: null,
    detail: null,
    approvalId: null,
    undo: null,
    stateBefore: { containerId: container.id, startedAt: container.startedAt },
    judged: null,
    judgeAt: isWatched ? now + JUDGE_AFTER_MS : null,
  };
}

/** Write the intent down, do it, look how it went. The story hears of it while it is done. */
export async function tryIt(host: Host, wanted: Try, actor: Actor, told: (attempt: KeptAttempt) => Promise<void>): Promise<Went> {
  const attempt = intend(host, wanted, actor);
  const hands = host.part(inHand);
  hands.add(attempt.id);
  try {
    await keepAttempt(host, attempt);
    const telling = told(attempt);
    const went = await carryOut(host, attempt, wanted.imageId, actor);
    await telling;
    return went;
  } finally {
    hands.delete(attempt.id);
  }
}

async function carryOut(host: Host, attempt: KeptAttempt, imageId: string | null, actor: Actor): Promise<Went> {
  const began = host.clock.monotonicMs();
  try {
    const verified = await perform(actor.call, attempt, imageId);
    const durationMs = Math.round(host.clock.monotonicMs() - began);
    // What was only watched a moment ago was let through all the same: it was granted meanwhile.
    const done = attempt.level === "would" ? await changeAttempt(host, attempt, { level: "acted", judgeAt: null }) : attempt;
    if (host.stopping.aborted) return { kind: "left", attempt: done };
    return { kind: "ended", attempt: done, finished: { ...(await prove(host, done, verified)), durationMs } };
  } catch (error) {
    if (!(error instanceof HydraError)) throw error;
    const { code, detail, message } = error;
    if (code === "approval_required" && detail.approvalId !== undefined)
      return { kind: "asked", attempt: await changeAttempt(host, attempt, { level: "asked", approvalId: detail.approvalId }) };
    if (code === "forbidden" && detail.wouldHave === true)
      return attempt.level === "would"
        ? { kind: "watched", attempt, isTold: true }
        : { kind: "watched", attempt: await onlyWatch(host, attempt), isTold: false };
    if (host.stopping.aborted) return { kind: "left", attempt };
    if (code === "upstream_failed" || (code === "conflict" && !host.kernel.pause.state().paused))
      return { kind: "left", attempt: await changeAttempt(host, attempt, { detail: maskSecrets(message) }) };
    if (code === "forbidden" || code === "conflict" || code === "not_configured") return { kind: "refused", attempt, reason: message };
    const durationMs = Math.round(host.clock.monotonicMs() - began);
    return {
      kind: "ended",
      attempt,
      finished: { outcome: "failed", verifiedBy: null, detail: maskSecrets(messageOf(error)), durationMs, undo: null },
    };
  }
}

/** The leave was taken back a moment ago. */
function onlyWatch(host: Host, attempt: KeptAttempt): Promise<KeptAttempt> {
  return changeAttempt(host, attempt, { level: "would", judgeAt: attempt.startedAt + JUDGE_AFTER_MS });
}

const LOOK_AGAIN_MS = 2_000;

/** What is said to be down while it runs may be said of the life before: then it is not said a moment later. */
async function lastingLook(host: Host, attempt: Pick<KeptAttempt, "name" | "node">): Promise<Look> {
  const look = await lookAt(host, attempt);
  if (!look.isSaidDown || look.isIll === true || host.stopping.aborted) return look;
  await sleep(LOOK_AGAIN_MS, undefined, { signal: host.stopping }).catch(() => undefined);
  return lookAt(host, attempt);
}

/** The second look: whoever acted said how it went, and Hydra's own verdict has to agree. */
export async function prove(
  host: Host,
  attempt: Pick<KeptAttempt, "name" | "node">,
  { healthy, by, undo }: Verified,
): Promise<Omit<Finished, "durationMs">> {
  const look = await lastingLook(host, attempt);
  const isBad = look.isGone || look.isOff || look.isIll === true || look.isSaidDown;
  const outcome: Attempt["outcome"] = healthy === false || isBad ? "failed" : "proven";
  const verifiedBy = maskSecrets(`${by}; ${look.sentence}`);
  return { outcome, verifiedBy, detail: look.isGone ? look.sentence : null, undo };
}
