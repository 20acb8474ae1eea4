import { act } from "../../api/acts.ts";
import type { AnswerOf } from "../../api/operations.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { Said } from "../../parts/said.tsx";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/mind.ts";
import { Tag } from "../card.tsx";
import { percent, ShareBar } from "../share-bar.tsx";

const said = words.preferences;
type Task = AnswerOf<"GET /preferences/tasks">["tasks"][number];

/** For each kind of task the model that suits, with what that rests on; those without an answer yet stand below, small. */
export function TaskList({ tasks }: { tasks: readonly Task[] }) {
  const tried = tasks.filter(({ uses }) => uses > 0);
  const untried = tasks.filter(({ uses }) => uses === 0);
  return (
    <div className="space-y-3">
      <p className="max-w-prose text-sm text-soft">{said.about}</p>
      {tried.length === 0 ? null : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-card">
          {tried.map((task) => (
            <TaskItem key={task.task} task={task} />
          ))}
        </ul>
      )}
      {untried.length === 0 ? null : (
        <details>
          <summary className="cursor-pointer text-sm text-soft pointer-coarse:py-2.5">{said.untried(untried.length)}</summary>
          <p className="mt-2 text-xs text-soft">{said.untriedAbout}</p>
          <ul className="mt-1 text-sm">
            {untried.map(({ task, model }) => (
              <li key={task} className="grid grid-cols-[9rem_minmax(0,1fr)] gap-x-4 border-b border-line py-1">
                <span>{words.tasks[task]}</span>
                <span className="truncate text-unsure">{model === null ? said.nothing : <Said>{model}</Said>}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** Learned from answers at this very task, expected from others, or guessed. */
function Basis({ task: { basis, model, models } }: { task: Task }) {
  const isElsewhere = models.find((each) => each.model === model)?.basis === "model";
  if (basis === "learned" && !isElsewhere) return <Tag tone="text-well">{said.bases.learned}</Tag>;
  return <Tag tone="text-unsure">{isElsewhere ? said.elsewhere : said.bases.prior}</Tag>;
}

function TaskItem({ task: whole }: { task: Task }) {
  const { task, model, reason, since, models } = whole;
  const chosen = models.find((each) => each.model === model);
  const others = models.filter((each) => each.model !== model);
  return (
    <li className="grid gap-x-4 gap-y-1 px-3 py-2.5 text-sm sm:grid-cols-[7rem_minmax(0,1fr)_8rem_5.5rem]">
      <p className="font-medium">{words.tasks[task]}</p>
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className={`wrap-anywhere ${model === null ? "text-unsure" : "font-medium"}`}>
            {model === null ? said.nothing : <bdi>{model}</bdi>}
          </span>
          <Basis task={whole} />
          {since === null ? null : <span className="text-xs text-soft">{said.since(moment(since))}</span>}
        </p>
        <p className="text-xs wrap-anywhere text-soft">
          <bdi>{reason}</bdi>
        </p>
        {others.length === 0 ? null : (
          <details className="mt-1">
            <summary className="cursor-pointer text-xs text-soft pointer-coarse:py-3">
              {said.compared} {others.length}
            </summary>
            <ul className="mt-1 space-y-1">
              {others.map((each) => (
                <li key={each.model} className="grid grid-cols-[minmax(0,1fr)_9rem] gap-x-4">
                  <span className="min-w-0 truncate">
                    <Said>{each.model}</Said> <span className="text-xs text-soft">{said.scoreBases[each.basis]}</span>
                  </span>
                  <Success rate={each.successRate} uses={each.uses} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <Success rate={chosen?.successRate ?? null} uses={chosen?.uses ?? 0} />
      <div className="flex flex-wrap justify-end gap-2 self-start">
        <ActButton act={act("DELETE /preferences/interactions", { task })} label={said.forget} about={words.tasks[task]} />
      </div>
    </li>
  );
}

function Success({ rate, uses }: { rate: number | null; uses: number }) {
  return (
    <div className="min-w-0 text-xs">
      <p className="flex justify-between gap-2 tabular-nums">
        <span className={rate === null ? "text-unsure" : ""}>{rate === null ? words.routing.notKnown : percent(rate)}</span>
        <span className="text-soft">{said.usesOf(uses)}</span>
      </p>
      {rate === null ? null : <ShareBar share={rate} />}
    </div>
  );
}
