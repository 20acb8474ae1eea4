import { useEffect, useRef, type KeyboardEvent } from "react";
import { act, expecting, useAct } from "../../api/acts.ts";
import { Trouble } from "../../parts/part.tsx";
import { words } from "../../text/mind.ts";
import { GapCard } from "./gap-card.tsx";
import { moveTowards, STATUSES, type Gap, type Status } from "./moves.ts";

const said = words.capabilities;

/** Columns from new to done. Cards are moved by their buttons or by keys, and the keyboard stays on the card that moved. */
export function Board({ gaps }: { gaps: readonly Gap[] }) {
  const board = useRef<HTMLDivElement>(null);
  /** Which card the keyboard goes with, once it stands in the column where it was sent. */
  const followed = useRef<Pick<Gap, "id" | "status"> | null>(null);
  const { mutate, error } = useAct();
  const byStatus = Map.groupBy(gaps, ({ status }) => status);
  const cardOf = (id: string): HTMLElement | null => board.current?.querySelector<HTMLElement>(`[data-gap="${CSS.escape(id)}"]`) ?? null;

  useEffect(() => {
    if (followed.current === null) return;
    const card = cardOf(followed.current.id);
    if (card?.closest("section")?.dataset["status"] !== followed.current.status) return;
    card.focus();
    followed.current = null;
  });

  const move = (id: string, status: Status): void => {
    followed.current = { id, status };
    mutate(
      act(
        "PUT /capabilities/gaps/{id}",
        { id, status },
        expecting("GET /capabilities/backlog", (data) => ({
          ...data,
          gaps: data.gaps.map((gap) => (gap.id === id ? { ...gap, status } : gap)),
        })),
      ),
    );
  };
  const press = (event: KeyboardEvent, { id, status }: Gap): void => {
    if (event.target !== event.currentTarget) return;
    const next = NEXT_KEYS[event.key];
    const moved = event.key === "[" || event.key === "]" ? moveTowards(status, event.key === "[" ? "left" : "right") : null;
    if (moved !== null) move(id, moved);
    else if (next !== undefined) cardOf(neighbourOf(byStatus, { id, status }, next) ?? id)?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <div ref={board}>
      {error === null ? null : <Trouble error={error} />}
      <p className="mb-2 hidden text-xs text-soft lg:block">{said.keys}</p>
      <div className="grid gap-3 md:grid-cols-3 xl:grid-cols-5">
        {STATUSES.map((status) => {
          const column = byStatus.get(status) ?? [];
          return (
            <section
              key={status}
              data-status={status}
              aria-labelledby={`column-${status}`}
              className="min-w-0 rounded-lg border border-line p-2"
            >
              <h3 id={`column-${status}`} className="mb-2 flex gap-2 px-1 text-sm font-medium">
                {said.statuses[status]}
                <span className="font-normal text-soft tabular-nums">{column.length}</span>
              </h3>
              {column.length === 0 ? <p className="px-1 pb-1 text-sm text-soft">{said.none}</p> : null}
              <ul className="space-y-2">
                {column.map((gap) => (
                  <GapCard key={gap.id} gap={gap} onMove={(target) => move(gap.id, target)} onKeyDown={(event) => press(event, gap)} />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </div>
  );
}

const NEXT_KEYS: Readonly<Record<string, "up" | "down" | "left" | "right">> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

/** The card beside a card; sideways the one at the same height of the next column that has any. */
function neighbourOf(
  byStatus: ReadonlyMap<Status, readonly Gap[]>,
  { id, status }: Pick<Gap, "id" | "status">,
  way: "up" | "down" | "left" | "right",
): string | undefined {
  const column = byStatus.get(status) ?? [];
  const row = column.findIndex((gap) => gap.id === id);
  if (way === "up" || way === "down") return column[row + (way === "up" ? -1 : 1)]?.id;
  const here = STATUSES.indexOf(status);
  const columns = way === "left" ? STATUSES.slice(0, here).toReversed() : STATUSES.slice(here + 1);
  const next = columns.map((each) => byStatus.get(each) ?? []).find((cards) => cards.length > 0);
  return next?.[Math.min(row, next.length - 1)]?.id;
}
