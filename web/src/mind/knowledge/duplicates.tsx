import { act } from "../../api/acts.ts";
import type { AnswerOf } from "../../api/operations.ts";
import { useRead } from "../../api/reads.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { Part } from "../../parts/part.tsx";
import { words } from "../../text/mind.ts";
import { Card, Tag } from "../card.tsx";
import { keyed } from "../keyed.ts";
import { percent } from "../share-bar.tsx";

const said = words.knowledge;
type Group = AnswerOf<"GET /knowledge/duplicates">["groups"][number];

/** What says the same: what would stay, what would go, and what would be lost with it. */
export function Duplicates() {
  const duplicates = useRead("GET /knowledge/duplicates");
  return (
    <Part title={said.duplicatesTitle} query={duplicates} isEmpty={({ groups }) => groups.length === 0} empty={said.noDuplicates}>
      {({ groups }) => (
        <div className="space-y-3">
          {groups.map((group) => (
            <DuplicateGroup key={group.id} group={group} />
          ))}
        </div>
      )}
    </Part>
  );
}

function DuplicateGroup({ group: { id, keep, archive } }: { group: Group }) {
  const title = keep.title ?? keep.source;
  return (
    <Card className="text-sm">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <Tag tone="text-well">{said.keep}</Tag>
        <bdi className="font-medium wrap-anywhere">{title}</bdi>
        <bdi className="text-xs wrap-anywhere text-soft">{keep.source}</bdi>
      </p>
      <p className="mt-1 line-clamp-3 wrap-anywhere whitespace-pre-line text-soft">
        <bdi>{keep.content}</bdi>
      </p>
      <ul className="mt-3 space-y-2 border-t border-line pt-3">
        {archive.map((other) => (
          <li key={other.id}>
            <p className="flex flex-wrap items-baseline gap-x-2">
              <Tag>{said.goes}</Tag>
              <bdi className="font-medium wrap-anywhere">{other.title ?? other.source}</bdi>
              <bdi className="text-xs wrap-anywhere text-soft">{other.source}</bdi>
              <span className="ml-auto text-xs text-soft">{said.alike(percent(other.likeness))}</span>
            </p>
            {other.lost.length === 0 ? (
              <p className="mt-0.5 text-xs text-soft">{said.nothingLost}</p>
            ) : (
              <div className="mt-1 border-l-2 border-broken pl-2 text-xs">
                <p className="text-soft">{said.lost}</p>
                {keyed(other.lost).map(([key, line]) => (
                  <p key={key} className="wrap-anywhere">
                    <bdi>{line}</bdi>
                  </p>
                ))}
              </div>
            )}
          </li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-2">
        <ActButton act={act("POST /knowledge/duplicates/{id}/consolidate", { id })} label={said.consolidate} about={title} />
      </div>
    </Card>
  );
}
