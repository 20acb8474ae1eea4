import type { ScrapedGpu } from "./facts.ts";
import type { Sample } from "./wire.ts";

const MIB = 1_048_576;

type Field = "usedPercent" | "memoryUsedBytes" | "memoryTotalBytes" | "temperatureC" | "powerW" | "powerLimitW";

/** Two exporters, their names and units: utkuozdemir/nvidia_gpu_exporter and NVIDIA's DCGM exporter. */
const FIELDS: Readonly<Record<string, { field: Field; factor: number }>> = {
  nvidia_smi_utilization_gpu_ratio: { field: "usedPercent", factor: 100 },
  nvidia_smi_memory_used_bytes: { field: "memoryUsedBytes", factor: 1 },
  nvidia_smi_memory_total_bytes: { field: "memoryTotalBytes", factor: 1 },
  nvidia_smi_temperature_gpu: { field: "temperatureC", factor: 1 },
  nvidia_smi_power_draw_watts: { field: "powerW", factor: 1 },
  nvidia_smi_power_limit_watts: { field: "powerLimitW", factor: 1 },
  DCGM_FI_DEV_GPU_UTIL: { field: "usedPercent", factor: 1 },
  DCGM_FI_DEV_FB_USED: { field: "memoryUsedBytes", factor: MIB },
  DCGM_FI_DEV_FB_TOTAL: { field: "memoryTotalBytes", factor: MIB },
  DCGM_FI_DEV_GPU_TEMP: { field: "temperatureC", factor: 1 },
  DCGM_FI_DEV_POWER_USAGE: { field: "powerW", factor: 1 },
  DCGM_FI_DEV_POWER_MGMT_LIMIT: { field: "powerLimitW", factor: 1 },
};

const INFO = "nvidia_smi_gpu_info";
const INDEX = "nvidia_smi_index";
/** DCGM tells the total only when asked to, the parts always. */
const PARTS_OF_TOTAL = ["DCGM_FI_DEV_FB_USED", "DCGM_FI_DEV_FB_FREE", "DCGM_FI_DEV_FB_RESERVED"];

export const GPU_METRICS = [...Object.keys(FIELDS), INFO, INDEX, "DCGM_FI_DEV_FB_FREE", "DCGM_FI_DEV_FB_RESERVED"];

/** The GPUs of one instance. A card that two exporters tell of is one, by its uuid. */
export function readGpus(samples: readonly Sample[]): ScrapedGpu[] {
  const byUuid = new Map<string, Sample[]>();
  for (const sample of samples) {
    const uuid = sample.labels["uuid"] ?? sample.labels["UUID"];
    if (uuid === undefined || !GPU_METRICS.includes(sample.name)) continue;
    const full = /^(GPU|MIG)-/.test(uuid) ? uuid : `GPU-${uuid}`;
    byUuid.set(full, [...(byUuid.get(full) ?? []), sample]);
  }
  return [...byUuid]
    .map(([uuid, own]) => gpuOf(uuid, own))
    .toSorted((a, b) => (a.index ?? Infinity) - (b.index ?? Infinity) || (a.uuid < b.uuid ? -1 : 1));
}

function gpuOf(uuid: string, samples: readonly Sample[]): ScrapedGpu {
  const label = (name: string): string | undefined => samples.find(({ labels }) => labels[name] !== undefined)?.labels[name];
  const value = (name: string): number | undefined => samples.find((sample) => sample.name === name)?.value;
  const gpuNumber = value(INDEX) ?? Number(label("gpu") ?? Number.NaN);
  const gpu: ScrapedGpu = {
    index: Number.isInteger(gpuNumber) ? gpuNumber : null,
    uuid,
    name: samples.find(({ name }) => name === INFO)?.labels["name"] ?? label("modelName") ?? uuid,
    usedPercent: null,
    memoryUsedBytes: null,
    memoryTotalBytes: null,
    temperatureC: null,
    powerW: null,
  };
  for (const { name, value } of samples) {
    const meaning = FIELDS[name];
    // A ratio such as 0.29 would otherwise become 28.999999999999996 %.
    if (meaning !== undefined) gpu[meaning.field] = Math.round(value * meaning.factor * 1_000) / 1_000;
  }
  const [used, free, reserved = 0] = PARTS_OF_TOTAL.map(value);
  if (gpu.memoryTotalBytes === null && used !== undefined && free !== undefined) gpu.memoryTotalBytes = (used + free + reserved) * MIB;
  return gpu;
}
