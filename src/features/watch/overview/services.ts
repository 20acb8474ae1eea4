import { z } from "zod";
import type { Host } from "../../../kernel/context.ts";
import { list as listContainers } from "../containers/operations.ts";
import { list as listMonitors } from "../monitors/operations.ts";
import { units as listUnits } from "../telemetry/operations.ts";
import { list as listVerdicts } from "../verdicts/operations.ts";
import { detailsOf } from "./picture.ts";
import { unitServices } from "./units.ts";

export const ServiceShape = z.strictObject({
  name: z.string(),
  node: z.string(),
  project: z.string().nullable(),
  status: z.enum(["up", "down", "degraded", "unknown"]),
  probe: z.string().nullable().describe("what asked it; null when only its state is known"),
  latencyMs: z.number().nullable(),
  since: z.iso.datetime().nullable(),
  dependsOn: z.array(z.string()),
});
export type Service = z.output<typeof ServiceShape>;

/** A job that ended is no service that is down. */
const NO_SERVICE = new Set(["finished", "job_failed", "never_started"]);

export function statusOf(verdict: string, answers: boolean | null): Service["status"] {
  if (verdict === "well") return "up";
  if (verdict === "broken-check") return answers === true ? "up" : "degraded";
  return verdict === "unsure" ? "unknown" : "down";
}

export async function serviceStatuses(host: Pick<Host, "call">): Promise<Service[]> {
  const [{ containers }, { verdicts }, { monitors }, { units }] = await Promise.all([
    host.call(listContainers, {}),
    host.call(listVerdicts, {}),
    host.call(listMonitors, {}),
    host.call(listUnits, {}),
  ]);
  const rulings = new Map(verdicts.map((ruling) => [ruling.id, ruling]));
  const services: Service[] = [];
  for (const { id, name, node, project, service } of containers) {
    const ruling = rulings.get(id);
    if (ruling !== undefined && NO_SERVICE.has(ruling.cause)) continue;
    const monitor = monitors.find((each) => each.node === node && each.container === name && each.state !== "unknown");
    const details = await detailsOf(host, { id, node });
    if (details === null) continue;
    services.push({
      name: service ?? name,
      node,
      project,
      status: ruling === undefined ? "unknown" : statusOf(ruling.verdict, ruling.answers),
      probe: monitor?.target ?? null,
      latencyMs: monitor?.latencyMs ?? null,
      since: ruling?.since ?? null,
      dependsOn: details.dependsOn.map((dependency) => dependency.service),
    });
  }
  return [...services, ...unitServices(units)];
}
