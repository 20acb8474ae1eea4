import type { Host } from "../../../../kernel/context.ts";
import { hydraCaller } from "../../../../kernel/caller.ts";
import type { GrantLevel } from "../../../../kernel/grants.ts";
import { planMade, type Trouble } from "../../incidents/events.ts";
import type { Shown } from "../world/gather.ts";
import type { Plan } from "../plan/ladder.ts";
import { inWords, type RemedyRecord } from "../plan/record.ts";
import { updateCase, type Case } from "../store/cases.ts";

/** What Hydra may do with this operation on this container now; `ask` for whatever is protected. */
export async function levelFor(host: Host, operation: string, shown: Shown, cause: Trouble): Promise<GrantLevel> {
  const { registry, protections, grants } = host.kernel;
  const op = registry.operations.get(operation);
  if (op === undefined) return "watch";
  const { node, project, name } = shown.container;
  const subject = { kind: "container", node, name, ...(project === null ? {} : { project }) };
  if (protections.some((protects) => protects(subject, op) !== null)) return "ask";
  return grants.levelFor(hydraCaller("healing"), operation, subject, cause);
}

/**
 * Tell the story what is planned, when it is other than what was told last.
 * @returns what is told now
 */
export async function publishPlan(
  host: Host,
  file: Case,
  plan: Pick<Plan, "rungs" | "forPerson" | "isEscalated">,
  { shown, records, holdBack }: { shown: Shown | null; records: readonly RemedyRecord[]; holdBack: string | null },
): Promise<string> {
  const steps = await Promise.all(
    plan.rungs.map(async ({ isAutomatic, ...rung }) => ({
      ...rung,
      record: recordInWords(records.find(({ remedy }) => remedy === rung.remedy)),
      allowed: isAutomatic && shown !== null ? await levelFor(host, rung.operation, shown, file.trouble) : null,
    })),
  );
  const { forPerson, isEscalated } = plan;
  const told = { incidentId: file.incidentId, steps, holdBack, forPerson, isEscalated };
  const text = JSON.stringify(told);
  if (text === file.toldPlan) return text;
  await host.emit(planMade, told);
  await updateCase(host, file.incidentId, { toldPlan: text });
  return text;
}

function recordInWords(record: RemedyRecord | undefined): string | null {
  const words = inWords(record);
  return words === null || record?.retiredAt == null ? words : `${words}; not tried any more: ${record.retiredBecause ?? "retired"}`;
}
