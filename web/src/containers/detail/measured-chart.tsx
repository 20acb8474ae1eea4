import { useState, type PointerEvent } from "react";
import type { AnswerOf } from "../../api/operations.ts";
import { Sparkline } from "../../parts/sparkline.tsx";
import { coarser } from "../../parts/sparkline-paths.ts";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/containers.ts";

type Points = AnswerOf<"GET /telemetry/series">["points"];

const MOST_STEPS = 360;

interface MeasuredChartProps {
  name: string;
  points: Points;
  say: (value: number) => string;
}

/** One measurement over time. Pointing at it says when and how much; a gap stays a gap. */
export function MeasuredChart({ name, points, say }: MeasuredChartProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  const averages = points.map(({ average }) => average);
  const measured = averages.filter((value) => value !== null);
  if (measured.length === 0) return <p className="text-sm text-unsure">{words.notMeasured}</p>;
  const most = measured.reduce((a, b) => Math.max(a, b), 0);
  const least = measured.reduce((a, b) => Math.min(a, b), most);
  const point = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setPointed(Math.min(points.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * points.length))));
  };
  const at = pointed === null ? undefined : points[pointed];
  const last = points.findLast(({ average }) => average !== null);
  const shown = at ?? last;
  return (
    <div>
      <p className="mb-1 flex flex-wrap justify-between gap-x-4 text-sm tabular-nums">
        <span>
          {shown?.average == null ? <span className="text-unsure">{words.notMeasured}</span> : say(shown.average)}
          {shown === undefined ? null : <span className="ml-2 text-xs text-soft">{moment(shown.at)}</span>}
        </span>
        <span className="text-xs text-soft">{words.most(say(most))}</span>
      </p>
      <div
        className="relative touch-pan-y rounded border border-line bg-paper"
        onPointerMove={point}
        onPointerLeave={() => setPointed(null)}
      >
        <Sparkline
          values={coarser(averages, MOST_STEPS)}
          full={most === 0 ? 1 : most * 1.05}
          label={words.chart(name, say(least), say(most))}
          className="h-20"
        />
        {pointed === null ? null : (
          <span
            aria-hidden="true"
            className="pointer-events-none absolute inset-y-0 w-px bg-ink/50"
            style={{ left: `${((pointed + 0.5) / points.length) * 100}%` }}
          />
        )}
      </div>
      <p className="mt-0.5 flex justify-between text-xs text-soft">
        <span>{points[0] === undefined ? null : moment(points[0].at)}</span>
        <span>{words.now}</span>
      </p>
    </div>
  );
}
