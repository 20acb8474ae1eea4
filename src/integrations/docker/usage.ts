import type { ContainerUsage } from "./facts.ts";
import { parseTime } from "./times.ts";
import type { StatsAnswer } from "./wire.ts";

/**
 * One measurement in our words; null when the container does not run (an engine then sends zeros at Go's zero time).
 * @param engineMemoryBytes the machine's memory: a limit as high as that is none
 */
export function usageOf(answer: StatsAnswer, engineMemoryBytes: number | null): ContainerUsage | null {
  const measuredAt = parseTime(answer.read);
  if (measuredAt === null) return null;
  const networks = Object.values(answer.networks ?? {});
  const isNetworked = networks.length > 0;
  return {
    measuredAt,
    cpuTotalNs: answer.cpu_stats.cpu_usage.total_usage,
    memoryBytes: usedMemory(answer.memory_stats),
    memoryLimitBytes: limitOf(answer.memory_stats.limit, engineMemoryBytes),
    networkReceivedBytes: isNetworked ? sum(networks.map(({ rx_bytes }) => rx_bytes)) : null,
    networkSentBytes: isNetworked ? sum(networks.map(({ tx_bytes }) => tx_bytes)) : null,
    blockReadBytes: blockBytes(answer, "read"),
    blockWrittenBytes: blockBytes(answer, "write"),
    processes: answer.pids_stats?.current ?? null,
  };
}

/** `usage` counts the page cache; what the kernel would drop first is `total_inactive_file` (cgroup v1) or `inactive_file` (v2). */
function usedMemory({ usage, stats }: StatsAnswer["memory_stats"]): number {
  const used = usage ?? 0;
  const cache = stats?.["total_inactive_file"] ?? stats?.["inactive_file"] ?? 0;
  return cache <= used ? used - cache : used;
}

function limitOf(limit: number | null | undefined, engineMemoryBytes: number | null): number | null {
  if (limit === null || limit === undefined || limit <= 0 || limit >= 2 ** 60) return null;
  return engineMemoryBytes !== null && limit >= engineMemoryBytes ? null : limit;
}

function blockBytes(answer: StatsAnswer, op: "read" | "write"): number {
  const entries = answer.blkio_stats?.io_service_bytes_recursive ?? [];
  return sum(entries.filter((entry) => entry.op.toLowerCase() === op).map(({ value }) => value));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
