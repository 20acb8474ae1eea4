import { useEffect, useMemo, useState } from "react";
import { useRead } from "../api/reads.ts";
import type { ClusterNode } from "../api/shapes.ts";
import { Said } from "../parts/said.tsx";
import { coarser } from "../parts/sparkline-paths.ts";
import { Sparkline } from "../parts/sparkline.tsx";
import { StateSign, StateWord } from "../parts/state-mark.tsx";
import { moment } from "../parts/units.ts";
import { words } from "../text/now.ts";
import { courseInWords, nameOf, nowOf } from "./course-words.ts";
import { COURSE_METRICS, coursesOf, type Course, type History } from "./courses.ts";
import { NodeSheet } from "./node-sheet.tsx";

/** Values that are older than this are shown with their time. */
const OLD_MS = 60_000;
/** The lines are read again when the newest value is so much ahead of them: each of them stands for ten seconds of an hour. */
const BEHIND_MS = 60_000;
/** As many as can be seen on that width. */
const MOST_STEPS = 60;
const NO_IDS: readonly string[] = [];

/** The last hour of all nodes. It becomes old by measuring, but is not worth reading each time. */
function useLastHour(nodes: readonly ClusterNode[]): History | undefined {
  const { data, refetch } = useRead("GET /telemetry/history", { hours: 1, step: "10s", metrics: COURSE_METRICS });
  const newest = Math.max(0, ...nodes.map(({ measuredAt }) => (measuredAt === null ? 0 : Date.parse(measuredAt))));
  const steps = Math.max(0, ...(data?.series.map(({ averages }) => averages.length) ?? []));
  const end = data === undefined ? null : Date.parse(data.start) + steps * data.stepSeconds * 1_000;
  useEffect(() => {
    if (end !== null && newest - end > BEHIND_MS) void refetch();
  }, [end, newest, refetch]);
  return data;
}

/** @param readAt when these values were read, epoch ms */
export function NodeList({ nodes, readAt }: { nodes: readonly ClusterNode[]; readAt: number }) {
  const [openName, setOpenName] = useState<string | null>(null);
  const history = useLastHour(nodes);
  const hasGpus = nodes.some(({ gpus }) => gpus.length > 0);
  const measured = useRead("GET /telemetry/nodes", hasGpus ? {} : null);
  const gpuIdsOf = (name: string): readonly string[] =>
    measured.data?.nodes.find((node) => node.name === name)?.gpus.map(({ uuid }) => uuid) ?? NO_IDS;
  const open = nodes.find(({ name }) => name === openName);
  return (
    <>
      <ul className="grid gap-3 2xl:grid-cols-2">
        {nodes.map((node) => (
          <NodeItem
            key={node.name}
            node={node}
            readAt={readAt}
            history={history}
            gpuIds={gpuIdsOf(node.name)}
            onOpen={() => setOpenName(node.name)}
          />
        ))}
      </ul>
      {open === undefined ? null : <NodeSheet node={open} gpuIds={gpuIdsOf(open.name)} onClose={() => setOpenName(null)} />}
    </>
  );
}

interface NodeItemProps {
  node: ClusterNode;
  readAt: number;
  history: History | undefined;
  gpuIds: readonly string[];
  onOpen: () => void;
}

function NodeItem({ node, readAt, history, gpuIds, onOpen }: NodeItemProps) {
  const { name, status, cpu, containers, measuredAt } = node;
  const courses = useMemo(() => coursesOf(node, history, gpuIds), [node, history, gpuIds]);
  const running = containers.healthy + containers.unhealthy + containers.starting + containers.unchecked;
  const isOld = measuredAt !== null && readAt - Date.parse(measuredAt) > OLD_MS;
  return (
    <li className="relative rounded-lg border border-line bg-card p-3 hover:border-soft">
      <div className="flex items-center gap-2 text-sm">
        <StateSign state={status} />
        <h3 className="min-w-0 truncate font-medium">
          <button
            type="button"
            aria-haspopup="dialog"
            aria-label={words.showNode(name)}
            onClick={onOpen}
            className="cursor-pointer after:absolute after:inset-0 after:rounded-lg"
          >
            <Said>{name}</Said>
          </button>
        </h3>
        <StateWord state={status} />
        <span className="ml-auto shrink-0 text-xs text-soft tabular-nums">{words.containersOf(running, containers.stopped)}</span>
      </div>
      <div className="mt-2.5 grid grid-cols-[repeat(auto-fit,minmax(7.5rem,1fr))] gap-x-5 gap-y-3">
        {courses.map((course) => (
          <CourseCell key={course.key} course={course} name={nameOf(course, cpu?.cores ?? null)} />
        ))}
      </div>
      {isOld ? <p className="mt-2 text-xs text-unsure">{words.measuredAt(moment(measuredAt))}</p> : null}
    </li>
  );
}

/** What is used now, how full that is, and the hour before. */
function CourseCell({ course, name }: { course: Course; name: string }) {
  const { values, now, full } = course;
  const isKnown = now !== null && full !== null;
  return (
    <div className="min-w-0">
      <p className="flex items-baseline justify-between gap-2 text-xs">
        <Said className="min-w-0 truncate text-soft">{name}</Said>
        <span className={`shrink-0 tabular-nums ${isKnown ? "" : "text-unsure"}`}>{nowOf(course)}</span>
      </p>
      <div className="mt-1">
        <Sparkline values={coarser(values, MOST_STEPS)} full={full ?? 1} label={courseInWords(course, name, words.spans.hour)} />
        <Gauge course={course} />
      </div>
    </div>
  );
}

/** Being nearly full is trouble for memory and disks; a processor may be busy. */
export function Gauge({ course: { kind, now, full } }: { course: Pick<Course, "kind" | "now" | "full"> }) {
  const share = now === null || full === null || full === 0 ? null : now / full;
  const fillsUp = kind !== "cpu" && kind !== "gpu";
  const colour = share === null || !fillsUp || share <= 0.85 ? "fill-soft" : share > 0.95 ? "fill-unwell" : "fill-broken";
  return (
    <svg className="block h-1 w-full" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      {share === null ? (
        <path className="stroke-off" strokeWidth="2" strokeDasharray="2 3" d="M0 2H100" />
      ) : (
        <>
          <rect className="fill-line" width="100" height="4" />
          <rect className={colour} width={Math.min(100, share * 100)} height="4" />
        </>
      )}
    </svg>
  );
}
