import type { CallContext, Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import type { Subject } from "../../../../kernel/operation.ts";
import type { Remedy } from "../../incidents/events.ts";
import { tryIt, type Actor } from "../acting/attempt.ts";
import { takeIn } from "../acting/endings.ts";
import { hearApproval } from "../acting/reconcile.ts";
import { steward } from "../acting/steward.ts";
import { isUnderWay } from "../acting/turn.ts";
import { noteAttempt } from "../judge/finish.ts";
import { planFor, type Plan } from "../plan/ladder.ts";
import { attemptsOf, type KeptAttempt } from "../store/attempts.ts";
import { caseOf, openCases, type Case } from "../store/cases.ts";
import type { Rung } from "../plan/situation.ts";
import { gather, type Shown } from "../world/gather.ts";
import { lookAt } from "../world/look.ts";

/** The case of an incident's id, or of the container that bears the name. */
export async function findCase(host: Pick<Host, "db">, idOrName: string): Promise<Case> {
  const known = await caseOf(host, idOrName);
  if (known !== null) return known;
  const open = (await openCases(host)).filter(({ subject, isOver }) => !isOver && (subject.name === idOrName || subject.key === idOrName));
  const [found, another] = open;
  if (found === undefined)
    throw new HydraError(
      "not_found",
      `There is no incident ${idOrName}, and none that is open about a container of that name. \`hydra incidents\` lists them.`,
    );
  if (another !== undefined)
    throw new HydraError(
      "conflict",
      `${idOrName} is on ${open.map(({ subject }) => subject.node).join(" and ")}: say which incident, ${open.map(({ incidentId }) => incidentId).join(" or ")}.`,
    );
  return found;
}

/** Try the plan's next remedy, or the named one, now and as whoever asks. */
export async function heal(ctx: CallContext, idOrName: string, remedy: Remedy | null): Promise<{ file: Case; attempt: KeptAttempt }> {
  const { host } = ctx.part(steward);
  const file = await findCase(host, idOrName);
  const { subject, incidentId } = file;
  if (file.isOver) throw new HydraError("conflict", `${incidentId} is over already.`);
  if (subject.kind !== "container")
    throw new HydraError("conflict", `${subject.name} is no container: there is nothing that Hydra could do to it.`);
  const underWay = async (): Promise<KeptAttempt | undefined> => (await attemptsOf(host, incidentId)).find(isUnderWay);
  const waiting = await underWay();
  if (waiting !== undefined) return { file, attempt: await decide(ctx, host, waiting) };
  return host.part(steward).alone(subject.key, async () => {
    const begun = await underWay();
    return { file, attempt: await (begun === undefined ? tryAsAsked(ctx, host, file, remedy) : decide(ctx, host, begun)) };
  });
}

/** Hydra asks for the same already: a person who wants it done says yes to that. */
async function decide(ctx: CallContext, host: Host, { id, incidentId, approvalId, by, name, remedy }: KeptAttempt): Promise<KeptAttempt> {
  if (approvalId === null) throw new HydraError("conflict", "Hydra is just seeing to it. Look again in a moment.");
  if (by !== "hydra" || ctx.caller.kind !== "person")
    throw new HydraError("approval_required", `${remedy} of ${name} waits for a person already.`, { approvalId });
  await host.kernel.runApproved(approvalId, ctx.caller);
  await hearApproval(host, approvalId);
  const attempt = (await attemptsOf(host, incidentId)).find((each) => each.id === id);
  if (attempt === undefined) throw new HydraError("not_found", `${id} is known no more.`);
  return attempt;
}

async function tryAsAsked(ctx: CallContext, host: Host, file: Case, remedy: Remedy | null): Promise<KeptAttempt> {
  const { next, shown, imageId, signature } = await whatToTry(host, file, remedy);
  await checkIll(host, file);
  const { incidentId, trouble: cause } = file;
  const { operation } = next;
  const wanted = { incidentId, signature, remedy: next.remedy, operation, cause, shown, imageId };
  const went = await tryIt(host, wanted, asAsker(ctx), (attempt) => noteAttempt(host, attempt));
  const attempt = await takeIn(host, file, went, { why: next.why, shown });
  if (went.kind === "asked" && attempt.approvalId !== null)
    throw new HydraError("approval_required", `${next.operation} of ${attempt.name} waits for a person.`, {
      approvalId: attempt.approvalId,
    });
  if (went.kind === "refused") throw new HydraError("conflict", went.reason);
  return attempt;
}

/** @throws HydraError conflict when there is nothing to try */
async function whatToTry(
  host: Host,
  file: Case,
  remedy: Remedy | null,
): Promise<{ next: Rung; shown: Shown; imageId: string | null; signature: string }> {
  const { situation, shown, signature } = await gather(host, file);
  const plan = planFor(situation, { remedy });
  const { next } = plan;
  if (shown === null || next === null) throw new HydraError("conflict", nothingToTry(file, plan, remedy));
  return { next, shown, imageId: situation.previousImage?.imageId ?? null, signature };
}

/** @throws HydraError conflict when there is nothing to cure */
async function checkIll(host: Host, { subject }: Case): Promise<void> {
  const look = await lookAt(host, subject);
  if (look.isBrokenCheck)
    throw new HydraError("conflict", `${look.sentence} Doing something to ${subject.name} does not help: correct its check.`);
  if (look.isIll === false) throw new HydraError("conflict", `${subject.name} is not ill any more: ${look.sentence}`);
}

/** The case that is meant; null when there is none, or more than one. */
export async function caseMeant(host: Pick<Host, "db">, idOrName: string): Promise<Case | null> {
  try {
    return await findCase(host, idOrName);
  } catch (error) {
    if (error instanceof HydraError && (error.code === "not_found" || error.code === "conflict")) return null;
    throw error;
  }
}

/** The container as whoever gives or asks for leave names it. */
export function patientOfCase({ subject: { kind, node, project, name } }: Case): Subject {
  return { kind, node, name, ...(project === null ? {} : { project }) };
}

/**
 * What trying starts from, the same while it is tried: the container as it is now, and the remedy. Nobody is asked for
 * leave to try what cannot be tried. Null: there is no such case.
 * @throws HydraError conflict when there is nothing to try
 */
export async function beforeHeal(ctx: Host, idOrName: string, remedy: Remedy | null): Promise<object | null> {
  const { host } = ctx.part(steward);
  const file = await caseMeant(host, idOrName);
  if (file === null || file.isOver || file.subject.kind !== "container") return null;
  const begun = (await attemptsOf(host, file.incidentId)).find((each) => isUnderWay(each) && each.remedy !== "restart-dependents");
  const { shown, next } = await whatToTry(host, file, begun?.remedy ?? remedy);
  return { containerId: shown.container.id, startedAt: shown.container.startedAt, remedy: next.remedy };
}

function nothingToTry({ subject, trouble }: Case, { rungs, holdBack, forPerson }: Plan, remedy: Remedy | null): string {
  if (holdBack !== null) return `Nothing can be done: ${holdBack.reason}.`;
  if (remedy !== null && rungs.length > 0)
    return `${remedy} is no remedy here. What could be tried: ${rungs.map((rung) => rung.remedy).join(", ")}.`;
  return `There is no remedy that Hydra knows for ${subject.name} (${trouble}). ${forPerson ?? ""}`.trim();
}

/** As whoever asks, with that one's rights. */
function asAsker(ctx: CallContext): Actor {
  return {
    by: ctx.caller.kind === "hydra" ? "hydra" : "person",
    callerId: ctx.caller.id,
    call: (op, input, options) => ctx.call(op, input, options),
  };
}
