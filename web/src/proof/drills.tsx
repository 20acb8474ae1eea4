import { useState } from "react";
import type { AnswerOf } from "../api/operations.ts";
import { useRead } from "../api/reads.ts";
import { useCatalogue } from "../operations/use-catalogue.ts";
import { Part, Trouble } from "../parts/part.tsx";
import { Sparkline } from "../parts/sparkline.tsx";
import { lasting, moment } from "../parts/units.ts";
import { words } from "../text/proof.ts";
import { CaseTable } from "./case-table.tsx";
import { useDrill, type LiveDrill } from "./use-drill.ts";

type Drill = AnswerOf<"GET /drills">["drills"][number];

const text = words.drills;
const PATIENCE = [30, 60, 90, 180] as const;
const USUAL_PATIENCE = 90;

/** Whether Hydra keeps its word, shown on this very machine. */
export function Drills() {
  const drills = useRead("GET /drills");
  const { drill, start, stop } = useDrill();
  return (
    <div className="space-y-6">
      <Starter
        isUnderWay={drill.state === "under-way"}
        onStart={(cases, patienceSeconds) => start({ ...(cases.length === 0 ? {} : { cases: [...cases] }), patienceSeconds })}
        onStop={stop}
      />
      <Live drill={drill} />
      <Part title={text.trend} query={drills} empty={text.none} isEmpty={(data) => data.drills.length === 0}>
        {(data) => <Past drills={data.drills} />}
      </Part>
    </div>
  );
}

interface StarterProps {
  isUnderWay: boolean;
  onStart: (cases: readonly string[], patienceSeconds: number) => void;
  onStop: () => void;
}

