import type { Host } from "../../../../kernel/context.ts";
import { judgedNow, cluesOf } from "../signals/look.ts";
import { intake } from "../signals/intake.ts";
import type { Incident } from "../keeping/incident.ts";
import { ledger } from "../keeping/ledger.ts";

/** Find out why, from whatever can be read. The incident stands already; this is told when it is known. */
export async function diagnose(host: Host, incident: Incident): Promise<void> {
  if (incident.subject.kind !== "container") return;
  const body = host.part(intake).bodies.get(incident.subject.key);
  if (body === undefined) return;
  const ruling = await judgedNow(host, body);
  if (ruling?.verdict === "down") {
    const known = new Set(incident.clues.map(({ line }) => line));
    incident.cause = ruling.cause;
    incident.clues = [...incident.clues, ...cluesOf(ruling).filter(({ line }) => !known.has(line))].slice(0, 20);
  }
  await host.part(ledger).keep(incident, "diagnosis");
}
