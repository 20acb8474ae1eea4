import type { ReactNode } from "react";
import { ActButton } from "../parts/act-button.tsx";
import { act } from "../api/acts.ts";
import { NotThere } from "../api/ask.ts";
import type { Story } from "../api/shapes.ts";
import { useRead } from "../api/reads.ts";
import { Said } from "../parts/said.tsx";
import { text } from "../text/common.ts";
import { PageTitle } from "../parts/part.tsx";
import { moment } from "../parts/units.ts";

const words = text.story;

/** One incident from its first sign to its end, with what a person can do about it. */
export function IncidentStory({ id }: { id: string }) {
  const { data: story, error } = useRead("GET /incidents/{id}", { id });
  return (
    <article className="max-w-3xl space-y-4">
      <PageTitle title={story?.sentence ?? id} />
      {story === undefined ? (
        <p className="text-sm text-soft">{error === null ? words.loading : error instanceof NotThere ? words.noSuch : text.partFailed}</p>
      ) : (
        <Told story={story} />
      )}
    </article>
  );
}

function Told({ story }: { story: Story }) {
  const { diagnosis, suffering, changes, attempts, plan, timeline, similar, forPerson, holdBack, reason } = story;
  return (
    <>
      {forPerson === null ? null : <p className="border-l-4 border-broken pl-3 font-medium wrap-anywhere">{forPerson}</p>}
      {holdBack === null ? null : <p className="text-sm text-soft wrap-anywhere">{holdBack}</p>}
      <Doings story={story} />
      <Chapter title={words.why}>
        <p className="text-sm font-medium">
          {diagnosis.category === "unknown" ? words.notKnown : words.cause(diagnosis.category, Math.round(diagnosis.confidence * 100))}
        </p>
        <ul className="mt-1 space-y-1.5">
          {diagnosis.evidence.map(({ source, line, why }) => (
            <li key={`${source} ${line}`} className="text-sm">
              <code className="block rounded bg-paper px-2 py-1 font-mono text-xs wrap-anywhere">
                <bdi>{line}</bdi>
              </code>
              <span className="text-xs text-soft wrap-anywhere">
                {source}: {why}
              </span>
            </li>
          ))}
        </ul>
      </Chapter>
      <Lines
        title={words.suffers}
        lines={suffering.map(({ key, name, because, isOver }) => ({ key, text: `${name}: ${isOver ? words.over : because}` }))}
      />
      <Lines
        title={words.before}
        lines={changes.map(({ at, name, what, why }) => ({ key: `${at} ${name} ${what}`, at, text: `${name}: ${what}`, aside: why }))}
      />
      <Lines
        title={words.tried}
        lines={attempts.map(({ id, startedAt, by, remedy, subject, level, outcome, verifiedBy, detail }) => ({
          key: id,
          at: startedAt,
          text: `${words.by[by]}: ${remedy} ${subject}, ${level === "would" ? words.level.would : `${words.level[level]}, ${words.outcome[outcome]}`}`,
          aside: [verifiedBy, detail].filter((part) => part !== null).join(", "),
        }))}
      />
      {plan === null ? null : (
        <Lines
          title={words.plan}
          lines={plan.steps.map(({ remedy, subject, why, record, allowed }) => ({
            key: `${remedy} ${subject}`,
            text: `${words.remedy[remedy]}: ${subject} (${words.allowed[allowed ?? "never"]})`,
            aside: [why, ...(record === null ? [] : [words.record(record)])].join(" "),
          }))}
        />
      )}
      <Lines
        title={words.similar}
        lines={similar.map(({ id, name, openedAt, ended }) => ({ key: id, at: openedAt, text: name, aside: ended }))}
      />
      <Lines title={words.timeline} lines={timeline.map(({ at, what }, index) => ({ key: `${at} ${index}`, at, text: what }))} />
      {reason === null ? null : <p className="text-sm text-soft wrap-anywhere">{reason}</p>}
    </>
  );
}

/** What a person can do: each remedy that is left, taking back, closing it, and never again. */
function Doings({ story: { id, state, plan, attempts, subject } }: { story: Story }) {
  const isStanding = state === "open" || state === "escalated";
  const canUndo = attempts.some(({ undo, outcome }) => undo !== null && outcome !== "undone");
  const remedies = isStanding ? [...new Set(plan?.steps.map(({ remedy }) => remedy))] : [];
  if (!isStanding && !canUndo) return null;
  return (
    <p className="flex flex-wrap gap-2">
      {remedies.map((remedy, index) => (
        <ActButton
          key={remedy}
          act={act("POST /incidents/{id}/heal", { id, remedy })}
          label={words.remedy[remedy]}
          about={subject.name}
          tone={index === 0 ? "main" : "plain"}
        />
      ))}
      {canUndo ? <ActButton act={act("POST /incidents/{id}/undo", { id })} label={words.undo} about={subject.name} /> : null}
      {isStanding ? <ActButton act={act("POST /incidents/{id}/dismiss", { id })} label={words.dismiss} about={subject.name} /> : null}
      {isStanding && subject.kind === "container" ? (
        <ActButton act={act("POST /incidents/{id}/never", { id })} label={words.never} about={subject.name} />
      ) : null}
    </p>
  );
}

function Chapter({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-t border-line pt-3">
      <h3 className="mb-1 text-sm font-semibold">{title}</h3>
      {children}
    </section>
  );
}

interface Line {
  key: string;
  at?: string;
  text: string;
  aside?: string;
}

function Lines({ title, lines }: { title: string; lines: readonly Line[] }) {
  if (lines.length === 0) return null;
  return (
    <Chapter title={title}>
      <ul className="space-y-1 text-sm">
        {lines.map(({ key, at, text: said, aside }) => (
          <li key={key} className="grid grid-cols-[auto_1fr] gap-x-3">
            <span className="text-soft tabular-nums">{at === undefined ? "" : moment(at)}</span>
            <span className="min-w-0 wrap-anywhere">
              <Said>{said}</Said>
              {aside === undefined || aside === "" ? null : (
                <span className="block text-xs text-soft">
                  <bdi>{aside}</bdi>
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Chapter>
  );
}
