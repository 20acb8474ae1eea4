import { z } from "zod";
import type { Host } from "../../../kernel/context.ts";
import { list as listContainers, nodes as listEngines } from "../containers/operations.ts";
import { nodes as measuredNodes } from "../telemetry/operations.ts";
import { findings } from "../verdicts/operations.ts";

export const STATUSES = ["well", "degraded", "unwell", "unknown"] as const;
type Status = (typeof STATUSES)[number];

const Bytes = z.number();
const Percent = z.number();

export const NodeShape = z.strictObject({
  name: z.string(),
  status: z.enum(STATUSES),
  cpu: z.strictObject({ usedPercent: Percent, cores: z.int() }).nullable(),
  memory: z.strictObject({ usedBytes: Bytes, totalBytes: Bytes }).nullable(),
  disks: z.array(
    z.strictObject({
      mount: z.string(),
      usedBytes: Bytes,
      availableBytes: Bytes.describe("what can still be filled: less than the rest, where the file system keeps some for itself"),
      totalBytes: Bytes,
    }),
  ),
  gpus: z.array(
    z.strictObject({
      name: z.string(),
      usedPercent: Percent.nullable(),
      memoryUsedBytes: Bytes.nullable(),
      memoryTotalBytes: Bytes.nullable(),
      temperatureC: z.number().nullable(),
      powerW: z.number().nullable(),
    }),
  ),
  containers: z.strictObject({ healthy: z.int(), unhealthy: z.int(), starting: z.int(), unchecked: z.int(), stopped: z.int() }),
  measuredAt: z.iso.datetime().nullable(),
});
type Node = z.output<typeof NodeShape>;

const FULL_DISK = 0.95;
const FULL_MEMORY = 0.97;

/** How a node is: lost or nothing known is unknown; a container really down or a full disk makes it worse. */
export function judgeNode(node: Omit<Node, "status">, isEngineAnswering: boolean | null, down: number): Status {
  if (isEngineAnswering === false) return "unknown";
  if (node.measuredAt === null && isEngineAnswering === null) return "unknown";
  if (node.disks.some(({ usedBytes, availableBytes }) => usedBytes / (usedBytes + availableBytes) > FULL_DISK)) return "unwell";
  const isMemoryFull = node.memory !== null && node.memory.usedBytes / node.memory.totalBytes > FULL_MEMORY;
  return down > 0 || isMemoryFull ? "degraded" : "well";
}

const WORST_FIRST: readonly Status[] = ["unwell", "degraded", "unknown", "well"];

export async function clusterStatus(host: Pick<Host, "call">): Promise<{ status: Status; nodes: Node[]; incidents: { open: number } }> {
  const [{ containers }, { nodes: engines }, { nodes: measured }, { findings: groups }] = await Promise.all([
    host.call(listContainers, {}),
    host.call(listEngines, {}),
    host.call(measuredNodes, {}),
    host.call(findings, {}),
  ]);
  const names = [...new Set([...engines.map(({ name }) => name), ...measured.map(({ name }) => name)])].toSorted();
  const nodes = names.map((name) => {
    const own = containers.filter(({ node }) => node === name);
    const running = own.filter(({ state }) => state === "running");
    const values = measured.find((each) => each.name === name);
    const engine = engines.find((each) => each.name === name);
    const health = (wanted: string): number => running.filter((container) => container.health === wanted).length;
    const node = {
      name,
      cpu: values?.cpu ?? null,
      memory: values?.memory ?? null,
      disks: values?.disks ?? [],
      gpus:
        values?.gpus.map(({ name: gpu, usedPercent, memoryUsedBytes, memoryTotalBytes, temperatureC, powerW }) => ({
          name: gpu,
          usedPercent,
          memoryUsedBytes,
          memoryTotalBytes,
          temperatureC,
          powerW,
        })) ?? [],
      containers: {
        healthy: health("healthy"),
        unhealthy: health("unhealthy"),
        starting: health("starting"),
        unchecked: health("unchecked"),
        stopped: own.length - running.length,
      },
      measuredAt: values?.measuredAt ?? null,
    };
    const down = own.filter(({ verdict }) => verdict === "down").length;
    return { ...node, status: judgeNode(node, engine === undefined ? null : engine.status === "connected", down) };
  });
  return {
    status: WORST_FIRST.find((status) => nodes.some((node) => node.status === status)) ?? "unknown",
    nodes,
    incidents: { open: groups.filter(({ verdict }) => verdict === "down").length },
  };
}
