import type { Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import { CATEGORIES, groupOf, type Category } from "../../diagnosis/operations.ts";
import { incidentClosed, incidentSettled } from "../../incidents/events.ts";
import { show } from "../../incidents/operations.ts";
import { noteFailure } from "./note.ts";
import { findFailure, resolveFailure } from "./store.ts";

/** An incident is a failure that Hydra saw itself: it counts among those that were reported, once. */
export function hearIncidents(host: Host): void {
  host.onEvery(incidentSettled, "failures.settled", ({ id }) => noteIncident(host, id));
  host.onEvery(incidentClosed, "failures.closed", async ({ id, reason, mergedInto }) => {
    // By now its reason is known as well as it ever will be.
    if (mergedInto === null && (await findFailure(host, failureId(id))) === null) await noteIncident(host, id);
    await resolveFailure(host, failureId(id), host.clock.now(), reason);
  });
}

async function noteIncident(host: Host, id: string): Promise<void> {
  const story = await storyOf(host, id);
  if (story === null) return;
  const { subject, sentence, severity, diagnosis, happenedAt, cause } = story;
  const category = CATEGORIES.find((each) => each === cause.category) ?? ("unknown" satisfies Category);
  await noteFailure(host, {
    id: failureId(id),
    at: Math.min(Date.parse(happenedAt), host.clock.now()),
    service: subject.name,
    node: subject.node,
    message: sentence,
    exitCode: null,
    category,
    group: groupOf(category),
    cause: diagnosis.evidence[0]?.line ?? story.trouble.replaceAll("_", " "),
    confidence: diagnosis.confidence,
    evidence: diagnosis.evidence,
    severity,
    incident: id,
    resolvedAt: null,
  });
}

async function storyOf(host: Host, id: string) {
  try {
    return await host.call(show, { id });
  } catch (error) {
    // It was let go meanwhile.
    if (error instanceof HydraError && error.code === "not_found") return null;
    throw error;
  }
}

/** The same for each time it is told. */
function failureId(incident: string): string {
  return `failure_${incident}`;
}
