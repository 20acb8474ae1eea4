import { SEVERITIES, type Severity } from "../../../self/notifications/events.ts";
import type { Category } from "../../diagnosis/operations.ts";

/** How much it matters when nobody says so: data in danger first, then what stays down until somebody acts, then what may pass by itself. */
const BY_CATEGORY: Readonly<Record<Category, Severity>> = {
  corrupt_data: "critical",
  disk_full: "critical",
  out_of_memory: "high",
  crash_loop: "high",
  dependency_down: "high",
  gpu_driver: "high",
  tls_cert: "high",
  port_conflict: "high",
  platform_mismatch: "high",
  config_error: "medium",
  auth_failed: "medium",
  permission: "medium",
  version_mismatch: "medium",
  connection_refused: "medium",
  dns: "medium",
  gpu_oom: "medium",
  model_missing: "medium",
  timeout: "medium",
  unknown: "medium",
  rate_limited: "low",
  healthcheck_broken: "low",
};

export function severityOf(category: Category): Severity {
  return BY_CATEGORY[category];
}

export function worstOf(severities: Iterable<Severity>): Severity {
  return SEVERITIES[Math.max(0, ...[...severities].map((severity) => SEVERITIES.indexOf(severity)))] ?? "low";
}

/** For sorting, the worst first. */
export function byWorst(a: { severity: Severity }, b: { severity: Severity }): number {
  return SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
}
