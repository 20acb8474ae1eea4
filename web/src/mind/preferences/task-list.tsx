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

/** For each kind of task the model that suits, with what that rests on; what nothing is known about in one line below. */
export function TaskList({ tasks }: { tasks: readonly Task[] }) {
  const known = tasks.filter(({ model, uses }) => model !== null || uses > 0);
  const unknown = tasks.filter((task) => !known.includes(task)).map(({ task }) => words.tasks[task]);
  return (
    <div className="space-y-3">
      <p className="max-w-prose text-sm text-soft">{said.about}</p>
      <ul className="divide-y divide-line rounded-lg border border-line bg-card">
        {known.map((task) => (
          <TaskItem key={task.task} task={task} />
        ))}
      </ul>
      {unknown.length === 0 ? null : <p className="text-sm text-soft">{said.unknown(unknown.join(", "))}</p>}
    </div>
  );
}

function TaskItem({ task: { task, model, basis, reason, since, uses, models } }: { task: Task }) {
  const chosen = models.find((each) => each.model === model);
  const others = models.filter((each) => each.model !== model);
  return (
    <li className="grid gap-x-4 gap-y-1 px-3 py-2.5 text-sm sm:grid-cols-[8rem_minmax(0,1fr)_9rem_auto]">
      <p className="font-medium">{words.tasks[task]}</p>
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className={`wrap-anywhere ${model === null ? "text-unsure" : "font-medium"}`}>
            {model === null ? said.nothing : <bdi>{model}</bdi>}
          </span>
          <Tag tone={basis === "learned" ? "text-well" : "text-unsure"}>{said.bases[basis]}</Tag>
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
        {uses === 0 ? null : (
          <ActButton act={act("DELETE /preferences/interactions", { task })} label={said.forget} about={words.tasks[task]} />
        )}
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
