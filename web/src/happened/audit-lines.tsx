import { Link } from "wouter";
import type { Catalogue } from "../operations/catalogue.ts";
import { isObject } from "../operations/flat-rows.ts";
import { clockTime } from "../parts/units.ts";
import { words } from "../text/happened.ts";
import { byDay, dayName, detailOf, sentenceOf, type AuditEntry } from "./sentence.ts";

const COLOURS: Readonly<Record<AuditEntry["outcome"], string>> = {
  done: "text-soft",
  failed: "text-unwell",
  refused: "text-broken",
  asked: "text-broken",
  would: "text-off",
  interrupted: "text-unsure",
};

interface AuditLinesProps {
  entries: readonly AuditEntry[];
  catalogue: Catalogue | undefined;
  onActor: (actor: string) => void;
}

/** What was done, refused and asked, day by day, the newest first. */
export function AuditLines({ entries, catalogue, onActor }: AuditLinesProps) {
  return (
    <div className="space-y-4">
      {byDay(entries).map(({ day, entries: lines }) => (
        <section key={day}>
          <h2 className="mb-1.5 text-sm font-semibold">{dayName(day, new Date())}</h2>
          <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-card">
            {lines.map((entry) => (
              <AuditLine key={entry.seq} entry={entry} catalogue={catalogue} onActor={onActor} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function AuditLine({
  entry,
  catalogue,
  onActor,
}: {
  entry: AuditEntry;
  catalogue: Catalogue | undefined;
  onActor: (actor: string) => void;
}) {
  const { at, outcome, door, operation } = entry;
  const detail = detailOf(entry);
  return (
    <li>
      <details className="group">
        <summary className="grid cursor-pointer grid-cols-[auto_minmax(0,1fr)_auto] items-baseline gap-x-3 px-3 py-1.5 text-sm hover:bg-paper focus-visible:-outline-offset-2 pointer-coarse:py-3">
          <time dateTime={at} className="text-xs text-soft tabular-nums">
            {clockTime(new Date(at))}
          </time>
          <span className="min-w-0 wrap-anywhere">
            <bdi>{sentenceOf(entry, (name) => catalogue?.byName.get(name)?.summary)}</bdi>
            {detail === null || outcome === "done" || outcome === "would" ? null : (
              <span className="block text-xs text-soft">
                <bdi>{detail}</bdi>
              </span>
            )}
          </span>
          <span className="flex flex-col items-end gap-x-3 text-xs sm:flex-row sm:items-baseline">
            <span className="text-soft">{words.doors[door]}</span>
            <span className={`whitespace-nowrap sm:w-22 sm:text-right ${COLOURS[outcome]}`}>{words.outcomes[outcome]}</span>
          </span>
        </summary>
        <AuditDetail entry={entry} catalogue={catalogue} onActor={onActor} />
      </details>
      <span className="sr-only">{operation}</span>
    </li>
  );
}

/** The line itself, as it is chained, and the way to do it again or take it back. */
function AuditDetail({
  entry,
  catalogue,
  onActor,
}: {
  entry: AuditEntry;
  catalogue: Catalogue | undefined;
  onActor: (actor: string) => void;
}) {
  const { seq, actor, operation, subject, input, digest, previous, outcome } = entry;
  const detail = detailOf(entry);
  const op = catalogue?.byName.get(operation);
  const undo = outcome === "done" && op?.undo != null && "operations" in op.undo ? op.undo.operations : [];
  const given = isObject(input) ? input : {};
  return (
    <div className="space-y-2 border-t border-line bg-paper px-3 py-2 text-xs">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        <Row name={words.filters.who}>
          <button
            type="button"
            onClick={() => onActor(actor)}
            className="cursor-pointer font-mono underline underline-offset-2 pointer-coarse:min-h-11"
          >
            <bdi>{actor}</bdi>
          </button>
        </Row>
        <Row name={words.filters.feature}>
          <span className="font-mono">
            {operation}
            {subject === null ? null : (
              <>
                {" "}
                <bdi>{subject}</bdi>
              </>
            )}
          </span>
        </Row>
        {detail === null ? null : (
          <Row name={words.detail}>
            <bdi>{detail}</bdi>
          </Row>
        )}
        <Row name={words.input}>
          {input === null ? (
            <span className="text-unsure">{words.erased}</span>
          ) : (
            <pre className="max-h-60 overflow-auto font-mono whitespace-pre-wrap wrap-anywhere">
              <bdi>{JSON.stringify(input, null, 2)}</bdi>
            </pre>
          )}
        </Row>
        <Row name={words.digest}>
          <code className="font-mono wrap-anywhere">
            {words.line(seq)}, {digest}
          </code>
        </Row>
        <Row name={words.previous}>
          <code className="font-mono wrap-anywhere">{previous}</code>
        </Row>
      </dl>
      {op === undefined ? null : (
        <p className="flex flex-wrap gap-x-4 gap-y-1">
          {undo.map((name) => (
            <Link
              key={name}
              href={`/operations/${name}`}
              state={given}
              className="font-medium underline underline-offset-2 pointer-coarse:py-3"
            >
              {words.takeBack(name)}
            </Link>
          ))}
          <Link href={`/operations/${operation}`} state={given} className="text-soft underline underline-offset-2 pointer-coarse:py-3">
            {words.open(operation)}
          </Link>
        </p>
      )}
    </div>
  );
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}
