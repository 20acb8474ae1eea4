import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useRead } from "../../api/reads.ts";
import type { Container } from "../../api/shapes.ts";
import { Trouble } from "../../parts/part.tsx";
import { text } from "../../text/common.ts";
import { words } from "../../text/containers.ts";
import { useIsWide } from "../wide.ts";
import { copyText } from "../../parts/copy-text.ts";
import { FoundLines } from "./found-lines.tsx";
import { LinesAround } from "./lines-around.tsx";
import type { LogLine } from "./log-book.ts";
import { LogPane } from "./log-pane.tsx";
import { shownRows, type Level, type LogLook, type ShownRow } from "./shown-rows.ts";
import { useFollowedLog, type FollowedLog } from "./use-followed-log.ts";

interface LogViewProps {
  container: Container;
  /** When it is wanted to be looked at; null: as it is written now. */
  at: string | null;
}

/** The log of one container: as it is written, searched, or around one line. */
export default function LogView({ container, at }: LogViewProps) {
  const { name, node } = container;
  const [look, setLook] = useState<LogLook>({ isWrapped: !useIsWide(), hasTimes: true, level: "all" });
  const [query, setQuery] = useState("");
  const sought = useDeferredValue(query.trim());
  const [around, setAround] = useState<{ line: LogLine } | { at: string } | null>(at === null ? null : { at });
  const followed = useFollowedLog(name, node);
  const place = useRef<HTMLDivElement>(null);
  const shownRef = useRef<readonly ShownRow[]>([]);
  const show = useCallback((rows: readonly ShownRow[]) => {
    shownRef.current = rows;
  }, []);
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      search.current?.focus();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  const back = (): void => {
    setAround(null);
    setQuery("");
  };
  return (
    <div ref={place} className="relative flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5 sm:px-6">
        <input
          ref={search}
          type="search"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAround(null);
          }}
          placeholder={words.logSearch}
          aria-label={words.logSearch}
          className="min-h-8 min-w-0 flex-1 basis-40 rounded-lg border border-line bg-paper px-2.5 text-sm placeholder:text-soft pointer-coarse:min-h-11"
        />
        <LevelChoice level={look.level} onChange={(level) => setLook({ ...look, level })} />
        <Toggle label={words.wrap} isOn={look.isWrapped} onChange={(isWrapped) => setLook({ ...look, isWrapped })} />
        <Toggle label={words.times} isOn={look.hasTimes} onChange={(hasTimes) => setLook({ ...look, hasTimes })} />
        <CopyButton read={() => asText(shownRef.current)} place={place} />
      </div>
      {around !== null ? (
        <LinesAround container={container} around={around} look={look} onShown={show} onBack={back} />
      ) : sought !== "" ? (
        <FoundLines container={container} query={sought} look={look} onShown={show} onOpen={(line) => setAround({ line })} onBack={back} />
      ) : (
        <LiveLines container={container} followed={followed} look={look} onShown={show} />
      )}
    </div>
  );
}

interface LiveLinesProps {
  container: Container;
  followed: FollowedLog;
  look: LogLook;
  onShown: (rows: readonly ShownRow[]) => void;
}

