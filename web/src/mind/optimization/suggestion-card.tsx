import { act, type Act } from "../../api/acts.ts";
import type { AnswerOf } from "../../api/operations.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { EvidenceList, Said } from "../../parts/said.tsx";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/mind.ts";
import { Tag } from "../card.tsx";

const said = words.optimization;
type Suggestion = AnswerOf<"GET /optimization/suggestions">["suggestions"][number];
const TONES: Readonly<Record<Suggestion["priority"], string>> = {
  critical: "text-unwell border-unwell",
  high: "text-broken border-broken",
  medium: "text-soft",
  low: "text-soft",
};

/** One thing that could be better: why, by how much, what came of it, and what would do it. */
export function SuggestionCard({ suggestion }: { suggestion: Suggestion }) {
  const { node, subject, resource, priority, title, evidence, expectedEffect, measuredEffect, state, appliedAt, forecast } = suggestion;
  const isDone = state === "applied";
  return (
    <li className={`min-w-0 rounded-lg border border-line p-4 ${isDone ? "bg-paper" : "bg-card"}`}>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-soft">
        {isDone ? (
          <Tag tone="text-well">{said.applied(appliedAt === null ? "" : moment(appliedAt))}</Tag>
        ) : (
          <Tag tone={TONES[priority]}>{words.priorities[priority]}</Tag>
        )}
        <span>{said.resources[resource]}</span>
        <Said className="min-w-0 truncate">{said.of(node, subject)}</Said>
      </p>
      <h3 className="mt-1 text-sm leading-5 font-medium wrap-anywhere">
        <bdi>{title}</bdi>
      </h3>
      {forecast === null ? null : (
        <p className="mt-1 text-sm text-broken">
          {said.fills(moment(forecast.fillsAt), moment(forecast.earliest), forecast.latest === null ? null : moment(forecast.latest))}
        </p>
      )}
      <p className="mt-3 mb-0.5 text-xs text-soft">{said.evidence}</p>
      <EvidenceList evidence={evidence} />
      <dl className="mt-3 grid grid-cols-2 gap-3 border-t border-line pt-3 text-sm">
        <div className="min-w-0">
          <dt className="text-xs text-soft">{said.expected}</dt>
          <dd className="wrap-anywhere">
            <bdi>{expectedEffect.text}</bdi>
          </dd>
        </div>
        <div className="min-w-0">
          <dt className="text-xs text-soft">{said.measured}</dt>
          <dd className={`wrap-anywhere ${measuredEffect === null ? "text-unsure" : ""}`}>
            {measuredEffect === null ? isDone ? said.notMeasuredYet : said.notDone : <bdi>{measuredEffect.text}</bdi>}
          </dd>
        </div>
      </dl>
      {isDone ? null : <HowTo suggestion={suggestion} />}
    </li>
  );
}

/** The operation that would do it: done by a person's word alone, never from here by itself. */
function HowTo({ suggestion: { operation, operationInput, title } }: { suggestion: Suggestion }) {
  if (operation === null) return <p className="mt-3 text-xs text-soft">{said.noOperation}</p>;
  const input = Object.entries(operationInput ?? {}).map(([name, value]) => `${name}: ${String(value)}`);
  const does = actOf(operation, operationInput);
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-xs">
      <p className="min-w-0 flex-1 wrap-anywhere text-soft">
        {said.operation}{" "}
        <code className="font-mono text-ink">
          <bdi>{operation}</bdi>
        </code>{" "}
        <bdi>{input.join(", ")}</bdi>
      </p>
      {does === null ? null : <ActButton act={does} label={said.doIt} about={title} />}
    </div>
  );
}

/** The operations that suggestions name today; another one is only told. */
function actOf(operation: string, input: Suggestion["operationInput"]): Act | null {
  const { name, node } = input ?? {};
  if (operation !== "containers.stop" || typeof name !== "string") return null;
  return act("POST /containers/stop", { name, ...(typeof node === "string" ? { node } : {}) });
}
