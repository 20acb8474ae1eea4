import { useEffect, useMemo } from "react";
import { useRead } from "../../api/reads.ts";
import type { Container } from "../../api/shapes.ts";
import { Part, Quiet } from "../../parts/part.tsx";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/containers.ts";
import type { LogLine } from "./log-book.ts";
import { LogPane } from "./log-pane.tsx";
import type { LogLook, ShownRow } from "./shown-rows.ts";
import { Standstill } from "./standstill.tsx";

const SIDE_LINES = 150;

interface LinesAroundProps {
  container: Container;
  /** A line, or a time: then the last line until it is meant. */
  around: { line: LogLine } | { at: string };
  look: LogLook;
  onShown: (rows: readonly ShownRow[]) => void;
  onBack: () => void;
}

/** The lines around one line. */
export function LinesAround({ container: { name, node }, around, look, onShown, onBack }: LinesAroundProps) {
  const isTime = "at" in around;
  const before = useRead("GET /logs/search", isTime ? { container: name, node, until: around.at, limit: 1 } : null);
  const meantId = isTime ? (before.data?.lines[0]?.id ?? null) : around.line.id;
  const context = useRead("GET /logs/context", meantId === null ? null : { line: meantId, before: SIDE_LINES, after: SIDE_LINES });
  const rows = useMemo(
    () => (context.data?.lines ?? []).map((line, index): ShownRow => ({ kind: "line", key: index, line })),
    [context.data],
  );
  useEffect(() => {
    onShown(rows);
  }, [rows, onShown]);
  const isNothing = isTime && before.data?.lines.length === 0;
  return (
    <>
      <Standstill onBack={onBack}>{words.around(moment(isTime ? around.at : around.line.at))}</Standstill>
      {rows.length > 0 && meantId !== null ? (
        <LogPane label={words.linesOf(name)} rows={rows} {...look} meantId={meantId} isAtEnd={false} onAtEnd={() => undefined} />
      ) : (
        <div className="px-4 sm:px-6">
          {isNothing ? <Quiet>{words.logEmpty}</Quiet> : <Part query={before.error === null ? context : before}>{() => null}</Part>}
        </div>
      )}
    </>
  );
}
