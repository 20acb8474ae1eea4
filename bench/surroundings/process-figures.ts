import { readdirSync, readFileSync } from "node:fs";

/** What Linux tells of a process: a bench compares programs by the same figures, taken from outside. */
export interface ProcessFigures {
  /** Memory in use, of the process and all its descendants. */
  rssMiB: number;
  /** CPU since its start, of the process and its descendants that live, user and system. */
  cpuSeconds: number;
  /** Bytes that it caused to be sent to the disk, or to be once the kernel writes its pages back. */
  writtenBytes: number;
  processes: number;
}

/** The kernel's unit of CPU times towards programs, on every architecture that Hydra runs on. */
const TICKS_PER_SECOND = 100;

/** @throws Error when the process has ended */
export function readFigures(pid: number): ProcessFigures {
  const pids = [pid, ...descendantsOf(pid)];
  const figures: ProcessFigures = { rssMiB: 0, cpuSeconds: 0, writtenBytes: 0, processes: pids.length };
  for (const each of pids) {
    try {
      figures.rssMiB += rssKiB(each) / 1_024;
      figures.cpuSeconds += cpuTicks(each) / TICKS_PER_SECOND;
      figures.writtenBytes += Number(/^write_bytes: (\d+)$/m.exec(read(each, "io"))?.[1] ?? 0);
    } catch (error) {
      // A child may end meanwhile; the process itself may not.
      if (each === pid) throw error;
    }
  }
  return figures;
}

function read(pid: number, file: string): string {
  return readFileSync(`/proc/${pid}/${file}`, "utf8");
}

/** The exact sum over all mappings: the quick figure of `status` may be some MiB off in a program with many threads. */
function rssKiB(pid: number): number {
  return Number(/^Rss:\s+(\d+) kB$/m.exec(read(pid, "smaps_rollup"))?.[1]);
}

/** Fields of `stat` after the program's name, which may hold anything. */
function statFields(pid: number): string[] {
  const stat = read(pid, "stat");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function cpuTicks(pid: number): number {
  const fields = statFields(pid);
  return Number(fields[11]) + Number(fields[12]);
}

function descendantsOf(pid: number): number[] {
  const childrenOf = new Map<number, number[]>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const parent = Number(statFields(Number(entry))[1]);
      childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), Number(entry)]);
    } catch {
      // It ended between the list and the look.
    }
  }
  const below = (each: number): number[] => (childrenOf.get(each) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}
