import { memo } from "react";
import { Link } from "wouter";
import { clockTime, size } from "../../parts/units.ts";
import { words } from "../../text/containers.ts";
import type { LogLine } from "./log-book.ts";
import { piecesOf } from "./sought-words.ts";

/** A longer line is cut here until somebody wants to see it whole. */
const SHOWN_SIGNS = 1_000;

const LEVELS: Readonly<Record<LogLine["level"], string>> = {
  error: "text-unwell",
  warn: "text-broken",
  info: "",
  debug: "text-soft",
  unknown: "",
};

interface LogLineRowProps {
  /** What tells it from other rows. */
  rowKey: number;
  line: LogLine;
  hasTime: boolean;
  isWrapped: boolean;
  isWhole: boolean;
  /** Of a search. */
  sought: readonly string[];
  /** It is the one that was opened. */
  isMeant: boolean;
  onWhole: (rowKey: number) => void;
  /** Left out where there is nothing around a line to show. */
  onOpen?: ((line: LogLine) => void) | undefined;
}

/** One line of a log. It is data: nothing in it is a tag, an address or a direction to the words around it. */
export const LogLineRow = memo(function LogLineRow(props: LogLineRowProps) {
  const { rowKey, line, hasTime, isWrapped, isWhole, sought, isMeant, onWhole, onOpen } = props;
  const shown = isWhole ? line.text : line.text.slice(0, SHOWN_SIGNS);
  const hidden = line.text.length - shown.length;
  const time = (
    <time className="text-soft tabular-nums" dateTime={line.at} title={line.at}>
      {timeOf(line.at)}
    </time>
  );
  return (
    <div className={`flex min-w-full gap-2 px-4 leading-5 sm:px-6 ${isMeant ? "bg-broken/15" : ""} ${isWrapped ? "" : "w-max"}`}>
      {onOpen !== undefined && line.id !== null ? (
        <button
          type="button"
          aria-label={`${words.showAround}, ${timeOf(line.at)}`}
          onClick={() => onOpen(line)}
          className="shrink-0 cursor-pointer self-start underline decoration-line underline-offset-2 hover:decoration-soft"
        >
          {time}
        </button>
      ) : hasTime ? (
        <span className="shrink-0">{time}</span>
      ) : null}
      <span aria-hidden="true" className={`w-2 shrink-0 font-semibold ${LEVELS[line.level]}`}>
        {words.levelSigns[line.level]}
      </span>
      <span className={`${LEVELS[line.level]} ${isWrapped ? "min-w-0 wrap-anywhere whitespace-pre-wrap" : "whitespace-pre"}`}>
        {line.level === "error" || line.level === "warn" ? <span className="sr-only">{words.levels[line.level]}: </span> : null}
        <bdi>
          {piecesOf(shown, sought).map(({ start, text, isFound }) =>
            isFound ? (
              <mark key={start} className="rounded-sm bg-broken/30 text-inherit">
                {text}
              </mark>
            ) : (
              text
            ),
          )}
        </bdi>
        {hidden <= 0 ? null : (
          <button
            type="button"
            onClick={() => onWhole(rowKey)}
            className="ml-1 cursor-pointer font-sans text-soft underline underline-offset-2"
          >
            {words.showMore(size(hidden))}
          </button>
        )}
      </span>
    </div>
  );
});

export function GapRow({ dropped }: { dropped: number | null }) {
  return <p className="px-4 py-1 font-sans text-unsure sm:px-6">{dropped === null ? words.logGap : words.dropped(dropped)}</p>;
}

export function IncidentRow({ id, sentence }: { id: string; sentence: string }) {
  return (
    <p className="border-y border-unwell/40 px-4 py-1 font-sans sm:px-6">
      <Link href={`/incidents/${encodeURIComponent(id)}`} className="text-unwell underline underline-offset-2">
        <bdi>{words.incidentHere(sentence)}</bdi>
      </Link>
    </p>
  );
}

export function timeOf(iso: string): string {
  const time = new Date(iso);
  const isToday = time.toDateString() === new Date().toDateString();
  const clock = clockTime(time);
  const day = isToday ? "" : `${time.toLocaleDateString(undefined, { month: "2-digit", day: "2-digit" })} `;
  return `${day}${clock}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}
