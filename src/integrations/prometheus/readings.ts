import type { InstanceReading, ScrapedDisk, ScrapeTarget } from "./facts.ts";
import { GPU_METRICS, readGpus } from "./gpus.ts";
import { failedNames, readUnits } from "./units.ts";
import type { Sample } from "./wire.ts";

const NODE_METRICS = [
  "node_load1",
  "node_load5",
  "node_load15",
  "node_memory_MemTotal_bytes",
  "node_memory_MemAvailable_bytes",
  "node_memory_SwapTotal_bytes",
  "node_memory_SwapFree_bytes",
  "node_boot_time_seconds",
  "node_uname_info",
  "node_filesystem_size_bytes",
  "node_filesystem_free_bytes",
  "node_filesystem_avail_bytes",
];

/**
 * Instant queries that together tell of every machine. `irate` takes the last two scrapes, whatever their interval is (up
 * to 150 s); the inner aggregation keeps a machine that two jobs scrape from counting twice.
 */
export const QUERIES = {
  values: `{__name__=~"${[...NODE_METRICS, ...GPU_METRICS].join("|")}"}`,
  idleCores: 'sum by (instance) (max by (instance, cpu, mode) (irate(node_cpu_seconds_total{mode=~"idle|iowait"}[5m])))',
  cores: 'count by (instance) (count by (instance, cpu) (node_cpu_seconds_total{mode="idle"}))',
  unitStates: "node_systemd_unit_state == 1",
  unitStarts: 'node_systemd_unit_start_time_seconds{name=~".+[.]service"} > 0',
} as const;

export type Answers = Readonly<Record<keyof typeof QUERIES, readonly Sample[]>>;

const DEFAULT_SCRAPE_MS = 60_000;

/** What the samples say, machine by machine. */
export function readInstances(answers: Answers, targets: readonly ScrapeTarget[], takenAt: number): InstanceReading[] {
  const values = byInstance(answers.values);
  const idleCores = byInstance(answers.idleCores);
  const cores = byInstance(answers.cores);
  const unitStates = byInstance(answers.unitStates);
  const unitStarts = byInstance(answers.unitStarts);
  return [...values].map(([instance, samples]) => {
    const value = (name: string): number | null => samples.find((sample) => sample.name === name)?.value ?? null;
    const uname = samples.find(({ name }) => name === "node_uname_info")?.labels;
    const bootSeconds = value("node_boot_time_seconds");
    const scraped = targets.filter((target) => target.instance === instance && target.health === "up");
    const states = unitStates.get(instance) ?? [];
    const units = readUnits(states, unitStarts.get(instance) ?? []);
    const scrapedAt = scraped.map(({ lastScrapeAt }) => lastScrapeAt).filter((at) => at !== null);
    const intervals = scraped.map(({ scrapeIntervalMs }) => scrapeIntervalMs).filter((ms) => ms !== null);
    return {
      instance,
      nodeName: uname?.["nodename"] ?? null,
      // A federated series has no target here: then the moment of the question is all there is.
      measuredAt: scrapedAt.length === 0 ? takenAt : Math.max(...scrapedAt),
      scrapeIntervalMs: intervals.length === 0 ? DEFAULT_SCRAPE_MS : Math.max(...intervals),
      cpu: readCpu(idleCores.get(instance)?.[0]?.value, cores.get(instance)?.[0]?.value),
      memory: readMemory(value("node_memory_MemTotal_bytes"), value("node_memory_MemAvailable_bytes")),
      swap: readSwap(value("node_memory_SwapTotal_bytes"), value("node_memory_SwapFree_bytes")),
      load: readLoad(value("node_load1"), value("node_load5"), value("node_load15")),
      disks: readDisks(samples),
      gpus: readGpus(samples),
      bootedAt: bootSeconds === null ? null : Math.round(bootSeconds * 1_000),
      kernelVersion: uname?.["release"] ?? null,
      units,
      failedUnits: units === null ? null : failedNames(states),
    };
  });
}

function byInstance(samples: readonly Sample[]): Map<string, Sample[]> {
  return Map.groupBy(
    samples.filter(({ labels }) => labels["instance"] !== undefined),
    ({ labels }) => labels["instance"] ?? "",
  );
}

function readCpu(idleCores: number | undefined, cores: number | undefined): InstanceReading["cpu"] {
  if (idleCores === undefined || cores === undefined || cores <= 0) return null;
  return { usedPercent: Math.min(100, Math.max(0, 100 * (1 - idleCores / cores))), cores };
}

function readMemory(total: number | null, available: number | null): InstanceReading["memory"] {
  return total === null || available === null ? null : { usedBytes: Math.max(0, total - available), totalBytes: total };
}

function readSwap(total: number | null, free: number | null): InstanceReading["memory"] {
  return total === null || free === null || total === 0 ? null : { usedBytes: Math.max(0, total - free), totalBytes: total };
}

function readLoad(one: number | null, five: number | null, fifteen: number | null): InstanceReading["load"] {
  return one === null || five === null || fifteen === null ? null : { one, five, fifteen };
}

/** One line a disk, as on the machine itself: bind mounts and subvolumes name the same device and are one. */
function readDisks(samples: readonly Sample[]): ScrapedDisk[] {
  const disks = new Map<string, ScrapedDisk>();
  const mounts = Map.groupBy(
    samples.filter(({ name }) => name.startsWith("node_filesystem_")),
    ({ labels }) => labels["mountpoint"] ?? "",
  );
  for (const [mount, values] of mounts) {
    const value = (name: string): number | undefined => values.find((sample) => sample.name === name)?.value;
    const { device = "", fstype: fileSystem = "" } = values[0]?.labels ?? {};
    const disk = fileSystem === "zfs" ? `zfs:${device.split("/")[0]}` : device;
    if (fileSystem !== "zfs" && (!device.startsWith("/dev/") || device.startsWith("/dev/loop"))) continue;
    const totalBytes = value("node_filesystem_size_bytes") ?? 0;
    const freeBytes = value("node_filesystem_free_bytes");
    const availableBytes = value("node_filesystem_avail_bytes");
    if (totalBytes === 0 || freeBytes === undefined || availableBytes === undefined) continue;
    const known = disks.get(disk);
    if (known !== undefined && known.mount.length <= mount.length) continue;
    disks.set(disk, { mount, device, fileSystem, usedBytes: totalBytes - freeBytes, availableBytes, totalBytes });
  }
  return [...disks.values()].toSorted((a, b) => (a.mount < b.mount ? -1 : 1));
}
