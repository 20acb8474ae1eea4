import type { Answered } from "../../../kernel/operation.ts";
import type { units as listUnits } from "../telemetry/operations.ts";
import type { Service } from "./services.ts";

type Unit = Answered<(typeof listUnits)["output"]>["units"][number];

const STATUS = {
  failed: "down",
  activating: "degraded",
  deactivating: "degraded",
  active: "up",
  // Only one that Hydra saw running is shown while it does not run.
  inactive: "down",
  unknown: "unknown",
} as const satisfies Record<Unit["state"], Service["status"]>;

/** systemd services beside the containers. They name no dependencies: Prometheus knows none. */
export function unitServices(units: readonly Unit[]): Service[] {
  return units.filter(isService).map(({ node, unit, state, since }) => ({
    name: unit.replace(/\.service$/, ""),
    node,
    project: null,
    status: STATUS[state],
    probe: "systemd, by Prometheus",
    latencyMs: null,
    since,
    dependsOn: [],
  }));
}

/** Whatever failed is one; a step that ended, a job at rest and a daemon that nobody started are none that is down. */
function isService({ lastState, kind, hasRun }: Unit): boolean {
  if (lastState === "failed") return true;
  return kind !== "oneshot" && (lastState !== "inactive" || (kind === "daemon" && hasRun));
}
