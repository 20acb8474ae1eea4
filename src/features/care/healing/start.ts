import { approvalEnded } from "../../../kernel/approval-events.ts";
import type { Host } from "../../../kernel/context.ts";
import { grantChanged } from "../../self/grants/events.ts";
import { containerExited, containerStarted } from "../../watch/containers/events.ts";
import { incidentClosed, incidentOpened, incidentSettled } from "../incidents/events.ts";
import { hearApproval, reconcile } from "./acting/reconcile.ts";
import { steward } from "./acting/steward.ts";
import { hearClose, hearEnd, hearRelapse, hearStart, sit } from "./judge/court.ts";
import { caseOf, noteOpened, noteOver, noteSettled, type CaseNews } from "./store/cases.ts";
import { raiseEnd } from "./telling/notices.ts";
import { readIncident } from "./world/gather.ts";

/** What has come due is found this often. Nothing urgent waits for it: that comes by events. */
const TICK_MS = 1_000;

type Told = Omit<CaseNews, "incidentId"> & { id: string };

function newsOf({ id, subject, trouble, category, severity, wasIllAtFirstSight }: Told): CaseNews {
  return { incidentId: id, subject, trouble, category, severity, wasIllAtFirstSight };
}

/** Follow incidents from their opening to their end, and what was tried to its judgement. */
export async function startHealing(host: Host): Promise<void> {
  const keeper = host.part(steward);
  host.onEvery(incidentOpened, "healing.opened", async (incident, at) => {
    await noteOpened(host, newsOf(incident), at);
    await hearRelapse(host, incident.subject, incident.trouble, at);
    keeper.consider(incident.id);
  });
  host.onEvery(incidentSettled, "healing.settled", async (incident) => {
    await noteSettled(host, newsOf(incident), incident.affected);
    keeper.consider(incident.id);
  });
  host.onEvery(incidentClosed, "healing.closed", async ({ id, healedBy, mergedInto, reason, state }) => {
    await hearClose(host, id, { healedBy, isDismissed: state === "dismissed", isMerged: mergedInto !== null });
    // It may have come again since: this is then the end of an episode before.
    if ((await readIncident(host, id))?.isOver !== false) await noteOver(host, id);
    const file = await caseOf(host, id);
    if (file !== null) await raiseEnd(host, file, healedBy, reason);
  });
  host.onEvery(approvalEnded, "healing.approvals", ({ id }) => hearApproval(host, id));
  host.onEvery(containerStarted, "healing.started", (event) => hearStart(host, event.key, event));
  host.onEvery(containerExited, "healing.ended", (event) => hearEnd(host, event.key, event));
  host.on(grantChanged, () => keeper.considerAll());
  // What a process before this one left is compared with the world first.
  host.every("healing.tick", TICK_MS, async () => {
    await reconcile(host);
    await sit(host);
    await keeper.tick();
  });
  await keeper.considerAll();
}
