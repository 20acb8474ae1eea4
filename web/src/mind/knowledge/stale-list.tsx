import { Link } from "wouter";
import { act } from "../../api/acts.ts";
import type { AnswerOf } from "../../api/operations.ts";
import { useRead } from "../../api/reads.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { Part } from "../../parts/part.tsx";
import { words } from "../../text/mind.ts";
import { nameOf } from "./name.ts";

const said = words.knowledge;

/** What is too old or contradicted by what is there now, with why: for a person to decide. */
export function StaleList() {
  const stale = useRead("GET /knowledge/stale", {});
  return (
    <Part title={said.staleTitle} query={stale} isEmpty={({ entries }) => entries.length === 0} empty={said.noStale}>
      {({ entries }) => (
        <ul className="divide-y divide-line rounded-lg border border-line bg-card">
          {entries.map((entry) => (
            <StaleItem key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
    </Part>
  );
}

function StaleItem({ entry }: { entry: AnswerOf<"GET /knowledge/stale">["entries"][number] }) {
  const { id, reason, contradictedBy } = entry;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-3 py-2 text-sm">
      <div className="min-w-0 flex-1 basis-64">
        <Link href={`/mind/knowledge/${encodeURIComponent(id)}`} className="font-medium wrap-anywhere hover:underline">
          <bdi>{nameOf(entry)}</bdi>
        </Link>
        <p className="wrap-anywhere text-broken">
          <bdi>{reason}</bdi>
        </p>
        {contradictedBy === null ? null : (
          <p className="text-xs wrap-anywhere text-soft">
            <bdi>{said.contradictedBy(contradictedBy)}</bdi>
          </p>
        )}
      </div>
      <ActButton
        act={act("POST /knowledge/archive", { ids: [id], because: reason.slice(0, 500) || said.stale })}
        label={said.archiveIt}
        about={nameOf(entry)}
      />
    </li>
  );
}
