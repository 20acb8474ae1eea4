import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useLayoutEffect, useRef, useState, type ReactNode, type UIEvent } from "react";
import type { LogLine } from "./log-book.ts";
import { GapRow, IncidentRow, LogLineRow } from "./log-row.tsx";
import type { ShownRow } from "./shown-rows.ts";

const NOTHING: readonly string[] = [];
const LINE_HEIGHT = 20;
/** So near to an end counts as being there. */
const NEAR = 40;

interface LogPaneProps {
  /** What the screen reader hears. */
  label: string;
  rows: readonly ShownRow[];
  isWrapped: boolean;
  hasTimes: boolean;
  sought?: readonly string[];
  /** The line that was opened: it is in the middle at first. */
  meantId?: string;
  /** Does it keep to its end? */
  isAtEnd: boolean;
  onAtEnd: (isAtEnd: boolean) => void;
  /** The first row came near. */
  onFirst?: () => void;
  /** What stands there without any row. */
  empty?: string;
  /** Above the first row. */
  head?: ReactNode;
  onOpen?: (line: LogLine) => void;
}

/** Any number of lines, of which those in sight exist. Read at its end it keeps to the end; read elsewhere it stays there. */
export function LogPane(props: LogPaneProps) {
  const { label, rows, isWrapped, hasTimes, sought = NOTHING, meantId, isAtEnd, onAtEnd, onFirst, empty, head, onOpen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [whole, setWhole] = useState<ReadonlySet<number>>(new Set());
  const showWhole = useCallback((rowKey: number) => setWhole((shown) => new Set([...shown, rowKey])), []);
  const firstKey = useRef<number | string | null>(null);
  const lastTop = useRef(0);
  const hasShownMeant = useRef(false);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 20,
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, isWrapped, hasTimes]);
  useLayoutEffect(() => {
    const shown = scroller.current;
    if (shown === null || rows.length === 0) return;
    // What was put before the first row must not move what is read.
    const added = firstKey.current === null ? -1 : rows.findIndex(({ key }) => key === firstKey.current);
    firstKey.current = rows[0]?.key ?? null;
    const meant = meantId === undefined ? -1 : rows.findIndex((row) => row.kind === "line" && row.line.id === meantId);
    if (meant !== -1 && !hasShownMeant.current) {
      hasShownMeant.current = true;
      virtualizer.scrollToIndex(meant, { align: "center" });
    } else if (isAtEnd) virtualizer.scrollToIndex(rows.length - 1, { align: "end" });
    else if (added > 0) shown.scrollTop += added * LINE_HEIGHT;
  }, [rows, isAtEnd, meantId, virtualizer]);
  // Lines that turn out to be higher than they looked push the end away.
  const height = virtualizer.getTotalSize();
  useLayoutEffect(() => {
    if (isAtEnd && scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [height, isAtEnd]);
  const scroll = ({ currentTarget }: UIEvent<HTMLElement>): void => {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    const isUp = scrollTop < lastTop.current - 1;
    lastTop.current = scrollTop;
    if (scrollHeight - scrollTop - clientHeight < NEAR) {
      if (!isAtEnd) onAtEnd(true);
    } else if (isUp && isAtEnd) onAtEnd(false);
    if (scrollTop < NEAR * 5 && isUp) onFirst?.();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard
    <div
      ref={scroller}
      role="log"
      aria-label={label}
      aria-live="off"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
      tabIndex={0}
      onScroll={scroll}
      className="min-h-0 flex-1 overflow-auto overscroll-contain bg-paper py-2 font-mono text-xs [overflow-anchor:none] focus-visible:-outline-offset-2"
    >
      {head}
      <div className="relative min-w-max" style={isWrapped ? { height, minWidth: 0 } : { height }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className={`absolute top-0 left-0 min-w-full ${isWrapped ? "w-full" : ""}`}
              style={{ transform: `translateY(${start}px)` }}
            >
              {row.kind === "gap" ? <GapRow dropped={row.dropped} /> : null}
              {row.kind === "incident" ? <IncidentRow id={row.incident.id} sentence={row.incident.sentence} /> : null}
              {row.kind === "line" ? (
                <LogLineRow
                  rowKey={row.key}
                  line={row.line}
                  hasTime={hasTimes}
                  isWrapped={isWrapped}
                  isWhole={whole.has(row.key)}
                  sought={sought}
                  isMeant={meantId !== undefined && row.line.id === meantId}
                  onWhole={showWhole}
                  onOpen={onOpen}
                />
              ) : null}
            </div>
          );
        })}
      </div>
      {rows.length === 0 ? <p className="px-4 font-sans text-sm text-soft sm:px-6">{empty}</p> : null}
    </div>
  );
}
