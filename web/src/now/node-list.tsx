import type { ClusterNode } from "../api/shapes.ts";
import { Said } from "../parts/said.tsx";
import { StateSign, StateWord } from "../parts/state-mark.tsx";
import { text } from "../text/common.ts";
import { moment, size } from "../parts/units.ts";

interface GaugeProps {
  name: string;
  /** 0 to 1; null when it was not measured. */
  share: number | null;
  value: string;
  /** Being nearly full is trouble for memory and disks; a processor may be busy. */
  fillsUp?: boolean;
}

function Gauge({ name, share, value, fillsUp = false }: GaugeProps) {
  const colour = share === null || !fillsUp || share <= 0.85 ? "fill-soft" : share > 0.95 ? "fill-unwell" : "fill-broken";
  return (
    <div className="min-w-0">
      <p className="truncate text-xs text-soft">
        <Said>{name}</Said>
      </p>
      <svg className="my-1 h-1 w-full" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        {share === null ? (
          <path className="stroke-line" strokeWidth="4" strokeDasharray="3 3" d="M0 2H100" />
        ) : (
          <>
            <rect className="fill-line" width="100" height="4" />
            <rect className={colour} width={Math.min(100, share * 100)} height="4" />
          </>
        )}
      </svg>
      <p className={`truncate text-xs tabular-nums ${share === null ? "text-unsure" : ""}`} title={value}>
        {value}
      </p>
    </div>
  );
}

function ofTotal(used: number | null, total: number | null): Pick<GaugeProps, "share" | "value"> {
  if (used === null || total === null || total === 0) return { share: null, value: text.notMeasured };
  return { share: used / total, value: `${size(used)} / ${size(total)}` };
}

function percent(used: number | null | undefined): Pick<GaugeProps, "share" | "value"> {
  return used == null ? { share: null, value: text.notMeasured } : { share: used / 100, value: `${Math.round(used)} %` };
}

/** Values that are older than this are shown with their time. */
const OLD_MS = 60_000;

function NodeItem({ node, readAt }: { node: ClusterNode; readAt: number }) {
  const { name, status, cpu, memory, disks, gpus, containers, measuredAt } = node;
  const running = containers.healthy + containers.unhealthy + containers.starting + containers.unchecked;
  const isOld = measuredAt !== null && readAt - Date.parse(measuredAt) > OLD_MS;
  return (
    <li className="p-3">
      <div className="flex items-center gap-2 text-sm">
        <StateSign state={status} />
        <h3 className="min-w-0 truncate font-medium">
          <Said>{name}</Said>
        </h3>
        <StateWord state={status} />
        <span className="ml-auto shrink-0 text-xs text-soft">{text.containersOf(running, containers.stopped)}</span>
      </div>
      <div className="mt-2 grid grid-cols-[repeat(auto-fit,minmax(7rem,1fr))] gap-x-4 gap-y-2">
        <Gauge name={cpu === null ? text.cpu : text.cpuOf(cpu.cores)} {...percent(cpu?.usedPercent)} />
        <Gauge name={text.memory} fillsUp {...ofTotal(memory?.usedBytes ?? null, memory?.totalBytes ?? null)} />
        {disks.map(({ mount, usedBytes, totalBytes }) => (
          <Gauge key={mount} name={text.disk(mount)} fillsUp {...ofTotal(usedBytes, totalBytes)} />
        ))}
        {gpus.flatMap((gpu, index) => [
          // oxlint-disable-next-line react/no-array-index-key -- a machine may have two of a kind; their order is theirs
          <Gauge key={`${index}-load`} name={gpu.name} {...percent(gpu.usedPercent)} />,
          // oxlint-disable-next-line react/no-array-index-key
          <Gauge key={`${index}-memory`} name={text.gpuMemory(gpu.name)} fillsUp {...ofTotal(gpu.memoryUsedBytes, gpu.memoryTotalBytes)} />,
        ])}
      </div>
      {isOld ? <p className="mt-2 text-xs text-unsure">{text.measuredAt(moment(measuredAt))}</p> : null}
    </li>
  );
}

/** @param readAt when these values were read, epoch ms */
export function NodeList({ nodes, readAt }: { nodes: readonly ClusterNode[]; readAt: number }) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-card">
      {nodes.map((node) => (
        <NodeItem key={node.name} node={node} readAt={readAt} />
      ))}
    </ul>
  );
}
