import { Link } from "wouter";
import type { Incident } from "../api/shapes.ts";
import { StateSign } from "../parts/state-mark.tsx";
import { text } from "../text/common.ts";
import { moment } from "../parts/units.ts";

/** The incidents that stand, and below them those that are over. */
export function IncidentList({ incidents }: { incidents: readonly Incident[] }) {
  const standing = incidents.filter(({ state }) => state === "open" || state === "escalated");
  const over = incidents.filter(({ state }) => state === "resolved" || state === "dismissed");
  return (
    <>
      {standing.length === 0 ? null : <Rows incidents={standing} />}
      {over.length === 0 ? null : (
        <details className={standing.length === 0 ? "" : "mt-2"}>
          <summary className="cursor-pointer text-sm text-soft pointer-coarse:py-2">{text.past(over.length)}</summary>
          <div className="mt-2">
            <Rows incidents={over} />
          </div>
        </details>
      )}
    </>
  );
}

function Rows({ incidents }: { incidents: readonly Incident[] }) {
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-card">
      {incidents.map(({ id, sentence, state, openedAt, againAt, wasIllAtFirstSight }) => (
        <li key={id}>
          <Link
            href={`/incidents/${encodeURIComponent(id)}`}
            className="grid grid-cols-[auto_1fr] gap-x-2.5 px-3 py-2 text-sm hover:bg-paper focus-visible:-outline-offset-2 pointer-coarse:py-3"
          >
            <span className="pt-1">
              <StateSign state={state === "escalated" || state === "open" ? "down" : state === "resolved" ? "well" : "off"} />
            </span>
            <span className="min-w-0">
              <span className="block leading-5 font-medium wrap-anywhere">
                <bdi>{sentence}</bdi>
              </span>
              <span className="block text-xs text-soft">{wasIllAtFirstSight ? text.wasSoBefore(1) : moment(againAt ?? openedAt)}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
