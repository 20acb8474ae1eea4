import type { Host } from "../../../../kernel/context.ts";
import { show as showIncident } from "../../incidents/operations.ts";
import { noteAttempt } from "../judge/finish.ts";
import { countAct, mayAct } from "../limits/allowance.ts";
import { OPERATIONS } from "../plan/ladder.ts";
import { signatureOf } from "../plan/record.ts";
import { attemptsOf } from "../store/attempts.ts";
import { updateCase, type Case } from "../store/cases.ts";
import { levelFor } from "../telling/plan.ts";
import { tryIt } from "./attempt.ts";
import { asHydra, takeIn } from "./endings.ts";
import { findShown, type Shown } from "../world/gather.ts";
import { leftBehind } from "../world/left-behind.ts";
import { lookAt } from "../world/look.ts";

/**
 * Restart what still suffers though its root is well and its check had its time, and what holds the network of the root's
 * life before: side by side, each once, each within its limits.
 */
export async function restartDependents(host: Host, file: Case): Promise<void> {
  await updateCase(host, file.incidentId, { dependentsAt: null });
  if (host.kernel.pause.state().paused || (await lookAt(host, file.subject)).isIll === true) return;
  const attempts = await attemptsOf(host, file.incidentId);
  const tried = attempts.filter(({ remedy }) => remedy === "restart-dependents").map(({ key }) => key);
  const { suffering } = await host.call(showIncident, { id: file.incidentId });
  const root = await findShown(host, file.subject.name, file.subject.node);
  const cutOff = root === null ? [] : await leftBehind(host, root);
  const sufferers = suffering.filter(({ key }) => cutOff.every((shown) => shown.key !== key));
  await Promise.all([
    ...cutOff.filter(({ key }) => !tried.includes(key)).map((shown) => restartOne(host, file, shown)),
    ...sufferers.filter(({ key }) => !tried.includes(key)).map((each) => restartIfIll(host, file, each)),
  ]);
}

async function restartIfIll(host: Host, file: Case, { name, node }: { name: string; node: string }): Promise<void> {
  const shown = await findShown(host, name, node);
  if (shown !== null && (await lookAt(host, shown.container)).isIll === true) await restartOne(host, file, shown);
}

async function restartOne(host: Host, file: Case, shown: Shown): Promise<void> {
  const operation = OPERATIONS["restart-dependents"];
  const level = await levelFor(host, operation, shown, file.trouble);
  if (level === "act" && (await mayAct(host, shown.key)).waitMs !== null) return;
  const { incidentId, trouble: cause } = file;
  const signature = signatureOf(shown.key, cause, "dependency_down");
  const isWatched = level === "watch";
  const wanted = { incidentId, signature, remedy: "restart-dependents", operation, cause, shown, imageId: null, isWatched } as const;
  const went = await tryIt(host, wanted, asHydra(host), async (attempt) => {
    if (level === "act") countAct(host, attempt.id, attempt.key);
    await noteAttempt(host, attempt);
  });
  await takeIn(host, file, went, { why: `${file.subject.name} is well again, ${shown.container.name} is not.`, shown });
}
