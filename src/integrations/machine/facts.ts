/** What the machine that Hydra runs on says about itself. Sizes are bytes, times epoch milliseconds. */

/** Cumulative since boot, in clock ticks: a share of them over a while is what a person calls usage. */
export interface CpuTimes {
  busyTicks: number;
  totalTicks: number;
  cores: number;
}

export interface MemoryFacts {
  /** Total less what programs could still get: the page cache does not count as used. */
  usedBytes: number;
  totalBytes: number;
}

export interface LoadAverage {
  one: number;
  five: number;
  fifteen: number;
}

export interface DiskUsage {
  mount: string;
  device: string;
  fileSystem: string;
  usedBytes: number;
  /** What an ordinary user can still write; less than total minus used where a part is kept for root. */
  availableBytes: number;
  totalBytes: number;
}

/** Null is what the driver answers with `[N/A]`. */
export interface GpuUsage {
  index: number;
  uuid: string;
  name: string;
  usedPercent: number | null;
  memoryUsedBytes: number | null;
  memoryTotalBytes: number | null;
  temperatureC: number | null;
  powerW: number | null;
  /** What the driver lets it draw at most. */
  powerLimitW?: number | null;
}

/** What a cgroup allows the processes inside it; null where it sets no limit. */
export interface CgroupLimit {
  memoryBytes: number | null;
  cpus: number | null;
}

export interface MachineReading {
  measuredAt: number;
  /** Monotonic milliseconds of the same moment: for rates. */
  monotonicMs: number;
  cpu: CpuTimes | null;
  memory: MemoryFacts | null;
  /** All swap together; null where there is none, or nobody says. */
  swap?: MemoryFacts | null;
  load: LoadAverage | null;
  disks: readonly DiskUsage[];
  gpus: readonly GpuUsage[];
  /** Where `gpus` comes from, or why it is empty. */
  gpuSource: string;
  bootedAt: number | null;
  /** Changes with every boot and with nothing else. */
  bootId: string | null;
  kernelVersion: string | null;
  /** What holds Hydra itself in, when something does. The values above are the machine's all the same. */
  limit: CgroupLimit | null;
}

/** The machine that Hydra runs on. Nothing here changes it. */
export interface Machine {
  readonly hostname: string;
  /** Look now. A part that cannot be read is null or empty; it rejects only when nothing at all can be read: upstream_failed. */
  measure(signal?: AbortSignal): Promise<MachineReading>;
}

declare module "../../kernel/context.ts" {
  interface IntegrationClients {
    machine: Machine;
  }
}
