import type { Host } from "../../../../kernel/context.ts";
import { list as listIncidents } from "../../../care/incidents/operations.ts";
import { containerExited } from "../../../watch/containers/events.ts";
import { exitsSince, noteExits, type NotedExit } from "../store.ts";

/** An incident speaks of an exit that happened about then. */
const SAME_MS = 60_000;

/** Remember every end of a container that nobody asked for, also those from before this feature, as far as they are kept. */
export function followExits(host: Host): void {
  host.onEveryBatch(containerExited, "optimization.exits", (batch) =>
    noteExits(
      host,
      batch.flatMap(({ payload: { key, happenedAt, stoppedBy, actedBy, oomKilled, exitCode } }) =>
        stoppedBy === "person" || actedBy !== null ? [] : [{ at: happenedAt, key, isKill: oomKilled, exitCode }],
      ),
    ),
  );
}

/** Exits by container. What an incident found to be want of memory is one, also where Docker did not say so. */
export async function knownExits(host: Host, since: number): Promise<Map<string, NotedExit[]>> {
  const [known, { incidents }] = await Promise.all([exitsSince(host, since), host.call(listIncidents, { limit: 500 })]);
  for (const { subject, trouble, cause, happenedAt } of incidents) {
    const at = Date.parse(happenedAt);
    if (subject.kind !== "container" || at < since || (trouble !== "out_of_memory" && cause.category !== "out_of_memory")) continue;
    const own = known.get(subject.key) ?? [];
    const meant = own.find((exit) => Math.abs(exit.at - at) <= SAME_MS);
    if (meant !== undefined) meant.isKill = true;
    else known.set(subject.key, [...own, { at, key: subject.key, isKill: true, exitCode: null }]);
  }
  return known;
}
