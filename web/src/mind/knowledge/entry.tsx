import { useState } from "react";
import { Link } from "wouter";
import { act } from "../../api/acts.ts";
import type { AnswerOf } from "../../api/operations.ts";
import { useRead } from "../../api/reads.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Part } from "../../parts/part.tsx";
import { moment, size } from "../../parts/units.ts";
import { words } from "../../text/mind.ts";
import { ChoiceField } from "../field.tsx";
import { MarkdownText } from "./markdown/markdown-text.tsx";
import { nameOf } from "./name.ts";

const said = words.knowledge;

/** One piece of knowledge in full, and what is known about it. */
export function Entry({ id }: { id: string }) {
  const read = useRead("GET /knowledge/entries/{id}", { id });
  return (
    <article className="min-w-0">
      <Link href="/mind/knowledge" className="mb-3 inline-flex items-center gap-1 text-sm text-soft hover:text-ink pointer-coarse:min-h-11">
        <Icon name="back" className="size-4" />
        {said.back}
      </Link>
      <Part query={read}>{({ entry }) => <Told entry={entry} />}</Part>
    </article>
  );
}

function Told({ entry }: { entry: AnswerOf<"GET /knowledge/entries/{id}">["entry"] }) {
  const { id, content, archivedAt, archivedBecause, staleBecause, contradictedBy, expiresAt } = entry;
  const [shownAs, setShownAs] = useState<"markdown" | "text">("markdown");
  return (
    <div className="grid gap-x-8 gap-y-5 lg:grid-cols-[minmax(0,1fr)_16rem]">
      <div className="min-w-0 space-y-3">
        <h2 className="text-lg leading-6 font-semibold wrap-anywhere">
          <bdi>{nameOf(entry)}</bdi>
        </h2>
        {archivedAt === null ? null : (
          <p className="border-l-4 border-off pl-3 text-sm wrap-anywhere">
            <bdi>{said.archived(moment(archivedAt), archivedBecause ?? "")}</bdi>
          </p>
        )}
        {staleBecause === null ? null : (
          <p className="border-l-4 border-broken pl-3 text-sm wrap-anywhere">
            <bdi>{staleBecause}</bdi>
            {contradictedBy === null ? null : (
              <span className="block text-xs text-soft">
                <bdi>{said.contradictedBy(contradictedBy)}</bdi>
              </span>
            )}
          </p>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <ChoiceField
            label={said.shownAs}
            isLabelHidden
            value={shownAs}
            choices={{ markdown: said.asMarkdown, text: said.asText }}
            onChange={setShownAs}
          />
          {archivedAt === null ? (
            <ActButton act={act("POST /knowledge/archive", { ids: [id] })} label={said.archiveIt} about={nameOf(entry)} />
          ) : (
            <ActButton act={act("POST /knowledge/restore", { ids: [id] })} label={said.restore} about={nameOf(entry)} />
          )}
        </div>
        <div className="rounded-lg border border-line bg-card p-4">
          {shownAs === "markdown" ? (
            <MarkdownText text={content} />
          ) : (
            <pre dir="auto" className="font-mono text-xs leading-5 wrap-anywhere whitespace-pre-wrap">
              {content}
            </pre>
          )}
        </div>
      </div>
      <Facts entry={entry} expires={expiresAt === null ? null : said.expires(moment(expiresAt))} />
    </div>
  );
}

function Facts({ entry, expires }: { entry: AnswerOf<"GET /knowledge/entries/{id}">["entry"]; expires: string | null }) {
  const { facts } = said;
  const rows: [string, string][] = [
    [facts.source, entry.source],
    [facts.category, entry.category],
    [facts.collection, entry.collection],
    [facts.visibility, said.visibilities[entry.visibility]],
    [facts.by, entry.addedBy],
    [facts.changed, moment(entry.updatedAt)],
    [facts.size, size(entry.sizeBytes)],
    [facts.used, said.times(entry.accesses, entry.lastAccess === null ? null : moment(entry.lastAccess))],
  ];
  return (
    <div className="min-w-0 text-sm">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 lg:grid-cols-1">
        {rows.map(([label, value]) => (
          <div key={label} className="min-w-0">
            <dt className="text-xs text-soft">{label}</dt>
            <dd className="wrap-anywhere">
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {expires === null ? null : <p className="mt-3 text-soft">{expires}</p>}
    </div>
  );
}
