import type { ClusterNode } from "./api.ts";
import { text } from "./text.ts";
import { size } from "./units.ts";

const STATUS_COLOURS: Readonly<Record<ClusterNode["status"], string>> = {
  well: "text-well",
  degraded: "text-unsure",
  unwell: "text-unwell",
  unknown: "text-off",
};

function Gauge({ name, share, value }: { name: string; share: number | null; value: string }) {
  const colour = share === null ? "accent-off" : share > 0.95 ? "accent-unwell" : share > 0.85 ? "accent-unsure" : "accent-well";
  return (
    <div className="grid grid-cols-[5rem_1fr] items-center gap-x-3 gap-y-1 text-sm">
      <span className="text-soft">{name}</span>
      <span className="text-right tabular-nums">{value}</span>
      <svg className="col-span-2 h-1.5 w-full" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect className="fill-line" width="100" height="6" rx="1" />
        {share === null ? null : <rect className={colour.replace("accent", "fill")} width={Math.min(100, share * 100)} height="6" rx="1" />}
      </svg>
    </div>
  );
}

export function NodeCard({ node }: { node: ClusterNode }) {
  const { cpu, memory, disks, gpus, containers } = node;
  const running = containers.healthy + containers.unhealthy + containers.starting + containers.unchecked;
  return (
    <article className="rounded-xl border border-line bg-card p-4">
      <header className="mb-3 flex items-baseline justify-between gap-3">
        <h3 className="truncate font-semibold">{node.name}</h3>
        <span className={`text-sm ${STATUS_COLOURS[node.status]}`}>{node.status}</span>
      </header>
      <div className="space-y-2.5">
        <Gauge
          name={text.cpu}
          share={cpu === null ? null : cpu.usedPercent / 100}
          value={cpu === null ? text.notMeasured : `${Math.round(cpu.usedPercent)} % · ${text.cores(cpu.cores)}`}
        />
        <Gauge
          name={text.memory}
          share={memory === null ? null : memory.usedBytes / memory.totalBytes}
          value={memory === null ? text.notMeasured : `${size(memory.usedBytes)} / ${size(memory.totalBytes)}`}
        />
        {disks.map(({ mount, usedBytes, totalBytes }) => (
          <Gauge
            key={mount}
            name={`${text.disk} ${mount}`}
            share={usedBytes / totalBytes}
            value={`${size(usedBytes)} / ${size(totalBytes)}`}
          />
        ))}
        {gpus.map((gpu) => (
          <Gauge
            key={gpu.name}
            name={gpu.name}
            share={gpu.usedPercent === null ? null : gpu.usedPercent / 100}
            value={gpu.usedPercent === null ? text.notMeasured : `${Math.round(gpu.usedPercent)} %`}
          />
        ))}
      </div>
      <p className="mt-3 text-sm text-soft">{text.containersOf(running, containers.stopped)}</p>
    </article>
  );
}
