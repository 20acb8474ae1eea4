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

/** Incidents as rows that lead to their story: what it is, and when; of what is over also by whom and how long it took. */
export function IncidentRows({ incidents, newSince = null }: IncidentRowsProps) {
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-card">
      {incidents.map((incident) => (
        <li key={incident.id}>
          <Link
            href={`/incidents/${encodeURIComponent(incident.id)}`}
            className="grid grid-cols-[auto_1fr] gap-x-2.5 px-3 py-2 text-sm hover:bg-paper focus-visible:-outline-offset-2 pointer-coarse:py-3"
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
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Aside({ incident, newSince }: { incident: Incident; newSince: string | null }) {
  const { state, openedAt, againAt, wasIllAtFirstSight, healedBy, illMs, attempts, cause } = incident;
  const began = againAt ?? openedAt;
  const isOver = !isStanding(incident);
  const isNew = newSince !== null && !wasIllAtFirstSight && began > newSince;
  const said = [
    wasIllAtFirstSight ? words.wasSoBefore : moment(began),
    cause.category === "unknown" ? null : cause.category.replaceAll("_", " "),
    attempts === 0 ? null : words.tries(attempts),
    isOver ? (state === "dismissed" ? words.states.dismissed : healedBy === null ? null : words.healers[healedBy]) : null,
    isOver ? words.took(lasting(illMs)) : null,
  ].filter((part) => part !== null);
  return (
    <span className="flex flex-wrap items-center gap-x-2 text-xs text-soft">
      {isNew ? <span className="rounded-full border border-unwell px-1.5 font-medium text-unwell">{words.isNew}</span> : null}
      <bdi>{said.join(" · ")}</bdi>
    </span>
  );
}
