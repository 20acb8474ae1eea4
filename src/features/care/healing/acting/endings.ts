import { hydraCaller } from "../../../../kernel/caller.ts";
import type { Host } from "../../../../kernel/context.ts";
import { hearSameDeed } from "../judge/evidence.ts";
import { finishAttempt, noteAttempt, type Finished } from "../judge/finish.ts";
import { patienceMs } from "../plan/patience.ts";
import { changeAttempt, type KeptAttempt } from "../store/attempts.ts";
import { updateCase, type Case } from "../store/cases.ts";
import { raise } from "../telling/notices.ts";
import type { Actor, Went } from "./attempt.ts";
import { findShown, madeOf, type Shown } from "../world/gather.ts";
import { leftBehind } from "../world/left-behind.ts";

export const LOOK_SOON_MS = 5_000;
export const LOOK_LATER_MS = 30_000;

export function asHydra(host: Host): Actor {
  return { by: "hydra", callerId: hydraCaller("healing").id, call: (op, input, options) => host.call(op, input, options) };
}

/** How a rejection begins in the story, and how it is known again. */
export const REJECTED = "a person did not want it";

/** Did a person say no to it? Then it is not asked for again while this incident stands. */
export function isRejected({ level, outcome, detail }: KeptAttempt): boolean {
  return level === "asked" && (outcome === "declined" || detail?.startsWith(REJECTED) === true);
}

const WORDS: Record<KeptAttempt["remedy"], string> = {
  restart: "restart",
  rollback: "take back the image of",
  "restart-dependents": "restart",
};

/** Take in how a try went: keep it, tell it, ask people where it waits for them. */
export async function takeIn(host: Host, file: Case, went: Went, { why, shown }: { why: string; shown: Shown }): Promise<KeptAttempt> {
  const { attempt } = went;
  switch (went.kind) {
    case "ended":
      return endTry(host, file, attempt, went.finished, shown);
    case "asked":
      await noteAttempt(host, attempt);
      if (attempt.by === "hydra")
        await raise(
          host,
          file,
          "needs-person",
          `ask/${attempt.id}`,
          `Hydra asks whether it may ${WORDS[attempt.remedy]} ${attempt.name}. ${why}`,
        );
      return attempt;
    case "watched":
      if (!went.isTold) await noteAttempt(host, attempt);
      return attempt;
    case "refused":
      return dropTry(host, attempt, went.reason);
    case "left":
      return attempt;
  }
}

/** It was not done after all, and nobody is to be praised or blamed for that: it is told to the story, not to the grants. */
export async function dropTry(host: Host, attempt: KeptAttempt, reason: string): Promise<KeptAttempt> {
  const level = attempt.level === "acted" ? "would" : attempt.level;
  const dropped = await changeAttempt(host, attempt, {
    level,
    outcome: "unknown",
    detail: reason,
    endedAt: host.clock.now(),
    judgeAt: null,
  });
  await noteAttempt(host, dropped);
  return dropped;
}

/** A try has ended, whoever carried it out: keep that, and look after what suffered with it. */
export async function endTry(host: Host, file: Case, attempt: KeptAttempt, finished: Finished, shown: Shown | null): Promise<KeptAttempt> {
  const ended = await finishAttempt(host, attempt, finished, shown === null ? null : madeOf(shown));
  await hearSameDeed(host, ended);
  const isProven = ended.outcome === "proven";
  const hasDependents = isProven && ended.remedy !== "restart-dependents" && (await mayHaveDependents(host, file));
  const now = host.clock.now();
  await updateCase(host, file.incidentId, {
    lookAt: file.isOver ? null : now + (isProven ? LOOK_LATER_MS : LOOK_SOON_MS),
    ...(hasDependents ? { dependentsAt: now + (await patienceForDependents(host, file)) } : {}),
  });
  return ended;
}

async function mayHaveDependents(host: Host, { affected, subject }: Case): Promise<boolean> {
  if (affected.length > 0) return true;
  const root = await findShown(host, subject.name, subject.node);
  return root !== null && (await leftBehind(host, root)).length > 0;
}

async function patienceForDependents(host: Host, { affected, subject }: Case): Promise<number> {
  const all = await Promise.all(affected.map((name) => findShown(host, name, subject.node)));
  return patienceMs(all.map((shown) => shown?.healthCheck ?? null));
}
