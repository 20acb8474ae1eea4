import type { Host } from "../../../../kernel/context.ts";
import { isDrillProject } from "../../../../integrations/docker/identity.ts";
import { noticeRaised, type NoticeKind } from "../../../self/notifications/events.ts";
import { caseOf, updateCase, type Case } from "../store/cases.ts";

/** What people hear of an incident, in words. Pure. */
export function noticeFor(
  kind: NoticeKind,
  { subject, trouble, affected }: Pick<Case, "subject" | "trouble" | "affected">,
  why: string | null,
) {
  const { name, node } = subject;
  const titles: Record<NoticeKind, string> = {
    "needs-person": `${name} needs you`,
    down: `${name} is ${IN_WORDS[trouble] ?? "not well"}`,
    better: `${name} is well again`,
    healed: `${name} was put right`,
  };
  const suffers = affected.length === 0 ? [] : [`With it: ${affected.slice(0, 10).join(", ")}${affected.length > 10 ? " and more" : ""}.`];
  const lines = [`${name} on ${node}: ${IN_WORDS[trouble] ?? "not well"}.`, ...(why === null ? [] : [why]), ...suffers];
  return { title: titles[kind], text: kind === "better" || kind === "healed" ? (why ?? titles[kind]) : lines.join("\n") };
}

const IN_WORDS: Partial<Record<Case["trouble"], string>> = {
  crashed: "down: it crashed",
  crash_loop: "crashing again and again",
  out_of_memory: "down: it ran out of memory",
  cannot_start: "down: it cannot start",
  hung: "hanging",
  unhealthy: "not well",
  node_lost: "not reachable",
  disk_full: "nearly full",
  memory_full: "nearly out of memory",
  certificate_ending: "near the end of its certificate",
  target_gone: "gone from Prometheus",
  error_burst: "writing new errors",
};

/**
 * Tell people about an incident: once of each kind, never what was there at first sight, and never that it is down after
 * they were asked for it.
 */
export async function raise(host: Host, file: Case, kind: "down" | "needs-person", about: string, why: string): Promise<void> {
  if (file.wasIllAtFirstSight || (kind === "down" && file.toldNotice !== null)) return;
  await emitNotice(host, file, kind, about, why);
  await updateCase(host, file.incidentId, { toldNotice: kind });
  // It may have ended in this very moment: then its end was told to nobody.
  const now = await caseOf(host, file.incidentId);
  if (now?.isOver === true) await emitNotice(host, file, "better", "better", `${file.subject.name} is well again.`);
}

/** It is over: whoever was told hears it, and what was healed alone is kept for the digest. */
export async function raiseEnd(host: Host, file: Case, healedBy: string | null, reason: string): Promise<void> {
  if (file.wasIllAtFirstSight) return;
  if (file.toldNotice !== null) await emitNotice(host, file, "better", "better", reason);
  else if (healedBy === "hydra" || healedBy === "docker") await emitNotice(host, file, "healed", "healed", reason);
}

async function emitNotice(host: Host, file: Case, kind: NoticeKind, about: string, why: string): Promise<void> {
  if (isDrillProject(file.subject.project)) return;
  await host.emit(noticeRaised, {
    // What comes again is told again: once in each episode.
    id: `${file.incidentId}/${file.openedAt}/${about}`,
    kind,
    severity: file.severity,
    topic: file.incidentId,
    path: `/#incident=${encodeURIComponent(file.incidentId)}`,
    ...noticeFor(kind, file, why),
  });
}