function LiveLines({ container: { key, name, node }, followed, look, onShown }: LiveLinesProps) {
  const { book, connection, error, isReadingOlder, readOlder } = followed;
  const [isAtEnd, setAtEnd] = useState(true);
  const [leftAt, setLeftAt] = useState(0);
  const { data: incidents } = useRead("GET /incidents");
  const mine = useMemo(() => incidents?.incidents.filter(({ subject }) => subject.key === key) ?? [], [incidents, key]);
  // A stream that tells nothing may yet tell something: whether there is nothing, this knows.
  const { data: kept } = useRead("GET /logs/tail", book.rows.length > 0 ? null : { container: name, node, lines: 1 });
  const version = book.version();
  // The book is one object that grows: its version says that it did.
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- as above
  const rows = useMemo(() => shownRows(book.rows, look.level, mine), [book, version, look.level, mine]);
  useEffect(() => {
    onShown(rows);
    if (isAtEnd) book.makeRoom();
  }, [rows, onShown, isAtEnd, book]);
  if (error !== null)
    return (
      <div className="px-4 sm:px-6">
        <Trouble error={error} />
      </div>
    );
  const fresh = isAtEnd ? 0 : rows.filter((row) => row.kind === "line" && row.key > leftAt).length;
  return (
    <>
      <LogPane
        label={words.linesOf(name)}
        rows={rows}
        {...look}
        isAtEnd={isAtEnd}
        onAtEnd={(isNow) => {
          if (!isNow) setLeftAt(book.newestKey);
          setAtEnd(isNow);
        }}
        onFirst={readOlder}
        empty={book.rows.length > 0 ? words.logEmptyLevel : kept?.lines.length === 0 ? words.logEmpty : text.loading}
        head={<Beginning isReading={isReadingOlder} isWhole={book.isWhole} hasRows={book.rows.length > 0} onOlder={readOlder} />}
      />
      <p role="status" className="flex min-h-9 items-center gap-2 border-t border-line px-4 text-xs text-soft sm:px-6">
        <span
          aria-hidden="true"
          className={`size-2 rounded-full ${connection === "live" ? (isAtEnd ? "bg-well" : "bg-off") : "bg-unsure"}`}
        />
        {connection === "connecting" ? words.connecting : connection === "broken" ? words.broken : isAtEnd ? words.live : words.pausedLog}
      </p>
      {isAtEnd ? null : (
        <button
          type="button"
          onClick={() => setAtEnd(true)}
          className="absolute bottom-12 left-1/2 -translate-x-1/2 cursor-pointer rounded-full border border-ink bg-ink px-4 py-1 text-sm text-paper shadow pointer-coarse:min-h-11"
        >
          {fresh === 0 ? words.toEnd : words.newLines(fresh)} <span aria-hidden="true">↓</span>
        </button>
      )}
    </>
  );
}

function Beginning({
  isReading,
  isWhole,
  hasRows,
  onOlder,
}: {
  isReading: boolean;
  isWhole: boolean;
  hasRows: boolean;
  onOlder: () => void;
}) {
  if (!hasRows) return null;
  return (
    <p className="sticky left-0 w-max px-4 pb-1 font-sans text-soft sm:px-6">
      {isWhole ? (
        words.logBegins
      ) : isReading ? (
        words.loadingOlder
      ) : (
        <button type="button" onClick={onOlder} className="cursor-pointer underline underline-offset-2 pointer-coarse:min-h-11">
          {words.olderFound}
        </button>
      )}
    </p>
  );
}

const LEVELS = ["all", "error", "warn", "info", "debug", "unknown"] as const satisfies readonly Level[];

function LevelChoice({ level, onChange }: { level: Level; onChange: (level: Level) => void }) {
  return (
    <select
      aria-label={words.level}
      value={level}
      onChange={(event) => onChange(LEVELS.find((each) => each === event.target.value) ?? "all")}
      className="min-h-8 rounded-lg border border-line bg-paper px-1.5 text-sm pointer-coarse:min-h-11"
    >
      {LEVELS.map((each) => (
        <option key={each} value={each}>
          {words.levels[each]}
        </option>
      ))}
    </select>
  );
}

function Toggle({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label className="flex cursor-pointer items-center gap-1.5 text-sm text-soft pointer-coarse:min-h-11">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} className="accent-ink" />
      {label}
    </label>
  );
}

function CopyButton({ read, place }: { read: () => string; place: { current: HTMLElement | null } }): ReactNode {
  const [said, setSaid] = useState<string>(words.copy);
  const copy = async (): Promise<void> => {
    if (place.current === null) return;
    setSaid((await copyText(read(), place.current)) ? words.copied : words.notCopied);
  };
  return (
    <button
      type="button"
      onClick={() => void copy()}
      onBlur={() => setSaid(words.copy)}
      className="cursor-pointer text-sm text-soft underline underline-offset-2 pointer-coarse:min-h-11"
    >
      <span role="status">{said}</span>
    </button>
  );
}

function asText(rows: readonly ShownRow[]): string {
  return rows.flatMap((row) => (row.kind === "line" ? [`${row.line.at} ${row.line.text}`] : [])).join("\n");
}
