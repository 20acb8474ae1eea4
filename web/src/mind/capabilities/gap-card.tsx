import { useState, type KeyboardEvent } from "react";
import { useRead } from "../../api/reads.ts";
import { Part } from "../../parts/part.tsx";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/mind.ts";
import { Tag } from "../card.tsx";
import { keyed } from "../keyed.ts";
import { movesFrom, type Gap, type Status } from "./moves.ts";

const said = words.capabilities;
const TONES: Readonly<Record<Gap["priority"], string>> = {
  critical: "text-unwell border-unwell",
  high: "text-broken border-broken",
  medium: "text-soft",
  low: "text-soft",
};

interface GapCardProps {
  gap: Gap;
  onMove: (status: Status) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** One thing that is missing: how much it is wanted, and where it may go from here. */
export function GapCard({ gap, onMove, onKeyDown }: GapCardProps) {
  const { id, description, category, priority, occurrences, status, note, impact } = gap;
  const [isOpen, setOpen] = useState(false);
  const figures = [said.missed(occurrences), said.impact(impact.score), ...(impact.blocked === 0 ? [] : [said.blocked(impact.blocked)])];
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its keys are a shortcut for its buttons
    <li
      data-gap={id}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="rounded-lg border border-line bg-card p-2.5 text-sm"
      aria-label={description}
    >
      <p className="line-clamp-4 leading-5 font-medium wrap-anywhere">
        <bdi>{description}</bdi>
      </p>
      <p className="mt-1 flex flex-wrap gap-1.5">
        <Tag tone={TONES[priority]}>{words.priorities[priority]}</Tag>
        {category === null ? null : (
          <Tag>
            <bdi>{category}</bdi>
          </Tag>
        )}
      </p>
      <p className="mt-1 text-xs text-soft tabular-nums">{figures.join(" · ")}</p>
      {note === null ? null : (
        <p className="mt-1 border-l-2 border-line pl-2 text-xs wrap-anywhere">
          <bdi>{note}</bdi>
        </p>
      )}
      <details className="mt-1" onToggle={(toggle) => setOpen(toggle.currentTarget.open)}>
        <summary className="cursor-pointer text-xs text-soft pointer-coarse:py-3">{said.when}</summary>
        {isOpen ? <Occurrences id={id} /> : null}
      </details>
      <p className="mt-2 flex flex-wrap gap-1">
        {movesFrom(status).map((target) => (
          <button
            key={target}
            type="button"
            onClick={() => onMove(target)}
            aria-label={`${said.move[target]}: ${description}`}
            title={said.moveTo(said.statuses[target])}
            className="cursor-pointer rounded-md border border-line bg-paper px-2 py-0.5 text-xs hover:border-soft pointer-coarse:min-h-11 pointer-coarse:px-3"
          >
            {said.move[target]}
          </button>
        ))}
      </p>
    </li>
  );
}

function Occurrences({ id }: { id: string }) {
  const shown = useRead("GET /capabilities/gaps/{id}", { id, limit: 10 });
  return (
    <Part query={shown}>
      {({ occurrences }) => (
        <ul className="mt-1 space-y-1 text-xs">
          {keyed(occurrences).map(([key, { at, source, context, isBlocking }]) => (
            <li key={key} className="wrap-anywhere">
              <span className="text-soft tabular-nums">{moment(at)}</span> {said.sources[source]}
              {isBlocking ? `, ${said.blocking}` : ""}
              {context === null ? null : (
                <span className="block text-soft">
                  <bdi>{context}</bdi>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}
