import type { AnswerOf } from "../../api/operations.ts";
import { Said } from "../../parts/said.tsx";
import { size } from "../../parts/units.ts";
import { words } from "../../text/mind.ts";
import { percent } from "../share-bar.tsx";

const said = words.optimization;
type UsagePattern = AnswerOf<"GET /optimization/patterns">["patterns"][number];

const TONES: Readonly<Record<UsagePattern["kind"], string>> = {
  idle: "text-off",
  consistent: "text-ink",
  bursty: "text-ink",
  overloaded: "text-unwell",
  unknown: "text-unsure",
};

/** How each node's CPU, memory, GPUs and disks are used: the average as a bar, the peak as a mark. */
export function UsageList({ patterns }: { patterns: readonly UsagePattern[] }) {
  const nodes = [...Map.groupBy(patterns, ({ node }) => node)];
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {nodes.map(([node, ofNode]) => (
        <section key={node} className="min-w-0 rounded-lg border border-line bg-card p-3">
          <h3 className="mb-2 text-sm font-medium">
            <Said>{node}</Said>
          </h3>
          <ul className="space-y-2.5">
            {ofNode.map((pattern) => (
              <Usage key={`${pattern.resource} ${pattern.subject} ${pattern.metric}`} pattern={pattern} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Usage({ pattern: { resource, subject, kind, average, peak, capacity, unit, samples, measuredHours } }: { pattern: UsagePattern }) {
  const shareOf = (value: number | null): number | null =>
    value === null || capacity === null || capacity <= 0 ? null : Math.min(1, value / capacity);
  const [averageShare, peakShare] = [shareOf(average), shareOf(peak)];
  const isMeasured = samples > 0;
  return (
    <li className="text-sm">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="min-w-0 truncate">
          {said.resources[resource]}
          {subject === null ? null : (
            <span className="text-soft">
              {" "}
              <bdi>{subject}</bdi>
            </span>
          )}
        </span>
        <span className={`ml-auto text-xs ${TONES[kind]}`}>{kind === "unknown" && isMeasured ? said.fewSamples : said.kinds[kind]}</span>
      </p>
      {averageShare === null || peakShare === null ? null : (
        <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" className="mt-1 h-1.5 w-full">
          <rect width="100" height="6" className="fill-line" />
          <rect
            width={averageShare * 100}
            height="6"
            className={kind === "overloaded" ? "fill-unwell" : kind === "unknown" ? "fill-unsure" : "fill-off"}
          />
          <rect x={Math.max(0, peakShare * 100 - 0.6)} width="0.6" height="6" className="fill-ink" />
        </svg>
      )}
      {isMeasured ? (
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-soft tabular-nums">
          <span>
            {said.average} {amount(average, unit)}
          </span>
          <span>
            {said.peak} {amount(peak, unit)}
          </span>
          {capacity === null || unit === "percent" ? null : <span>{said.capacity(amount(capacity, unit))}</span>}
          <span className="ml-auto">{said.hours(measuredHours)}</span>
        </p>
      ) : null}
    </li>
  );
}

function amount(value: number | null, unit: string): string {
  if (value === null) return words.routing.notKnown;
  if (unit === "bytes") return size(value);
  if (unit === "percent") return percent(value / 100);
  if (unit === "bytes per second") return words.optimization.perSecond(size(value));
  return `${value.toLocaleString(undefined, { maximumFractionDigits: value >= 100 ? 0 : 1 })} ${unit}`;
}
