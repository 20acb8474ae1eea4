import { readFile, stat, statfs } from "node:fs/promises";
import { hostname as systemHostname } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../kernel/clock.ts";
import { HydraError } from "../../kernel/errors.ts";
import { parseCgroupLimit, parseCgroupPaths, type CgroupFiles } from "./cgroup.ts";
import { parseMounts, realDisks, type MountEntry } from "./disks.ts";
import type { CgroupLimit, DiskUsage, Machine, MachineReading } from "./facts.ts";
import { GpuReader } from "./gpus.ts";
import { parseBootedAt, parseCpuTimes, parseLoad, parseMemory, parseSwap } from "./proc.ts";

export interface MachineFolders {
  /** The machine's procfs: `/proc`, or where a container sees that of its host. */
  proc: string;
  /** The machine's root: `/`, or where a container sees that of its host. */
  root: string;
  nvidiaSmi: string;
}

/** How long one disk may take to tell its free space. */
const DISK_LIMIT_MS = 3_000;

/** A Linux machine, read from its procfs. */
export class LocalMachine implements Machine {
  readonly hostname: string;
  readonly #folders: MachineFolders;
  readonly #clock: Clock;
  readonly #gpus: GpuReader;
  /** Mounts that were asked and have not answered: each would hold a thread, so they are not asked again. */
  readonly #silent = new Set<string>();
  #limit: Promise<CgroupLimit | null> | null = null;

  constructor(hostname: string, folders: MachineFolders, clock: Clock) {
    this.hostname = hostname;
    this.#folders = folders;
    this.#clock = clock;
    this.#gpus = new GpuReader(folders.nvidiaSmi);
  }

  /** Null where there is no procfs: not a Linux machine. */
  static async open(folders: MachineFolders, clock: Clock): Promise<LocalMachine | null> {
    if ((await readOrNull(join(folders.proc, "stat"))) === null) return null;
    // A container has a host name of its own; the machine's stands in the machine's root.
    const named = folders.root === "/" ? null : await readOrNull(join(folders.root, "etc/hostname"));
    return new LocalMachine(named?.trim() || systemHostname(), folders, clock);
  }

  async measure(signal?: AbortSignal): Promise<MachineReading> {
    const { proc } = this.#folders;
    const [statText, meminfo, loadavg, release, bootId, mounts, gpus, limit] = await Promise.all([
      readOrNull(join(proc, "stat")),
      readOrNull(join(proc, "meminfo")),
      readOrNull(join(proc, "loadavg")),
      readOrNull(join(proc, "sys/kernel/osrelease")),
      readOrNull(join(proc, "sys/kernel/random/boot_id")),
      this.#mounts(),
      this.#gpus.read(signal),
      (this.#limit ??= readLimit()),
    ]);
    if (statText === null && meminfo === null) throw new HydraError("upstream_failed", `Neither stat nor meminfo can be read in ${proc}.`);
    const disks = await Promise.all(realDisks(mounts).map((entry) => this.#disk(entry)));
    return {
      measuredAt: this.#clock.now(),
      monotonicMs: this.#clock.monotonicMs(),
      cpu: parseCpuTimes(statText ?? ""),
      memory: parseMemory(meminfo ?? ""),
      swap: parseSwap(meminfo ?? ""),
      load: parseLoad(loadavg ?? ""),
      disks: disks.filter((disk) => disk !== null),
      gpus: gpus.gpus,
      gpuSource: gpus.source,
      bootedAt: parseBootedAt(statText ?? ""),
      bootId: bootId?.trim() ?? null,
      kernelVersion: release?.trim() ?? null,
      limit,
    };
  }

  async #mounts(): Promise<MountEntry[]> {
    const { proc } = this.#folders;
    // Process 1 sees the machine's mounts; a container that was given the host's /proc sees its own under "self".
    return parseMounts((await readOrNull(join(proc, "1/mounts"))) ?? (await readOrNull(join(proc, "self/mounts"))) ?? "");
  }

  async #disk(entry: MountEntry): Promise<DiskUsage | null> {
    if (this.#silent.has(entry.mount)) return null;
    this.#silent.add(entry.mount);
    const look = usageOf(entry, join(this.#folders.root, entry.mount)).finally(() => this.#silent.delete(entry.mount));
    const { promise: tooLate, resolve } = Promise.withResolvers<null>();
    const timer = setTimeout(resolve, DISK_LIMIT_MS, null);
    const usage = await Promise.race([look, tooLate]);
    clearTimeout(timer);
    return usage;
  }
}

async function usageOf({ device, mount, fileSystem }: MountEntry, path: string): Promise<DiskUsage | null> {
  try {
    // Docker mounts single files (/etc/hosts) from the host's disk: their path is no place to name it by.
    if (!(await stat(path)).isDirectory()) return null;
    const { bsize, blocks, bfree, bavail } = await statfs(path);
    if (blocks === 0) return null;
    return {
      mount,
      device,
      fileSystem,
      usedBytes: (blocks - bfree) * bsize,
      availableBytes: bavail * bsize,
      totalBytes: blocks * bsize,
    };
  } catch {
    // Not visible from here (another mount namespace, no right): an unmeasured disk is left out, not guessed.
    return null;
  }
}

/** Hydra's own cgroup; it is set once, when the process is started. */
async function readLimit(): Promise<CgroupLimit | null> {
  const paths = parseCgroupPaths((await readOrNull("/proc/self/cgroup")) ?? "");
  const files: CgroupFiles = {};
  const look = async (name: keyof CgroupFiles, controller: string): Promise<void> => {
    const folder = join("/sys/fs/cgroup", controller);
    // Inside a container the path is often that of the host, and the mount shows its own cgroup as the root.
    const text = (await readOrNull(join(folder, paths.get(controller) ?? "/", name))) ?? (await readOrNull(join(folder, name)));
    if (text !== null) files[name] = text;
  };
  await Promise.all([
    look("memory.max", ""),
    look("cpu.max", ""),
    look("memory.limit_in_bytes", "memory"),
    look("cpu.cfs_quota_us", "cpu"),
    look("cpu.cfs_period_us", "cpu"),
  ]);
  return parseCgroupLimit(files);
}

async function readOrNull(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null);
}
