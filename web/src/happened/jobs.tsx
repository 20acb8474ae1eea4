import { useState } from "react";
import type { AnswerOf, InputOf } from "../api/operations.ts";
import { useRead } from "../api/reads.ts";
import { Part } from "../parts/part.tsx";
import { lasting, moment } from "../parts/units.ts";
import { words } from "../text/happened.ts";
import { whoIs } from "./sentence.ts";

type Job = AnswerOf<"GET /jobs">["jobs"][number];
type JobState = NonNullable<InputOf<"GET /jobs">["state"]>;

const STATES: readonly JobState[] = ["running", "done", "failed", "interrupted"];
const COLOURS: Readonly<Record<JobState, string>> = {
  running: "text-unsure",
  done: "text-soft",
  failed: "text-unwell",
  interrupted: "text-broken",
};

/** Changes under way and ended: each was written down before it began. */
export function Jobs() {
  const [state, setState] = useState<JobState | undefined>(undefined);
  const jobs = useRead("GET /jobs", state === undefined ? {} : { state });
  return (
    <div className="space-y-4">
      <select
        aria-label={words.jobs.state}
        value={state ?? ""}
        onChange={({ target }) => setState(STATES.find((each) => each === target.value))}
        className="rounded-lg border border-line bg-card px-2.5 py-1.5 text-sm pointer-coarse:min-h-11"
      >
        <option value="">{words.everything}</option>
        {STATES.map((each) => (
          <option key={each} value={each}>
            {words.jobs.states[each]}
          </option>
        ))}
      </select>
      <Part query={jobs} empty={words.jobs.none} isEmpty={(data) => data.jobs.length === 0}>
        {(data) => (
          <ul className="divide-y divide-line rounded-lg border border-line bg-card">
            {data.jobs.map((job) => (
              <JobLine key={job.id} job={job} />
            ))}
          </ul>
        )}
      </Part>
    </div>
  );
}

function JobLine({ job: { operation, subject, by, state, startedAt, finishedAt, tries, error } }: { job: Job }) {
  const took = finishedAt === null ? "" : words.jobs.took(lasting(Date.parse(finishedAt) - Date.parse(startedAt)));
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-3 py-2 text-sm">
      <span className="min-w-0 wrap-anywhere">
        <span className="font-mono text-xs">{operation}</span>
        {subject === null ? null : (
          <>
            {" "}
            <bdi className="font-medium">{subject}</bdi>
          </>
        )}
        <span className="block text-xs text-soft">
          <bdi>
            {[whoIs(by), moment(startedAt), took, tries > 1 ? words.jobs.tries(tries) : ""].filter((part) => part !== "").join(", ")}
          </bdi>
        </span>
        {error === null ? null : (
          <span className="block text-xs text-unwell">
            <bdi>{error}</bdi>
          </span>
        )}
      </span>
      <span className={`text-xs ${COLOURS[state]}`}>{words.jobs.states[state]}</span>
    </li>
  );
}
