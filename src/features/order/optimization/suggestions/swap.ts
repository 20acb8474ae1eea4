import { finite, median, quantile } from "../patterns/statistics.ts";
import { FEWEST_SAMPLES } from "../patterns/usage.ts";
import { measuredMs, seriesSince, type Assessment, type World } from "./assessment.ts";
import { percentText, sizeText, spanText } from "./wording.ts";

const MIB = 1_048_576;
/** Less lies in the swap of every machine that has been up for a week. */
const LEAST_BYTES = 256 * MIB;
const LEAST_SHARE = 0.05;
/** Pages swapped out long ago do no harm while there is room; they do where memory is short. */
const SHORT_OF_MEMORY = 0.85;

/** Nodes that live in their swap because memory is short. */
export function assessSwap(world: World): Assessment[] {
  return world.nodes.flatMap((node) =>
    node.swap == null || node.memory === null ? [] : [assess(node.name, node.swap, node.memory, world)],
  );
}

function assess(node: string, swap: { totalBytes: number }, memory: { totalBytes: number }, world: World): Assessment {
  const id = `swap/${node}`;
  const since = world.appliedAt(id);
  const all = world.series("node", node, "swapUsedBytes");
  const series = all === null || since === null ? all : seriesSince(all, since);
  const isKnown = series !== null && finite(series.averages).length >= FEWEST_SAMPLES;
  const used = isKnown ? median(series.averages) : null;
  const assessed: Assessment = {
    id,
    node,
    resource: "memory",
    subject: null,
    measure: used === null ? null : { value: used, unit: "bytes in swap" },
    setting: null,
    finding: null,
  };
  const memoryShare = quantile(world.series("node", node, "memoryUsedBytes")?.averages ?? [], 0.5) / memory.totalBytes;
  const isShort = memoryShare >= SHORT_OF_MEMORY;
  if (series === null || used === null || used < Math.max(LEAST_BYTES, LEAST_SHARE * memory.totalBytes) || !isShort) return assessed;
  const largest = world.containers
    .filter((container) => container.node === node && container.memoryBytes !== null)
    .toSorted((a, b) => (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0))
    .slice(0, 3)
    .map(({ name, memoryBytes }) => `${name} ${sizeText(memoryBytes ?? 0)}`);
  return {
    ...assessed,
    finding: {
      priority: used >= 0.5 * swap.totalBytes ? "high" : "medium",
      title: `${node} lives in its swap`,
      evidence: [
        `${sizeText(used)} of ${sizeText(swap.totalBytes)} swap in use (middle of ${spanText(measuredMs(series))}), memory ${percentText(memoryShare)} used.`,
        ...(largest.length === 0 ? [] : [`The largest containers: ${largest.join(", ")}.`]),
      ],
      expected: {
        value: -used,
        unit: "bytes in swap",
        text: `With ${sizeText(used)} less to hold in memory, nothing would have to be swapped.`,
      },
      operation: null,
    },
  };
}
