import { useWindowVirtualizer, defaultRangeExtractor } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { words } from "../../text/containers.ts";
import type { Column, Sorting } from "../address.ts";
import { useIsWide } from "../wide.ts";
import { CardCells, DESKTOP_ONLY, WIDE_COLUMNS, WIDE_COLUMNS_WITH_NODE, WideCells } from "./row-cells.tsx";
import type { Row } from "./rows.ts";

const ROW_HEIGHT = 36;
const CARD_HEIGHT = 62;
/** What stands over the rows at the top and, on a phone, at the bottom of the window. */
const COVERED_TOP = 48;
const COVERED_BOTTOM = 88;

interface RowTableProps {
  rows: readonly Row[];
  sorting: Sorting;
  showsNode: boolean;
  now: number;
  onSort: (column: Column) => void;
  onOpen: (row: Row) => void;
}

/** A table of any length: only the rows in sight exist. Arrows move through it, Enter opens. */
export function RowTable({ rows, sorting, showsNode, now, onSort, onOpen }: RowTableProps) {
  const isWide = useIsWide();
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const wantsFocus = useRef(false);
  const active = Math.max(
    0,
    rows.findIndex(({ key }) => key === activeKey),
  );
  useLayoutEffect(() => {
    const measured = body.current?.getBoundingClientRect().top;
    if (measured !== undefined) setTop(measured + window.scrollY);
  }, [rows.length, isWide]);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => (isWide ? ROW_HEIGHT : CARD_HEIGHT),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
    scrollMargin: top,
    scrollPaddingStart: COVERED_TOP,
    scrollPaddingEnd: COVERED_BOTTOM,
    // Whoever scrolls away with the mouse comes back with an arrow.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), ...(activeKey === null ? [] : [active])])].toSorted((a, b) => a - b),
  });
  useEffect(() => {
    if (!wantsFocus.current) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-index="${active}"]`);
    if (row == null) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });
  const move = (index: number): void => {
    const to = Math.min(rows.length - 1, Math.max(0, index));
    wantsFocus.current = true;
    setActiveKey(rows[to]?.key ?? null);
    virtualizer.scrollToIndex(to, { align: "auto" });
  };
  const press = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(window.innerHeight / (isWide ? ROW_HEIGHT : CARD_HEIGHT)) - 3);
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length,
    };
    const step = steps[event.key];
    const row = rows[active];
    if (step !== undefined) move(active + step);
    else if ((event.key === "Enter" || event.key === " ") && row !== undefined) onOpen(row);
    else return;
    event.preventDefault();
  };
  const columns = showsNode ? WIDE_COLUMNS_WITH_NODE : WIDE_COLUMNS;
  return (
    <div
      role="grid"
      aria-label={words.table}
      aria-rowcount={rows.length + (isWide ? 1 : 0)}
      className="rounded-lg border border-line bg-card"
    >
      {isWide ? <Head columns={columns} showsNode={showsNode} sorting={sorting} onSort={onSort} /> : null}
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its rows have the focus */}
      <div ref={body} role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }} onKeyDown={press}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              role="row"
              aria-rowindex={index + (isWide ? 2 : 1)}
              tabIndex={index === active ? 0 : -1}
              onFocus={() => setActiveKey(row.key)}
              onClick={() => onOpen(row)}
              className={`absolute inset-x-0 top-0 grid cursor-pointer px-3 text-sm hover:bg-paper focus-visible:-outline-offset-2 ${
                isWide ? `h-9 items-center gap-x-3 ${columns}` : "min-h-15.5 content-center gap-y-1 border-b border-line/60"
              }`}
              style={{ transform: `translateY(${start - top}px)` }}
            >
              {isWide ? <WideCells row={row} showsNode={showsNode} now={now} /> : <CardCells row={row} showsNode={showsNode} now={now} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface HeadProps extends Pick<RowTableProps, "showsNode" | "sorting" | "onSort"> {
  columns: string;
}

function Head({ columns, showsNode, sorting, onSort }: HeadProps) {
  const head = (column: Column, className = "") => <SortHead column={column} className={className} sorting={sorting} onSort={onSort} />;
  return (
    <div role="rowgroup" className="sticky top-0 z-5 rounded-t-lg border-b border-line bg-card">
      <div role="row" aria-rowindex={1} className={`grid h-9 items-center gap-x-3 px-3 text-xs text-soft ${columns}`}>
        {head("state")}
        {head("name")}
        {head("project")}
        {showsNode ? head("node") : null}
        {head("image", DESKTOP_ONLY)}
        {head("health", DESKTOP_ONLY)}
        <span role="columnheader">{words.probes}</span>
        {head("cpu", "text-right")}
        {head("memory", "text-right")}
        {head("restarts", `${DESKTOP_ONLY} text-right`)}
        {head("since", "text-right")}
      </div>
    </div>
  );
}

interface SortHeadProps extends Pick<RowTableProps, "sorting" | "onSort"> {
  column: Column;
  className: string;
}

function SortHead({ column, className, sorting, onSort }: SortHeadProps) {
  const isSorted = sorting.column === column;
  return (
    <span
      role="columnheader"
      aria-sort={isSorted ? (sorting.isDescending ? "descending" : "ascending") : "none"}
      className={`min-w-0 ${className}`}
    >
      <button
        type="button"
        onClick={() => onSort(column)}
        className={`max-w-full cursor-pointer truncate rounded px-0.5 hover:text-ink ${isSorted ? "font-semibold text-ink" : ""}`}
      >
        {words.columns[column]}
        {isSorted ? <span aria-hidden="true"> {sorting.isDescending ? "↓" : "↑"}</span> : null}
      </button>
    </span>
  );
}
