import type { ReactNode } from "react";
import { Link } from "wouter";
import { NotThere } from "../api/ask.ts";
import { useRead } from "../api/reads.ts";
import type { Story } from "../api/shapes.ts";
import { NO_FILTERS, writeAddress } from "../containers/address.ts";
import { Icon } from "../parts/icon.tsx";
import { PageTitle, Quiet, Trouble } from "../parts/part.tsx";
import { Said } from "../parts/said.tsx";
import { StateSign } from "../parts/state-mark.tsx";
import { lasting, moment } from "../parts/units.ts";
import { words } from "../text/incidents.ts";
import { alike } from "./alike.ts";
import { CopyMarkdown } from "./copy-markdown.tsx";
import { IncidentDoings } from "./incident-doings.tsx";
import { InvestigationStation } from "./investigation.tsx";
import {
  AttemptStations,
  ChangesStation,
  EndStation,
  PlanStation,
  RecordStation,
  SignalStation,
  SuspectsStation,
  WhyStation,
} from "./stations.tsx";

/** One incident from its first sign to its end, with what a person can do about it. */
export function IncidentStory({ id }: { id: string }) {
  const { data: story, error } = useRead("GET /incidents/{id}", { id });
  return (
    <article className="max-w-6xl">
      <Link href="/incidents" className="mb-2 inline-flex items-center gap-1 text-sm text-soft hover:text-ink pointer-coarse:py-2.5">
        <Icon name="back" className="size-4" />
        {words.back}
      </Link>
      <PageTitle title={story?.sentence ?? id} aside={story === undefined ? undefined : <CopyMarkdown id={id} />} />
      {error === null || (error instanceof NotThere && story === undefined) ? null : <Trouble error={error} isOld={story !== undefined} />}
      {story === undefined ? (
        <Quiet>{error instanceof NotThere ? words.noSuch : error === null ? words.loading : ""}</Quiet>
      ) : (
        <Told story={story} />
      )}
    </article>
  );
}

function Told({ story }: { story: Story }) {
  return (
    <>
      <IncidentDoings story={story} />
      <div className="mt-6 grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_17rem]">
        <ol aria-label={words.storyLabel}>
          <SignalStation story={story} />
          <WhyStation story={story} />
          <ChangesStation story={story} />
          <SuspectsStation story={story} />
          <InvestigationStation id={story.id} />
          <AttemptStations story={story} />
          <RecordStation story={story} />
          <PlanStation story={story} />
          <EndStation story={story} />
        </ol>
        <Aside story={story} />
      </div>
    </>
  );
}

const MOST_COMPARED = 200;

/** What stands beside the story: what it is about, whom it hits, and what was like it. */
function Aside({ story }: { story: Story }) {
  const { suffering, timeline } = story;
  const { data: all } = useRead("GET /incidents", { limit: MOST_COMPARED });
  const others = alike(story, all?.incidents ?? [], words.worked);
  return (
    <aside className="min-w-0 space-y-5 text-sm">
      <Facts story={story} />
      <Box title={words.suffers}>
        {suffering.length === 0 ? (
          <Quiet>{words.nothingSuffers}</Quiet>
        ) : (
          <ul className="space-y-1.5">
            {suffering.map(({ key, name, node, isOver, because }) => (
              <li key={key} className="grid grid-cols-[auto_1fr] gap-x-2">
                <span className="pt-[3px]">
                  <StateSign state={isOver ? "well" : "down"} />
                </span>
                <span className="min-w-0 wrap-anywhere">
                  <Link
                    href={writeAddress({ opened: { node, name, section: "overview" }, filters: NO_FILTERS })}
                    className="font-medium hover:underline pointer-coarse:py-2"
                  >
                    <Said>{name}</Said>
                  </Link>
                  <span className="block text-xs text-soft">
                    <bdi>{isOver ? words.wellAgain : because}</bdi>
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Box>
      <Box title={words.similar}>
        {others.length === 0 ? (
          <Quiet>{words.nothingSimilar}</Quiet>
        ) : (
          <ul className="space-y-1.5">
            {others.map(({ id, name, openedAt, said }) => (
              <li key={id}>
                <Link href={`/incidents/${encodeURIComponent(id)}`} className="block hover:underline pointer-coarse:py-2">
                  <Said className="font-medium">{name}</Said> <span className="text-xs text-soft tabular-nums">{moment(openedAt)}</span>
                  <span className="block text-xs wrap-anywhere text-soft">
                    <bdi>{said.join(" · ")}</bdi>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Box>
      <details>
        <summary className="cursor-pointer font-semibold pointer-coarse:py-2.5">{words.minutes}</summary>
        <ol className="mt-2 space-y-1">
          {timeline.map(({ at, what }, place) => (
            // oxlint-disable-next-line react/no-array-index-key -- two may say the same at once; they only ever grow
            <li key={place} className="grid grid-cols-[auto_1fr] gap-x-2 text-xs">
              <span className="text-soft tabular-nums">{moment(at)}</span>
              <bdi className="min-w-0 wrap-anywhere">{what}</bdi>
            </li>
          ))}
        </ol>
      </details>
    </aside>
  );
}

function Facts({ story: { subject, severity, state, openedAt, againAt, resolvedAt, illMs } }: { story: Story }) {
  const facts: [string, ReactNode][] = [
    [words.what, <SubjectName key="what" subject={subject} />],
    [words.node, <Said key="node">{subject.node}</Said>],
    ...(subject.project === null ? [] : ([[words.project, <Said key="project">{subject.project}</Said>]] as [string, ReactNode][])),
    [words.severity, `${severity}, ${words.states[state]}`],
    [words.began, moment(openedAt)],
    ...(againAt === null ? [] : ([[words.again, moment(againAt)]] as [string, ReactNode][])),
    ...(resolvedAt === null ? [] : ([[words.ended, moment(resolvedAt)]] as [string, ReactNode][])),
    [words.illFor, lasting(illMs)],
  ];
  return (
    <Box title={words.facts}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="min-w-0 wrap-anywhere tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Box>
  );
}

/** It leads to the container; what is none has no page. */
function SubjectName({ subject: { kind, node, name } }: Pick<Story, "subject">) {
  if (kind !== "container") return <Said>{name}</Said>;
  return (
    <Link
      href={writeAddress({ opened: { node, name, section: "overview" }, filters: NO_FILTERS })}
      className="underline underline-offset-2 pointer-coarse:py-2"
    >
      <Said>{name}</Said>
    </Link>
  );
}

function Box({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-1.5 font-semibold">{title}</h2>
      {children}
    </section>
  );
}
