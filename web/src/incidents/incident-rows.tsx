import { Link } from "wouter";
import type { Incident } from "../api/shapes.ts";
import { StateSign } from "../parts/state-mark.tsx";
import { lasting, moment } from "../parts/units.ts";
import { words } from "../text/incidents.ts";
import { isStanding } from "./standing.ts";

const SIGNS = { open: "down", escalated: "down", resolved: "well", dismissed: "off" } as const;

interface IncidentRowsProps {
  incidents: readonly Incident[];
  /** What began later than this, ISO 8601, is marked as new. */
  newSince?: string | null;
}

/** Incidents as rows that lead to their story: what it is, and when; of what is over also how long it took, and by whom. */
export function IncidentRows({ incidents, newSince = null }: IncidentRowsProps) {
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-card">
      {incidents.map((incident) => (
        <li key={incident.id}>
          <Link
            href={`/incidents/${encodeURIComponent(incident.id)}`}
            className="grid grid-cols-[auto_1fr_auto] gap-x-2.5 px-3 py-2 text-sm hover:bg-paper focus-visible:-outline-offset-2 pointer-coarse:py-3"
          >
            <span className="pt-1">
              <StateSign state={SIGNS[incident.state]} />
              <span className="sr-only">{words.states[incident.state]}: </span>
            </span>
            <span className="min-w-0">
              <span className="block leading-5 font-medium wrap-anywhere">
                <bdi>{incident.sentence}</bdi>
              </span>
              <Aside incident={incident} newSince={newSince} />
            </span>
            <Ending incident={incident} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Aside({ incident, newSince }: { incident: Incident; newSince: string | null }) {
  const { openedAt, againAt, wasIllAtFirstSight, attempts, cause } = incident;
  const began = againAt ?? openedAt;
  const isNew = newSince !== null && !wasIllAtFirstSight && began > newSince;
  const said = [
    wasIllAtFirstSight ? words.wasSoBefore : moment(began),
    cause.category === "unknown" ? null : cause.category.replaceAll("_", " "),
    attempts === 0 ? null : words.tries(attempts),
  ].filter((part) => part !== null);
  return (
    <span className="flex flex-wrap items-center gap-x-2 text-xs text-soft">
      {isNew ? <span className="rounded-full border border-unwell px-1.5 font-medium text-unwell">{words.isNew}</span> : null}
      <bdi>{said.join(" · ")}</bdi>
    </span>
  );
}

/** The sentence says it as well: this is for the eye that goes down a list, where there is room. */
function Ending({ incident }: { incident: Incident }) {
  const { state, healedBy, illMs } = incident;
  if (isStanding(incident)) return null;
  return (
    <span aria-hidden="true" className="pl-2 text-right text-xs text-soft tabular-nums max-sm:hidden">
      <span className="block leading-5">{lasting(illMs)}</span>
      {state === "dismissed" ? words.states.dismissed : healedBy === null ? words.wasRemoved : words.healers[healedBy]}
    </span>
  );
}
