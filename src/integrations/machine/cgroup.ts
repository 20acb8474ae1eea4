import type { CgroupLimit } from "./facts.ts";

/** The limit files of a cgroup, by their name; undefined where there is no such file. */
export interface CgroupFiles {
  "memory.max"?: string;
  "cpu.max"?: string;
  "memory.limit_in_bytes"?: string;
  "cpu.cfs_quota_us"?: string;
  "cpu.cfs_period_us"?: string;
}

/** Version 1 says "no limit" with a number just below 2^63. */
const NO_LIMIT_BYTES = 2 ** 60;

/** What holds this process in, from version 2 or version 1 files; null when nothing does. */
export function parseCgroupLimit(files: CgroupFiles): CgroupLimit | null {
  const memory = number(files["memory.max"]) ?? number(files["memory.limit_in_bytes"]);
  const [quota2, period2] = (files["cpu.max"] ?? "").trim().split(" ");
  const quota = number(quota2) ?? number(files["cpu.cfs_quota_us"]);
  const period = number(period2) ?? number(files["cpu.cfs_period_us"]);
  const memoryBytes = memory === null || memory >= NO_LIMIT_BYTES ? null : memory;
  const cpus = quota === null || quota <= 0 || period === null || period <= 0 ? null : quota / period;
  return memoryBytes === null && cpus === null ? null : { memoryBytes, cpus };
}

function number(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? "";
  return /^-?\d{1,20}$/.test(trimmed) ? Number(trimmed) : null;
}

/** Where this process stands in each hierarchy, from /proc/self/cgroup: `memory` → `/docker/abc`; version 2 is "". */
export function parseCgroupPaths(text: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
    if (match === null) continue;
    for (const controller of (match[1] ?? "").split(",")) paths.set(controller, match[2] ?? "/");
  }
  return paths;
}
