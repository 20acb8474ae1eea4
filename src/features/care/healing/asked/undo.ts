import type { CallContext, Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import type { Subject } from "../../../../kernel/operation.ts";
import { steward } from "../acting/steward.ts";
import { undoDeed } from "../judge/court.ts";
import { attemptsOf, type KeptAttempt } from "../store/attempts.ts";
import { caseMeant, findCase, patientOfCase } from "./heal.ts";

type Undo = NonNullable<KeptAttempt["undo"]>;

async function lastToTakeBack(host: Pick<Host, "db">, incidentId: string): Promise<{ attempt: KeptAttempt; step: Undo } | null> {
  const attempt = (await attemptsOf(host, incidentId)).findLast(({ undo, outcome }) => undo !== null && outcome !== "undone");
  return attempt === undefined || attempt.undo === null ? null : { attempt, step: attempt.undo };
}

/** The container that it is about: whoever is asked for leave reads its name. Null when there is nothing to take back. */
export async function subjectOfUndo(host: Pick<Host, "db">, idOrName: string): Promise<Subject | null> {
  const file = await caseMeant(host, idOrName);
  return file === null || (await lastToTakeBack(host, file.incidentId)) === null ? null : patientOfCase(file);
}

/**
 * Take back the last try that can be taken back, as whoever asks.
 * @throws HydraError conflict when there is none
 */
export async function takeBackLast(
  ctx: CallContext,
  idOrName: string,
): Promise<{ incidentId: string; attempt: KeptAttempt; answer: unknown }> {
  const { host } = ctx.part(steward);
  const { incidentId, subject } = await findCase(host, idOrName);
  return host.part(steward).alone(subject.key, async () => {
    const last = await lastToTakeBack(host, incidentId);
    if (last === null)
      throw new HydraError("conflict", `Nothing that was done for ${incidentId} can be taken back: a restart cannot, a rollback can.`);
    const { attempt } = last;
    const { operation, input } = last.step;
    const op = ctx.kernel.registry.operations.get(operation);
    if (op === undefined) throw new HydraError("not_found", `There is no operation ${operation} any more.`);
    const answer: unknown = await ctx.call(op, input, { cause: attempt.cause });
    return { incidentId, attempt: await undoDeed(host, attempt, `${ctx.caller.id} took it back`), answer };
  });
}
