import type { IncidentSubject, Trouble } from "../events.ts";
import type { Incident, Sickness } from "../keeping/incident.ts";
import { guessOf } from "../reading/category.ts";

/** The incident at what several things stand on, when it has none yet: a disk, a graphics card. Null for anything else. */
export function groundOf(key: string, member: Incident): Sickness | null {
  const { node } = member.subject;
  const found = whatIs(key, node);
  if (found === null) return null;
  const { subject, trouble, category, detail } = found;
  return {
    subject,
    trouble,
    cause: null,
    ...guessOf(trouble, null),
    category,
    confidence: member.confidence,
    clues: member.clues,
    signals: [{ kind: "verdict", subject, trouble, at: member.happenedAt, detail, isBad: true }],
    happenedAt: member.happenedAt,
    isLive: false,
    wasIllAtFirstSight: member.wasIllAtFirstSight,
    runStartedAt: null,
    isWithDocker: false,
    severity: "high",
  };
}

function whatIs(key: string, node: string): { subject: IncidentSubject; trouble: Trouble; category: string; detail: string } | null {
  if (key === `gpu/${node}`)
    return {
      subject: { kind: "node", key, node, project: null, name: `the graphics card of ${node}` },
      trouble: "unhealthy",
      category: "gpu_driver",
      detail: `several containers of ${node} complain of the graphics card`,
    };
  if (key.startsWith(`disk/${node}/`))
    return {
      subject: { kind: "disk", key, node, project: null, name: `a disk of ${node}` },
      trouble: "disk_full",
      category: "disk_full",
      detail: `several containers of ${node} have no space left`,
    };
  return null;
}
