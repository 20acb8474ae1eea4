import { useState } from "react";
import { useRead } from "../api/reads.ts";
import type { ClusterNode } from "../api/shapes.ts";
import { Part } from "../parts/part.tsx";
import { Said } from "../parts/said.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { Sparkline } from "../parts/sparkline.tsx";
import { StateSign, StateWord } from "../parts/state-mark.tsx";
import { moment } from "../parts/units.ts";
import { words } from "../text/now.ts";
import { amount, courseInWords, nameOf, nowOf } from "./course-words.ts";
import { COURSE_METRICS, coursesOf, extentOf, type Course, type History } from "./courses.ts";

/** Each with steps that are about as many as can be seen. */
const SPANS = {
  hour: { hours: 1, step: "10s" },
  day: { hours: 24, step: "5m" },
  week: { hours: 168, step: "1h" },
} as const;
type Span = keyof typeof SPANS;
const NAMES = ["hour", "day", "week"] as const satisfies Span[];

interface NodeSheetProps {
  node: ClusterNode;
  gpuIds: readonly string[];
  onClose: () => void;
}

/** What one machine used over time. */
export function NodeSheet({ node, gpuIds, onClose }: NodeSheetProps) {
  const [span, setSpan] = useState<Span>("hour");
  const history = useRead("GET /telemetry/history", { node: node.name, metrics: COURSE_METRICS, ...SPANS[span] });
  return (
    <Sheet title={node.name} onClose={onClose}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="flex items-center gap-2 text-sm">
          <StateSign state={node.status} />
          <StateWord state={node.status} />
          {node.measuredAt === null ? (
            <span className="text-unsure">{words.notMeasured}</span>
          ) : (
            <span className="text-soft">{words.measuredAt(moment(node.measuredAt))}</span>
          )}
        </p>
        <div role="group" aria-label={words.spanLabel} className="flex rounded-lg border border-line text-sm">
          {NAMES.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={span === name}
              onClick={() => setSpan(name)}
              className="cursor-pointer rounded-lg px-2.5 py-1 text-soft aria-pressed:bg-line aria-pressed:text-ink pointer-coarse:py-2.5"
            >
              {words.spans[name]}
            </button>
          ))}
        </div>
      </div>
      <Part query={history}>
        {(data) => (
          <ul className="space-y-4">
            {coursesOf(node, data, gpuIds).map((course) => (
              <CourseRow key={course.key} course={course} cores={node.cpu?.cores ?? null} span={span} history={data} />
            ))}
          </ul>
        )}
      </Part>
    </Sheet>
  );
}

interface CourseRowProps {
  course: Course;
  cores: number | null;
  span: Span;
  history: History;
}

function CourseRow({ course, cores, span, history }: CourseRowProps) {
  const { values, full, unit } = course;
  const name = nameOf(course, cores);
  const extent = extentOf(values);
  return (
    <li>
      <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
        <Said className="font-medium">{name}</Said>
        <span className="text-soft tabular-nums">
          {extent === null ? (
            <span className="text-unsure">{words.notMeasured}</span>
          ) : (
            words.range(amount(extent.lowest, unit), amount(extent.highest, unit))
          )}
          <span className="ml-3 text-ink">
            {words.now} {nowOf(course)}
          </span>
        </span>
      </p>
      <div className="mt-1 rounded border border-line bg-paper">
        <Sparkline values={values} full={full ?? 1} label={courseInWords(course, name, words.spans[span])} className="h-16" />
      </div>
      <p className="mt-0.5 flex justify-between text-xs text-soft tabular-nums">
        <span>{moment(history.start)}</span>
        <span>{words.now}</span>
      </p>
    </li>
  );
}
