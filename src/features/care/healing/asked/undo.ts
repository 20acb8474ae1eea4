import type { CallContext } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { steward } from "../acting/steward.ts";
import { undoDeed } from "../judge/court.ts";
import { attemptsOf, type KeptAttempt } from "../store/attempts.ts";
import { findCase } from "./heal.ts";

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
    const attempt = (await attemptsOf(host, incidentId)).findLast(({ undo, outcome }) => undo !== null && outcome !== "undone");
    if (attempt === undefined || attempt.undo === null)
      throw new HydraError("conflict", `Nothing that was done for ${incidentId} can be taken back: a restart cannot, a rollback can.`);
    const { operation, input } = attempt.undo;
    const op = ctx.kernel.registry.operations.get(operation);
    if (op === undefined) throw new HydraError("not_found", `There is no operation ${operation} any more.`);
    const answer: unknown = await ctx.call(op, input, { cause: attempt.cause });
    return { incidentId, attempt: await undoDeed(host, attempt, `${ctx.caller.id} took it back`), answer };
  });
}
