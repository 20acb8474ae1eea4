import type { Host } from "../../../kernel/context.ts";
import { telemetryBoard } from "./board.ts";
import type { ContainerTelemetry, NodeTelemetry } from "./shapes.ts";

type NodeGauge = [name: string, help: string, pick: (node: NodeTelemetry) => number | null | undefined];
type GpuGauge = [name: string, help: string, pick: (gpu: NodeTelemetry["gpus"][number]) => number | null];
type DiskGauge = [name: string, help: string, pick: (disk: NodeTelemetry["disks"][number]) => number];
type ContainerGauge = [name: string, help: string, pick: (container: ContainerTelemetry) => number | null];

const NODE_GAUGES: readonly NodeGauge[] = [
  ["hydra_node_cpu_used_percent", "Busy share of all cores of a node in percent", ({ cpu }) => cpu?.usedPercent],
  ["hydra_node_cpu_cores", "Cores of a node", ({ cpu }) => cpu?.cores],
  ["hydra_node_memory_used_bytes", "Memory of a node in use, without the page cache, in bytes", ({ memory }) => memory?.usedBytes],
  ["hydra_node_memory_total_bytes", "Memory of a node in bytes", ({ memory }) => memory?.totalBytes],
  ["hydra_node_load1", "Load average of a node over one minute", ({ load }) => load?.one],
  ["hydra_node_failed_units", "Failed systemd units of a node", ({ failedUnits }) => failedUnits?.length],
  ["hydra_node_measured", "1 while somebody measures the node", ({ state }) => (state === "measured" ? 1 : 0)],
];

const DISK_GAUGES: readonly DiskGauge[] = [
  ["hydra_node_disk_used_bytes", "Used space of a disk in bytes", ({ usedBytes }) => usedBytes],
  ["hydra_node_disk_total_bytes", "Size of a disk in bytes", ({ totalBytes }) => totalBytes],
];

const GPU_GAUGES: readonly GpuGauge[] = [
  ["hydra_gpu_used_percent", "Busy share of a GPU in percent", ({ usedPercent }) => usedPercent],
  ["hydra_gpu_memory_used_bytes", "GPU memory in use in bytes", ({ memoryUsedBytes }) => memoryUsedBytes],
  ["hydra_gpu_memory_total_bytes", "GPU memory in bytes", ({ memoryTotalBytes }) => memoryTotalBytes],
  ["hydra_gpu_temperature_celsius", "Temperature of a GPU in degrees Celsius", ({ temperatureC }) => temperatureC],
  ["hydra_gpu_power_watts", "Power draw of a GPU in watts", ({ powerW }) => powerW],
];

const CONTAINER_GAUGES: readonly ContainerGauge[] = [
  ["hydra_container_cpu_percent", "CPU of a container in percent of one core", ({ cpuPercent }) => cpuPercent],
  ["hydra_container_memory_bytes", "Memory of a container, without the page cache, in bytes", ({ memoryBytes }) => memoryBytes],
  ["hydra_container_memory_limit_bytes", "Memory limit of a container in bytes", ({ memoryLimitBytes }) => memoryLimitBytes],
  ["hydra_container_network_received_bytes_per_second", "Bytes a container receives in a second", (c) => c.networkReceivedBytesPerSecond],
  ["hydra_container_network_sent_bytes_per_second", "Bytes a container sends in a second", (c) => c.networkSentBytesPerSecond],
  ["hydra_container_block_read_bytes_per_second", "Bytes a container reads from disks in a second", (c) => c.blockReadBytesPerSecond],
  ["hydra_container_block_written_bytes_per_second", "Bytes a container writes to disks in a second", (c) => c.blockWrittenBytesPerSecond],
];

/** The newest values, read when somebody scrapes. What is not measured has no sample: a gap in the scraper's graph too. */
export function registerGauges(host: Host): void {
  const board = host.part(telemetryBoard);
  const nodes = (): NodeTelemetry[] => board.presented.nodes.nodes;
  for (const [name, help, pick] of NODE_GAUGES) {
    host.metrics.gauge(name, help, ["node"], (gauge) => {
      for (const node of nodes()) set(gauge, { node: node.name }, pick(node));
    });
  }
  for (const [name, help, pick] of DISK_GAUGES) {
    host.metrics.gauge(name, help, ["node", "mount"], (gauge) => {
      for (const node of nodes()) for (const disk of node.disks) set(gauge, { node: node.name, mount: disk.mount }, pick(disk));
    });
  }
  for (const [name, help, pick] of GPU_GAUGES) {
    host.metrics.gauge(name, help, ["node", "gpu", "uuid"], (gauge) => {
      for (const node of nodes()) for (const gpu of node.gpus) set(gauge, { node: node.name, gpu: gpu.name, uuid: gpu.uuid }, pick(gpu));
    });
  }
  for (const [name, help, pick] of CONTAINER_GAUGES) {
    host.metrics.gauge(name, help, ["node", "container"], (gauge) => {
      for (const container of board.presented.containers.containers)
        set(gauge, { node: container.node, container: container.name }, pick(container));
    });
  }
}

interface Settable {
  set(labels: Record<string, string>, value: number): void;
}

function set(gauge: Settable, labels: Record<string, string>, value: number | null | undefined): void {
  if (value !== null && value !== undefined) gauge.set(labels, value);
}
