import type { AnswerOf } from "../../api/operations.ts";
import { StateSign, StateWord } from "../../parts/state-mark.tsx";
import { moment } from "../../parts/units.ts";
import { words } from "../../text/containers.ts";
import { FactList } from "./fact-list.tsx";

type Service = AnswerOf<"GET /services/status">["services"][number];

const STATES = { up: "well", down: "down", degraded: "degraded", unknown: "unsure" } as const;

/** What is known of a service that no container is. */
export function ServiceOverview({ service: { node, status, probe, since, dependsOn } }: { service: Service }) {
  return (
    <div className="space-y-4">
      <p className="flex items-center gap-2 text-sm">
        <StateSign state={STATES[status]} />
        <StateWord state={STATES[status]} />
        {since === null ? null : <span className="text-soft">{words.since(moment(since))}</span>}
      </p>
      <FactList
        facts={[
          [words.columns.node, [node]],
          [words.fact.probe, [probe ?? words.notMeasured]],
          [words.needs, dependsOn],
        ]}
      />
    </div>
  );
}
