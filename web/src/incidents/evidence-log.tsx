import { Link } from "wouter";
import { useRead } from "../api/reads.ts";
import type { Story } from "../api/shapes.ts";
import { NO_FILTERS, writeAddress } from "../containers/address.ts";
import { Quiet } from "../parts/part.tsx";
import { Said } from "../parts/said.tsx";
import { clockTime } from "../parts/units.ts";
import { words } from "../text/incidents.ts";
import { evidenceInLog, lastWords, logUntil, missingFrom, type LogLine } from "./log-around.ts";

type Evidence = Story["diagnosis"]["evidence"][number];

/** As many as the diagnosis has read. */
const MOST_LINES = 400;

const LEVELS: Readonly<Record<LogLine["level"], string>> = {
  error: "text-unwell",
  warn: "text-broken",
  info: "text-ink",
  debug: "text-soft",
  unknown: "text-ink",
};

/** The lines of the log that tell why, where they stand in it; when none does, the last ones. */
export function EvidenceLog({ story, evidence }: { story: Story; evidence: readonly Evidence[] }) {
  const { subject, happenedAt, againAt } = story;
  const until = logUntil(story);
  const { data, error } = useRead("GET /logs/search", { container: subject.name, node: subject.node, until, limit: MOST_LINES });
  if (data === undefined && error === null) return <Quiet>{words.logSearching}</Quiet>;
  const lines = data?.lines.toReversed() ?? [];
  const missing = missingFrom(lines, evidence);
  const marked = evidenceInLog(lines, evidence);
  const pieces = evidence.length === 0 ? lastWords(lines) : marked;
  return (
    <>
      {pieces.length === 0 ? null : (
        <figure className="overflow-hidden rounded-lg border border-line bg-paper">
          <figcaption className="border-b border-line px-3 py-1.5 text-xs text-soft">
            <Link
              href={writeAddress({
                opened: { node: subject.node, name: subject.name, section: "logs" },
                filters: { ...NO_FILTERS, at: againAt ?? happenedAt },
              })}
              className="underline underline-offset-2 hover:text-ink pointer-coarse:py-2"
            >
              <bdi>{(evidence.length === 0 ? words.lastWords : words.log)(subject.name)}</bdi>
            </Link>
          </figcaption>
          <ol className="py-1 font-mono text-xs leading-5">
            {pieces.map((piece) =>
              piece.kind === "left-out" ? (
                <li key={piece.key} className="px-3 text-soft italic">
                  {words.leftOut(piece.count)}
                </li>
              ) : (
                <Line key={piece.line.id} line={piece.line} why={piece.why} />
              ),
            )}
          </ol>
        </figure>
      )}
      {missing.length === 0 ? null : (
        <>
          <Clues evidence={missing} />
          <Quiet>{words.logGone}</Quiet>
        </>
      )}
    </>
  );
}

function Line({ line: { at, level, text }, why }: { line: LogLine; why: string | null }) {
  const clock = clockTime(new Date(at));
  if (why === null)
    return (
      <li className="flex gap-2 border-l-2 border-transparent px-3">
        <span className="shrink-0 text-soft max-sm:hidden">{clock}</span>
        <bdi className="min-w-0 wrap-anywhere text-soft">{text}</bdi>
      </li>
    );
  return (
    <li className="border-l-2 border-unwell bg-card px-3 py-0.5">
      <mark className={`flex gap-2 bg-transparent font-medium ${LEVELS[level]}`}>
        <span className="sr-only">{words.evidenceMark}: </span>
        <span className="shrink-0 text-soft max-sm:hidden">{clock}</span>
        <bdi className="min-w-0 wrap-anywhere">{text}</bdi>
      </mark>
      <span className="block font-sans text-soft">
        <Said>{why}</Said>
      </span>
    </li>
  );
}

/** Evidence that stands in no log: what Docker, a look or a measurement says. */
export function Clues({ evidence }: { evidence: readonly Evidence[] }) {
  const reasons = Map.groupBy(evidence, ({ why, source }) => `${source}: ${why}`);
  return (
    <ul className="space-y-1.5 text-sm">
      {[...reasons].map(([reason, clues]) => (
        <li key={reason}>
          {[...new Set(clues.map(({ line }) => line))].map((line) => (
            <bdi key={line} className="block font-mono text-xs leading-5 wrap-anywhere">
              {line}
            </bdi>
          ))}
          <bdi className="text-xs text-soft">{reason}</bdi>
        </li>
      ))}
    </ul>
  );
}
