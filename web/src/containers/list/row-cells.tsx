import { memo } from "react";
import { HeartbeatStrip } from "../../parts/heartbeat-strip.tsx";
import { Said } from "../../parts/said.tsx";
import { StateSign, StateWord } from "../../parts/state-mark.tsx";
import { moment, size } from "../../parts/units.ts";
import { words } from "../../text/containers.ts";
import { ago } from "./ago.ts";
import type { Row } from "./rows.ts";

/** The columns and what of them has room: all on a desktop, the most telling ones on a tablet. */
export const WIDE_COLUMNS =
  "md:grid-cols-[6.5rem_minmax(8rem,1fr)_minmax(4rem,7rem)_4rem_4rem_4.75rem_3.5rem] xl:grid-cols-[6.5rem_minmax(11rem,1.5fr)_minmax(4rem,8rem)_minmax(7rem,1fr)_5.5rem_4rem_4rem_5rem_4.5rem_4rem]";
export const WIDE_COLUMNS_WITH_NODE =
  "md:grid-cols-[6.5rem_minmax(8rem,1fr)_minmax(4rem,5.5rem)_4rem_4rem_3.5rem_4.75rem_3.5rem] xl:grid-cols-[6.5rem_minmax(11rem,1.5fr)_minmax(4rem,7rem)_4.5rem_minmax(6rem,1fr)_4.75rem_4rem_3.5rem_4.75rem_4.25rem_3.5rem]";
/** Has room on a desktop only. */
export const DESKTOP_ONLY = "hidden xl:block";

interface CellsProps {
  row: Row;
  showsNode: boolean;
  now: number;
}

function Missing({ why }: { why: string }) {
  return (
    <span className="text-unsure" title={why}>
      {words.unknown}
      <span className="sr-only">{why}</span>
    </span>
  );
}

function State({ row: { state, isLost } }: { row: Row }) {
  return (
    <span className="flex items-center gap-1.5 text-xs">
      <StateSign state={state} />
      {isLost ? <span className="text-unsure">{words.outOfSight}</span> : <StateWord state={state} />}
    </span>
  );
}

function Usage({ row: { kind, cpuPercent, memoryBytes }, of }: { row: Row; of: "cpu" | "memory" }) {
  if (kind === "service") return null;
  if (of === "cpu") return cpuPercent === null ? <Missing why={words.notMeasured} /> : <>{words.percent(cpuPercent)}</>;
  return memoryBytes === null ? <Missing why={words.notMeasured} /> : <>{size(memoryBytes)}</>;
}

function Beats({ row: { kind, beats } }: { row: Row }) {
  return kind === "service" ? null : <HeartbeatStrip beats={beats} />;
}

/** One row of the table, on a tablet or a desktop. While the table is scrolled, only what comes into sight is drawn. */
export const WideCells = memo(function WideCells({ row, showsNode, now }: CellsProps) {
  const { kind, name, project, node, image, health, restarts, since, isProtected } = row;
  const small = "truncate text-xs text-soft";
  const figure = "text-right text-xs tabular-nums";
  return (
    <>
      <span role="gridcell">
        <State row={row} />
      </span>
      <span role="gridcell" className="truncate">
        <Said className="font-medium">{name}</Said>
        {kind === "service" ? <span className="ml-2 text-xs text-soft">{words.isService}</span> : null}
        {isProtected ? <span className="ml-2 text-xs text-soft">{words.isProtected}</span> : null}
      </span>
      <span role="gridcell" className={small}>
        {project === null ? null : <Said>{project}</Said>}
      </span>
      {showsNode ? (
        <span role="gridcell" className={small}>
          <Said>{node}</Said>
        </span>
      ) : null}
      <span role="gridcell" className={`${DESKTOP_ONLY} ${small}`}>
        {image === null ? null : <Said>{image}</Said>}
      </span>
      <span role="gridcell" className={`${DESKTOP_ONLY} ${small} ${health === "unhealthy" ? "text-broken!" : ""}`}>
        {health === null ? null : words.health[health]}
      </span>
      <span role="gridcell">
        <Beats row={row} />
      </span>
      <span role="gridcell" className={figure}>
        <Usage row={row} of="cpu" />
      </span>
      <span role="gridcell" className={figure}>
        <Usage row={row} of="memory" />
      </span>
      <span role="gridcell" className={`${DESKTOP_ONLY} ${figure} ${restarts === 0 ? "text-soft" : ""}`}>
        {restarts}
      </span>
      <span role="gridcell" className={`${figure} text-soft`} title={since === null ? undefined : moment(since)}>
        {since === null ? <Missing why={words.notJudged} /> : ago(since, now)}
      </span>
    </>
  );
});

/** The same on a phone: two lines. */
export const CardCells = memo(function CardCells({ row, showsNode, now }: CellsProps) {
  const { kind, name, project, node, since } = row;
  const place = [kind === "service" ? words.isService : project, showsNode ? node : null].filter((each) => each !== null).join(" · ");
  return (
    <>
      <span role="gridcell" className="flex min-w-0 items-center gap-2">
        <Said className="min-w-0 flex-1 truncate font-medium">{name}</Said>
        <State row={row} />
        <span className="w-12 text-right text-xs text-soft tabular-nums">{since === null ? "" : ago(since, now)}</span>
      </span>
      <span role="gridcell" className="flex min-w-0 items-center gap-3 text-xs text-soft">
        <Said className="min-w-0 flex-1 truncate">{place}</Said>
        <Beats row={row} />
        <span className="w-12 text-right tabular-nums">
          <Usage row={row} of="cpu" />
        </span>
        <span className="w-16 text-right tabular-nums">
          <Usage row={row} of="memory" />
        </span>
      </span>
    </>
  );
});
