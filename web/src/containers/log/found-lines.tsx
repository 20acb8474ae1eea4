import { useEffect, useMemo, useState } from "react";
import { read } from "../../api/ask.ts";
import { useRead } from "../../api/reads.ts";
import type { Container } from "../../api/shapes.ts";
import { Trouble } from "../../parts/part.tsx";
import { words } from "../../text/containers.ts";
import type { LogLine } from "./log-book.ts";
import { LogPane } from "./log-pane.tsx";
import type { LogLook, ShownRow } from "./shown-rows.ts";
import { soughtWords } from "./sought-words.ts";
import { Standstill } from "./standstill.tsx";

const PAGE_LINES = 200;

interface FoundLinesProps {
  container: Container;
  query: string;
  look: LogLook;
  onShown: (rows: readonly ShownRow[]) => void;
  onOpen: (line: LogLine) => void;
  onBack: () => void;
}

/** What a search found in one log, newest last; each line opens what stood around it. */
export function FoundLines(props: FoundLinesProps) {
  const { query, look } = props;
  return <Found key={`${look.level} ${query}`} {...props} />;
}

function Found({ container: { name, node }, query, look, onShown, onOpen, onBack }: FoundLinesProps) {
  const input = { container: name, node, q: query, limit: PAGE_LINES, ...(look.level === "all" ? {} : { level: look.level }) };
  const { data, error } = useRead("GET /logs/search", input);
  const [older, setOlder] = useState<{ lines: readonly LogLine[]; nextCursor: string | null } | null>(null);
  const [trouble, setTrouble] = useState<Error | null>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const lines = useMemo(() => [...(data?.lines ?? []), ...(older?.lines ?? [])].toReversed(), [data, older]);
  const rows = useMemo(() => lines.map((line, index): ShownRow => ({ kind: "line", key: index - lines.length, line })), [lines]);
  const sought = useMemo(() => soughtWords(query), [query]);
  useEffect(() => {
    onShown(rows);
  }, [rows, onShown]);
  const cursor = older === null ? (data?.nextCursor ?? null) : older.nextCursor;
  const readOlder = (): void => {
    if (cursor === null) return;
    read("GET /logs/search", { ...input, cursor }).then(
      (more) => setOlder({ lines: [...(older?.lines ?? []), ...more.lines], nextCursor: more.nextCursor }),
      setTrouble,
    );
  };
  const failure = error ?? trouble;
  return (
    <>
      <Standstill onBack={onBack}>
        {data === undefined
          ? failure === null
            ? words.searching
            : ""
          : lines.length === 0
            ? words.foundNothing
            : words.found(lines.length, cursor !== null)}
      </Standstill>
      {failure === null ? null : (
        <div className="px-4 sm:px-6">
          <Trouble error={failure} isOld={data !== undefined} />
        </div>
      )}
      {lines.length === 0 ? null : (
        <LogPane
          label={words.linesOf(name)}
          rows={rows}
          {...look}
          sought={sought}
          isAtEnd={isAtEnd}
          onAtEnd={setAtEnd}
          onOpen={onOpen}
          head={
            cursor === null ? null : (
              <button
                type="button"
                onClick={() => {
                  setAtEnd(false);
                  readOlder();
                }}
                className="sticky left-0 cursor-pointer px-4 pb-1 font-sans text-soft underline underline-offset-2 sm:px-6 pointer-coarse:min-h-11"
              >
                {words.olderFound}
              </button>
            )
          }
        />
      )}
    </>
  );
}
