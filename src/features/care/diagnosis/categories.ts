/** What can be the matter: one word for each cause that a person would act on differently. */
export const CATEGORIES = [
  "auth_failed",
  "config_error",
  "connection_refused",
  "corrupt_data",
  "crash_loop",
  "dependency_down",
  "disk_full",
  "dns",
  "gpu_driver",
  "gpu_oom",
  "healthcheck_broken",
  "out_of_memory",
  "permission",
  "platform_mismatch",
  "port_conflict",
  "rate_limited",
  "timeout",
  "tls_cert",
  "version_mismatch",
  "model_missing",
  "unknown",
] as const;
export type Category = (typeof CATEGORIES)[number];

export const GROUPS = [
  "network",
  "resource",
  "inference",
  "configuration",
  "permission",
  "data",
  "timeout",
  "dependency",
  "unknown",
] as const;
export type Group = (typeof GROUPS)[number];

const GROUP_OF: Readonly<Record<Category, Group>> = {
  auth_failed: "permission",
  config_error: "configuration",
  connection_refused: "network",
  corrupt_data: "data",
  crash_loop: "unknown",
  dependency_down: "dependency",
  disk_full: "resource",
  dns: "network",
  gpu_driver: "inference",
  gpu_oom: "inference",
  healthcheck_broken: "configuration",
  out_of_memory: "resource",
  permission: "permission",
  platform_mismatch: "configuration",
  port_conflict: "network",
  rate_limited: "network",
  timeout: "timeout",
  tls_cert: "network",
  version_mismatch: "configuration",
  model_missing: "inference",
  unknown: "unknown",
};

/** Its group; `unknown` for a word that is none of the categories. */
export function groupOf(category: string): Group {
  return CATEGORIES.some((known) => known === category) ? GROUP_OF[category as Category] : "unknown";
}

/** What may pass by itself: said once and followed by success it was no cause. */
export const PASSING: ReadonlySet<Category> = new Set(["connection_refused", "dependency_down", "dns", "timeout", "rate_limited"]);
