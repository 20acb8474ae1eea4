import { useState } from "react";
import { useRead } from "../../api/reads.ts";
import type { Container } from "../../api/shapes.ts";
import { Part } from "../../parts/part.tsx";
import { size } from "../../parts/units.ts";
import { words } from "../../text/containers.ts";
import { MeasuredChart } from "./measured-chart.tsx";

const RANGES = ["hour", "day", "week"] as const;
type Range = (typeof RANGES)[number];

const HOURS: Readonly<Record<Range, number>> = { hour: 1, day: 24, week: 168 };
const HOUR_MS = 3_600_000;

const METRICS = ["cpuPercent", "memoryBytes", "networkReceivedBytesPerSecond", "networkSentBytesPerSecond"] as const;
type Metric = (typeof METRICS)[number];

const SAY: Readonly<Record<Metric, (value: number) => string>> = {
  cpuPercent: words.percent,
  memoryBytes: size,
  networkReceivedBytesPerSecond: (value) => words.perSecond(size(value)),
  networkSentBytesPerSecond: (value) => words.perSecond(size(value)),
};

/** What it used of the machine, over time. */
export function Resources({ container }: { container: Container }) {
  const [{ range, from }, setRange] = useState<{ range: Range; from: string | null }>({ range: "hour", from: null });
  return (
    <div className="space-y-5">
      <div role="group" aria-label={words.range} className="flex gap-1.5">
        {RANGES.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === range}
            // The last hour moves with the time; longer ones begin where they were chosen.
            onClick={() =>
              setRange({ range: each, from: each === "hour" ? null : new Date(Date.now() - HOURS[each] * HOUR_MS).toISOString() })
            }
            className="cursor-pointer rounded-full border border-line px-3 py-0.5 text-xs hover:border-soft aria-pressed:border-ink aria-pressed:bg-paper aria-pressed:font-medium pointer-coarse:min-h-11"
          >
            {words.ranges[each]}
          </button>
        ))}
      </div>
      {METRICS.map((metric) => (
        <Course key={metric} container={container} metric={metric} from={from} />
      ))}
    </div>
  );
}

function Course({ container, metric, from }: { container: Container; metric: Metric; from: string | null }) {
  const { name, node, state } = container;
  const measured = useRead("GET /telemetry/containers");
  // One that was started a moment ago: of others there may be a past.
  const isNotYet = state === "running" && measured.data?.containers.every((each) => each.name !== name || each.node !== node) === true;
  const wanted = { kind: "container", name, node, metric, ...(from === null ? {} : { from }) } as const;
  const series = useRead("GET /telemetry/series", measured.data === undefined || isNotYet ? null : wanted);
  if (isNotYet) {
    return (
      <Part title={words.metrics[metric]} query={measured} isEmpty={() => true} empty={words.notMeasured}>
        {() => null}
      </Part>
    );
  }
  return (
    <Part title={words.metrics[metric]} query={series}>
      {({ points }) => <MeasuredChart name={words.metrics[metric]} points={points} say={SAY[metric]} />}
    </Part>
  );
}
