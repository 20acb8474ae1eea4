import type { Host } from "../../../../kernel/context.ts";
import { noteAttempt } from "../judge/finish.ts";
import { countAct, mayAct } from "../limits/allowance.ts";
import { planFor } from "../plan/ladder.ts";
import { attemptsOf, type KeptAttempt } from "../store/attempts.ts";
import { noteOver, type Case } from "../store/cases.ts";
import { levelFor } from "../telling/plan.ts";
import { tryIt } from "./attempt.ts";
import { asHydra, isRejected, LOOK_LATER_MS, LOOK_SOON_MS, takeIn } from "./endings.ts";
import { gather, isSeen } from "../world/gather.ts";
import { lookAt } from "../world/look.ts";
import { Rest } from "./rest.ts";

/**
 * One turn for a case: make the plan, look whether it is still ill, do the next thing that was allowed.
 * @returns whether there is more to do at once
 */
export async function takeTurn(host: Host, file: Case): Promise<boolean> {
  const attempts = await attemptsOf(host, file.incidentId);
  if (attempts.some(isUnderWay)) return false;
  const gathered = await gather(host, file);
  if (gathered.isOver) {
    await noteOver(host, file.incidentId);
    return false;
  }
  const plan = planFor(gathered.situation);
  const rest = new Rest(host, file, plan, gathered);
  const { kind, node } = file.subject;
  if (kind === "container" && gathered.shown === null && !(await isSeen(host, node))) return rest.until(LOOK_SOON_MS);
  const { shown, situation, signature } = gathered;
  const { next } = plan;
  if (plan.holdBack !== null) return rest.holdBack(plan.holdBack);
  if (next === null || shown === null) return rest.escalate(plan.forPerson ?? "");
  if (attempts.some((attempt) => attempt.remedy === next.remedy && isRejected(attempt)))
    return rest.because("you were asked and did not want it", null);
  const level = await levelFor(host, next.operation, shown, file.trouble);
  const allowance = level === "act" ? await mayAct(host, shown.key) : null;
  if (allowance !== null && allowance.waitMs !== null) return rest.wait(allowance, allowance.waitMs);
  const isKnownWould = level === "watch" && attempts.some((attempt) => attempt.level === "would" && attempt.remedy === next.remedy);
  if (await rest.unlessIll(await lookAt(host, file.subject))) return false;
  if (isKnownWould) return rest.watch();
  const { incidentId, trouble: cause } = file;
  const { remedy, operation } = next;
  const imageId = situation.previousImage?.imageId ?? null;
  const wanted = { incidentId, signature, remedy, operation, cause, shown, imageId, isWatched: level === "watch" };
  const went = await tryIt(host, wanted, asHydra(host), async (attempt) => {
    if (level === "act") countAct(host, attempt.id, attempt.key);
    await Promise.all([noteAttempt(host, attempt), rest.publish(level === "watch" ? "only watching" : null)]);
  });
  await takeIn(host, file, went, { why: next.why, shown });
  if (went.kind === "watched") return rest.watch();
  if (went.kind === "refused") return rest.because(went.reason, LOOK_LATER_MS);
  return went.kind === "ended" && went.finished.outcome === "failed";
}

/** It waits for a person, or was begun: nothing else is begun for the same incident. */
export function isUnderWay({ outcome, level }: Pick<KeptAttempt, "outcome" | "level">): boolean {
  return outcome === "pending" && level !== "would";
}
