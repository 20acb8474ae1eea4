import type { Host } from "../../../../kernel/context.ts";
import { list, show } from "../../../watch/containers/operations.ts";
import { desk } from "../desk.ts";
import { dayOf } from "../keeping/day.ts";
import { knowledgeSettings } from "../settings.ts";
import type { LivingContainer } from "./claims.ts";

const ROUND_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Once an hour: what ran out goes, what is kept is held against the living system; once a night: how much of it is junk. */
export function lookAfterKnowledge(host: Host): void {
  host.every("knowledge rounds", ROUND_MS, async () => {
    const { keepArchivedDays, auditAtHour } = host.settings(knowledgeSettings);
    const now = host.clock.now();
    await host.part(desk).ask("sweep", { now, archivedBefore: now - keepArchivedDays * DAY_MS });
    await compareWithSystem(host);
    await auditWhenDue(host, auditAtHour);
  });
}

/** The nightly look for junk, once a day: what counts is what is kept, so that a restart makes no second one. */
export async function auditWhenDue(host: Host, auditAtHour: number): Promise<void> {
  const now = host.clock.now();
  if (new Date(now).getUTCHours() < auditAtHour) return;
  const last = await host.part(desk).ask("lastAudit", null);
  if (last === null || dayOf(last) < dayOf(now)) await host.part(desk).ask("audit", { now });
}

/** @returns how many entries it contradicts; null while part of the system cannot be seen: what is unknown contradicts nothing */
export async function compareWithSystem(host: Host): Promise<number | null> {
  const { containers } = await host.call(list, {});
  if (containers.length === 0 || containers.some(({ lostSince }) => lostSince !== null && lostSince !== undefined)) return null;
  const living: LivingContainer[] = [];
  for (const { name, node, image, service } of containers) {
    const { ports, networks } = await host.call(show, { name, node, history: 0 });
    living.push({
      name,
      service,
      image,
      ports: [...new Set(ports.flatMap(({ containerPort, hostPort }) => [containerPort, ...(hostPort === null ? [] : [hostPort])]))],
      addresses: networks.flatMap(({ ipAddress }) => ipAddress ?? []),
    });
  }
  return host.part(desk).ask("compare", { living });
}
