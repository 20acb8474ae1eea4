import type { GpuUsage } from "./facts.ts";

/** Last is the only field that may hold a comma. */
const FIELDS = ["index", "uuid", "utilization.gpu", "memory.used", "memory.total", "temperature.gpu", "power.draw", "power.limit", "name"];

export const NVIDIA_SMI_ARGUMENTS = [`--query-gpu=${FIELDS.join(",")}`, "--format=csv,noheader,nounits"] as const;

const MIB = 1_048_576;

/** What `nvidia-smi` prints for these arguments. Lines of any other form (warnings, "No devices were found") are skipped. */
export function parseGpus(csv: string): GpuUsage[] {
  return csv.split(/\r?\n/).flatMap((line) => {
    const [index = "", uuid = "", used, memoryUsed, memoryTotal, temperature, power, powerLimit, ...name] = line
      .split(",")
      .map((cell) => cell.trim());
    if (!/^\d{1,4}$/.test(index) || !/^(GPU|MIG)-/.test(uuid) || name.length === 0) return [];
    return [
      {
        index: Number(index),
        uuid,
        name: name.join(", "),
        usedPercent: measured(used),
        memoryUsedBytes: scaled(measured(memoryUsed), MIB),
        memoryTotalBytes: scaled(measured(memoryTotal), MIB),
        temperatureC: measured(temperature),
        powerW: measured(power),
        powerLimitW: measured(powerLimit),
      },
    ];
  });
}

/** `[N/A]`, `[Not Supported]`, `[Unknown Error]` and `ERR!` are no measurements. */
function measured(cell: string | undefined): number | null {
  return cell !== undefined && /^-?\d{1,12}(\.\d{1,6})?$/.test(cell) ? Number(cell) : null;
}

function scaled(value: number | null, factor: number): number | null {
  return value === null ? null : Math.round(value * factor);
}
