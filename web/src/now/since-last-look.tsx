import { Link } from "wouter";
import { useRead } from "../api/reads.ts";
import type { Incident } from "../api/shapes.ts";
import { Part, Quiet } from "../parts/part.tsx";
import { Said } from "../parts/said.tsx";
import { StateSign } from "../parts/state-mark.tsx";
import { moment } from "../parts/units.ts";
import { words } from "../text/now.ts";
import { newsSince, type Doing, type News } from "./news.ts";

const { lately } = words;
/** More is history, and has pages of its own. */
const MOST_SHOWN = 5;
const MOST_READ = 200;
/** What was done by itself comes first, then what else is over, then what was only noted. */
const [DONE, OVER, NOTED] = [0, 1, 2];

/** @param since ISO 8601 */
export function SinceLastLook({ since }: { since: string }) {
  const incidents = useRead("GET /incidents", { limit: MOST_READ });
  const ofHydra = useRead("GET /audit", { since, caller: "hydra", limit: MOST_READ });
  const ofModels = useRead("GET /audit", { since, caller: "model", limit: MOST_READ });
  const deeds = useRead("GET /grants/deeds", { limit: MOST_READ });
  const isWhole = [incidents, ofHydra, ofModels, deeds].every(({ data }) => data !== undefined);
  const entries = [...(ofHydra.data?.entries ?? []), ...(ofModels.data?.entries ?? [])];
  const news = newsSince(since, { incidents: incidents.data?.incidents ?? [], entries, deeds: deeds.data?.deeds ?? [] });
  const error = [incidents, ofHydra, ofModels, deeds].find((read) => read.error !== null)?.error ?? null;
  const isCutOff = [incidents.data?.incidents, ofHydra.data?.entries, ofModels.data?.entries].some((read) => read?.length === MOST_READ);
  return (
    <Part
      title={lately.title}
      aside={<span className="text-xs text-soft">{moment(since)}</span>}
      query={{ data: isWhole ? news : undefined, error }}
      empty={lately.nothing}
      isEmpty={({ began, over, doings }) => began === 0 && over.length === 0 && doings.length === 0}
    >
      {(told) => <Told news={told} isCutOff={isCutOff} />}
    </Part>
  );
}

function Told({ news: { began, over, doings }, isCutOff }: { news: News; isCutOff: boolean }) {
  const rows = [
    ...over.map((incident) => ({
      at: incident.resolvedAt ?? incident.openedAt,
      key: incident.id,
      rank: incident.healedBy === "hydra" ? DONE : OVER,
      row: <OverRow incident={incident} />,
    })),
    ...doings.map((doing) => ({
      at: doing.at,
      key: `${doing.operation} ${doing.subject} ${doing.outcome} ${doing.judged}`,
      rank: doing.outcome === "would" ? NOTED : DONE,
      row: <DoingRow doing={doing} />,
    })),
  ].toSorted((a, b) => a.rank - b.rank || Date.parse(b.at) - Date.parse(a.at));
  const [shown, rest] = [rows.slice(0, MOST_SHOWN), rows.slice(MOST_SHOWN)];
  return (
    <div className="rounded-lg border border-line bg-card text-sm">
      {began === 0 && over.length === 0 ? null : <p className="px-3 pt-2 font-medium">{lately.counted(began, over.length)}</p>}
      {rows.length === 0 ? <div className="pb-2" /> : <Rows rows={shown} />}
      {rest.length === 0 ? null : (
        <details className="border-t border-line">
          <summary className="cursor-pointer px-3 py-2 text-soft pointer-coarse:py-3">{lately.more(rest.length)}</summary>
          <Rows rows={rest} />
        </details>
      )}
      {isCutOff ? (
        <div className="border-t border-line px-3 py-2">
          <Quiet>{lately.cutOff}</Quiet>
        </div>
      ) : null}
    </div>
  );
}

interface Row {
  at: string;
  key: string;
  row: React.ReactNode;
}

function Rows({ rows }: { rows: readonly Row[] }) {
  return (
    <ul className="py-1">
      {rows.map(({ at, key, row }) => (
        <li key={key} className="grid grid-cols-[auto_1fr_auto] gap-x-2.5 px-3 py-1">
          {row}
          <time dateTime={at} className="shrink-0 pt-px text-xs text-soft tabular-nums">
            {moment(at)}
          </time>
        </li>
      ))}
    </ul>
  );
}

function OverRow({ incident: { id, sentence, state, healedBy } }: { incident: Incident }) {
  return (
    <>
      <span className="pt-[3px]">
        <StateSign state={state === "resolved" && healedBy !== null ? "well" : "off"} />
      </span>
      <Link href={`/incidents/${encodeURIComponent(id)}`} className="min-w-0 wrap-anywhere hover:underline pointer-coarse:py-2">
        <bdi>{sentence}</bdi>
      </Link>
    </>
  );
}

function DoingRow({ doing: { who, operation, subject, outcome, judged, times } }: { doing: Doing }) {
  const [does, did] = lately.deeds[operation] ?? lately.otherDeed(operation);
  const isPast = outcome === "done" || outcome === "would";
  const said = lately[outcome](lately.who[who], isPast ? did : does, subject);
  const verdict = judged === null ? null : (outcome === "would" ? lately.judgedWould : lately.judged)[judged];
  return (
    <>
      <span className="pt-[3px]">
        <StateSign
          state={
            outcome === "done"
              ? judged === "right"
                ? "well"
                : judged === null
                  ? "unsure"
                  : "degraded"
              : outcome === "failed"
                ? "down"
                : "off"
          }
        />
      </span>
      <span className="min-w-0 wrap-anywhere">
        <Said>{said}</Said>
        {verdict === null && times === 1 ? null : (
          <span className="block text-xs text-soft">
            {[verdict, times === 1 ? null : lately.times(times)].filter((part) => part !== null).join(", ")}
          </span>
        )}
      </span>
    </>
  );
}
