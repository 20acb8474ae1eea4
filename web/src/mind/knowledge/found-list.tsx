import { Fragment } from "react";
import { Link } from "wouter";
import type { AnswerOf } from "../../api/operations.ts";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/mind.ts";
import { Tag } from "../card.tsx";
import { keyed } from "../keyed.ts";
import { marked } from "./marked.ts";
import { nameOf } from "./name.ts";

const said = words.knowledge;
type Result = AnswerOf<"GET /knowledge/search">["results"][number];

/** What was found, best first: where it stands, and the words that were searched for. */
export function FoundList({ results, question }: { results: readonly Result[]; question: string }) {
  return (
    <ol className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-card">
      {results.map(({ id, title, snippet, stale, staleBecause, category, updatedAt, citation }) => (
        <li key={`${id} ${citation.chunk}`}>
          <Link
            href={`/mind/knowledge/${encodeURIComponent(id)}`}
            className="block px-3 py-2.5 text-sm hover:bg-paper focus-visible:-outline-offset-2"
          >
            <span className="flex flex-wrap items-baseline gap-x-2">
              <bdi className="min-w-0 font-medium wrap-anywhere">{nameOf({ title, category, source: citation.source })}</bdi>
              {stale ? (
                <span title={staleBecause ?? undefined}>
                  <Tag tone="text-broken">{said.stale}</Tag>
                </span>
              ) : null}
              <span className="ml-auto text-xs whitespace-nowrap text-soft">{moment(updatedAt)}</span>
            </span>
            <bdi className="mt-0.5 block leading-5 wrap-anywhere text-soft">
              {keyed(marked(snippet, question)).map(([key, { text, isMarked }]) =>
                isMarked ? (
                  <mark key={key} className="rounded-xs bg-line px-0.5 font-medium text-ink">
                    {text}
                  </mark>
                ) : (
                  <Fragment key={key}>{text}</Fragment>
                ),
              )}
            </bdi>
            <span className="mt-1 block truncate text-xs text-soft">
              <bdi>{category}</bdi> · <bdi>{said.cites(citation.source, citation.heading)}</bdi>
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
