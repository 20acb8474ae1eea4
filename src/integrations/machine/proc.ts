import type { CpuTimes, LoadAverage, MemoryFacts } from "./facts.ts";

/** Readers of the files below /proc, from their text. Null means: the text does not say. */

/** `cpu  user nice system idle iowait irq softirq steal guest guest_nice`; guest time is already part of user. */
export function parseCpuTimes(stat: string): CpuTimes | null {
  const total = /^cpu[ \t]+(\d[\d \t]*)$/m.exec(stat)?.[1];
  if (total === undefined) return null;
  const ticks = total.trim().split(/\s+/).slice(0, 8).map(Number);
  if (ticks.length < 4) return null;
  const totalTicks = ticks.reduce((sum, value) => sum + value, 0);
  const idleTicks = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  const cores = stat.match(/^cpu\d+ /gm)?.length ?? 0;
  return cores === 0 ? null : { busyTicks: totalTicks - idleTicks, totalTicks, cores };
}

/** Epoch milliseconds of the boot, to the second. */
export function parseBootedAt(stat: string): number | null {
  const seconds = /^btime (\d{1,15})$/m.exec(stat)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}

function kibibytesOf(meminfo: string, field: string): number | null {
  const value = new RegExp(`^${field}:[ \\t]+(\\d{1,15}) kB$`, "m").exec(meminfo)?.[1];
  return value === undefined ? null : Number(value);
}

/** Null without swap: a machine that has none uses none of it, which is no measurement. */
export function parseSwap(meminfo: string): MemoryFacts | null {
  const total = kibibytesOf(meminfo, "SwapTotal");
  const free = kibibytesOf(meminfo, "SwapFree");
  if (total === null || free === null || total === 0) return null;
  return { usedBytes: Math.max(0, total - free) * 1_024, totalBytes: total * 1_024 };
}

export function parseMemory(meminfo: string): MemoryFacts | null {
  const kibibytes = (field: string): number | null => kibibytesOf(meminfo, field);
  const total = kibibytes("MemTotal");
  // Kernels before 3.14 have no MemAvailable; there is no honest replacement for it.
  const available = kibibytes("MemAvailable");
  if (total === null || available === null) return null;
  return { usedBytes: Math.max(0, total - available) * 1_024, totalBytes: total * 1_024 };
}

export function parseLoad(loadavg: string): LoadAverage | null {
  const match = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+) /.exec(loadavg);
  if (match === null) return null;
  const [, one, five, fifteen] = match.map(Number);
  return { one: one ?? 0, five: five ?? 0, fifteen: fifteen ?? 0 };
}
