import { Link } from "wouter";
import type { AnswerOf } from "../../api/operations.ts";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/mind.ts";
import { Tag } from "../card.tsx";
import { nameOf } from "./name.ts";

const said = words.knowledge;
export type EntryFacts = AnswerOf<"GET /knowledge/entries">["entries"][number];

export function EntryList({ entries }: { entries: readonly EntryFacts[] }) {
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-card">
      {entries.map(({ id, title, source, category, updatedAt, stale, archivedBecause }) => (
        <li key={id}>
          <Link
            href={`/mind/knowledge/${encodeURIComponent(id)}`}
            className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-3 py-2 text-sm hover:bg-paper focus-visible:-outline-offset-2 pointer-coarse:py-3"
          >
            <bdi className="truncate font-medium">{nameOf({ title, category, source })}</bdi>
            <span className="text-xs text-soft">{moment(updatedAt)}</span>
            <span className="col-span-2 flex min-w-0 items-baseline gap-2 text-xs text-soft">
              <bdi className="truncate">{archivedBecause ?? said.cites(source, null)}</bdi>
              <Tag>
                <bdi>{category}</bdi>
              </Tag>
              {stale ? <Tag tone="text-broken">{said.stale}</Tag> : null}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