function Starter({ isUnderWay, onStart, onStop }: StarterProps) {
  const [cases, setCases] = useState<readonly string[]>([]);
  const [patience, setPatience] = useState<number>(USUAL_PATIENCE);
  // Which cases there are stands in the operation itself.
  const shape = useCatalogue()
    .data?.byName.get("drills.heal")
    ?.fields.find(({ name }) => name === "cases")?.shape;
  const known = shape?.kind === "several" ? shape.choices.map(String) : [];
  return (
    <form
      className="space-y-3 rounded-lg border border-line bg-card p-3"
      onSubmit={(event) => {
        event.preventDefault();
        onStart(cases, patience);
      }}
    >
      <p className="max-w-prose text-sm text-soft">{text.what}</p>
      <fieldset disabled={isUnderWay} className="flex flex-wrap gap-x-4 gap-y-1">
        <legend className="mb-1 text-xs text-soft">
          {text.cases}
          {cases.length === 0 ? `: ${text.all.toLowerCase()}` : ""}
        </legend>
        {known.map((each) => (
          <label key={each} className="flex items-center gap-1.5 text-sm pointer-coarse:min-h-11">
            <input
              type="checkbox"
              checked={cases.includes(each)}
              onChange={({ target }) => setCases(target.checked ? [...cases, each] : cases.filter((other) => other !== each))}
            />
            {each}
          </label>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-3">
        <label className="flex items-center gap-2 text-sm">
          {text.patience}
          <select
            disabled={isUnderWay}
            value={patience}
            onChange={({ target }) => setPatience(Number(target.value))}
            className="rounded-lg border border-line bg-paper px-2 py-1 text-sm pointer-coarse:min-h-11"
          >
            {PATIENCE.map((each) => (
              <option key={each} value={each}>
                {text.seconds(each)}
              </option>
            ))}
          </select>
        </label>
        {isUnderWay ? (
          <button
            type="button"
            onClick={onStop}
            className="cursor-pointer rounded-lg border border-line bg-paper px-4 py-1.5 text-sm font-medium pointer-coarse:min-h-11"
          >
            {text.stop}
          </button>
        ) : (
          <button
            type="submit"
            className="cursor-pointer rounded-lg border border-ink bg-ink px-4 py-1.5 text-sm font-medium text-paper pointer-coarse:min-h-11"
          >
            {text.start}
          </button>
        )}
      </div>
    </form>
  );
}

function Live({ drill: { plan, cases, summary, state, error } }: { drill: LiveDrill }) {
  if (state === "none") return null;
  const left = (plan?.cases.length ?? 0) - cases.length;
  return (
    <section aria-live="polite" className="space-y-2">
      {state === "under-way" ? (
        <p className="text-sm font-medium">
          {text.under} <span className="text-soft">{left > 0 ? text.running(left) : ""}</span>
        </p>
      ) : null}
      {plan === null ? null : (
        <p className="text-sm wrap-anywhere text-soft">
          <bdi>{plan.sentence}</bdi>
        </p>
      )}
      {cases.length === 0 ? null : <CaseTable cases={cases} />}
      {summary === null ? null : <p className="text-sm font-medium">{text.score(summary.passed, summary.failed, summary.skipped)}</p>}
      {state === "stopped" ? <p className="text-sm text-unsure">{text.stopped}</p> : null}
      {error === null ? null : <Trouble error={error} />}
    </section>
  );
}

function Past({ drills }: { drills: readonly Drill[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const oldestFirst = drills.toReversed();
  return (
    <div className="space-y-4">
      {drills.length < 2 ? null : (
        <div className="grid gap-3 sm:grid-cols-2">
          <Trend title={text.noticeTrend} values={oldestFirst.map(({ medianNoticeMs }) => medianNoticeMs)} />
          <Trend title={text.wellTrend} values={oldestFirst.map(({ medianToWellMs }) => medianToWellMs)} />
        </div>
      )}
      <ul className="divide-y divide-line rounded-lg border border-line bg-card">
        {drills.map((drill) => (
          <PastDrill
            key={drill.id}
            drill={drill}
            isOpen={chosen === drill.id}
            onOpen={() => setChosen(chosen === drill.id ? null : drill.id)}
          />
        ))}
      </ul>
    </div>
  );
}

function Trend({ title, values }: { title: string; values: readonly (number | null)[] }) {
  const newest = values.at(-1) ?? null;
  return (
    <figure className="rounded-lg border border-line bg-card p-3">
      <figcaption className="mb-1 flex justify-between gap-2 text-xs text-soft">
        {title}
        <span className="text-ink tabular-nums">{newest === null ? words.figures.notMeasured : lasting(newest)}</span>
      </figcaption>
      <Sparkline values={values} full={Math.max(1, ...values.map((value) => value ?? 0))} label={title} className="h-10" />
    </figure>
  );
}

function PastDrill({
  drill: { id, at, state, passed, failed, skipped, medianNoticeMs, medianToWellMs, node },
  isOpen,
  onOpen,
}: {
  drill: Drill;
  isOpen: boolean;
  onOpen: () => void;
}) {
  const span = (ms: number | null): string => (ms === null ? text.notKnown : lasting(ms));
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onOpen}
        className="flex w-full cursor-pointer flex-wrap items-baseline gap-x-4 gap-y-0.5 px-3 py-2 text-left text-sm hover:bg-paper focus-visible:-outline-offset-2 pointer-coarse:py-3"
      >
        <span className="tabular-nums">{moment(at)}</span>
        <span className={failed > 0 ? "text-unwell" : passed > 0 ? "text-well" : "text-unsure"}>{text.score(passed, failed, skipped)}</span>
        <span className="text-xs text-unsure">{text.states[state]}</span>
        <span className="ml-auto text-xs text-soft tabular-nums">
          {text.columns.noticed.toLowerCase()} {span(medianNoticeMs)}, {text.columns.toWell.toLowerCase()} {span(medianToWellMs)},{" "}
          <bdi>{node}</bdi>
        </span>
      </button>
      {isOpen ? <PastCases id={id} /> : null}
    </li>
  );
}

function PastCases({ id }: { id: string }) {
  const drill = useRead("GET /drills/{id}", { id });
  return (
    <div className="border-t border-line bg-paper p-2">
      <Part query={drill}>{({ cases }) => <CaseTable cases={cases} />}</Part>
    </div>
  );
}
