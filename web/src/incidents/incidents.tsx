import { useState } from "react";
import { useParams } from "wouter";
import { useRead } from "../api/reads.ts";
import type { Incident } from "../api/shapes.ts";
import { PageTitle, Part, Quiet } from "../parts/part.tsx";
import { words } from "../text/incidents.ts";
import { IncidentRows } from "./incident-rows.tsx";
import { IncidentStory } from "./incident-story.tsx";
import { isStanding } from "./standing.ts";

/** All incidents, or the story of one. */
export default function Incidents() {
  const { id } = useParams();
  if (id !== undefined) return <IncidentStory key={id} id={id} />;
  return <AllIncidents />;
}

type Filter = keyof typeof words.filters;
const FILTERS: Readonly<Record<Filter, (incident: Incident) => boolean>> = {
  all: () => true,
  standing: isStanding,
  hydra: ({ healedBy }) => healedBy === "hydra",
  other: ({ state, healedBy }) => state === "resolved" && healedBy !== "hydra",
  dismissed: ({ state }) => state === "dismissed",
};
const NAMES = Object.keys(FILTERS) as Filter[];
const MOST_SHOWN = 200;

function AllIncidents() {
  const incidents = useRead("GET /incidents", { limit: MOST_SHOWN });
  const [filter, setFilter] = useState<Filter>("all");
  return (
    <div className="max-w-4xl">
      <PageTitle title={words.title} />
      <Part query={incidents} empty={words.none} isEmpty={({ incidents: all }) => all.length === 0}>
        {({ incidents: all }) => (
          <>
            <FilterBar filter={filter} all={all} onChange={setFilter} />
            <Sorted incidents={all.filter(FILTERS[filter])} filter={filter} />
            {all.length === MOST_SHOWN ? (
              <div className="mt-3">
                <Quiet>{words.mostShown(MOST_SHOWN)}</Quiet>
              </div>
            ) : null}
          </>
        )}
      </Part>
    </div>
  );
}

function FilterBar({ filter, all, onChange }: { filter: Filter; all: readonly Incident[]; onChange: (filter: Filter) => void }) {
  return (
    <div role="group" aria-label={words.filter} className="mb-4 flex flex-wrap gap-1.5">
      {NAMES.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={filter === name}
          onClick={() => onChange(name)}
          className="cursor-pointer rounded-full border border-line bg-card px-3 py-1 text-sm text-soft hover:border-soft aria-pressed:border-ink aria-pressed:bg-ink aria-pressed:text-paper pointer-coarse:py-2.5"
        >
          {words.filters[name]} <span className="text-xs tabular-nums">{all.filter(FILTERS[name]).length}</span>
        </button>
      ))}
    </div>
  );
}

function Sorted({ incidents, filter }: { incidents: readonly Incident[]; filter: Filter }) {
  const standing = incidents.filter(isStanding);
  const over = incidents.filter((incident) => !isStanding(incident));
  if (incidents.length === 0) return <Quiet>{words.noneOfThese}</Quiet>;
  return (
    <div className="space-y-6">
      {standing.length > 0 || filter === "all" ? (
        <section>
          <h2 className="mb-2 font-semibold">{words.standing}</h2>
          {standing.length === 0 ? <Quiet>{words.noneStanding}</Quiet> : <IncidentRows incidents={standing} />}
        </section>
      ) : null}
      {over.length === 0 ? null : (
        <section>
          <h2 className="mb-2 font-semibold">{words.over}</h2>
          <IncidentRows incidents={over} />
        </section>
      )}
    </div>
  );
}
