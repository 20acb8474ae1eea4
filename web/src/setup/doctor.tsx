import type { AnswerOf } from "../api/operations.ts";
import { useRead } from "../api/reads.ts";
import { Part } from "../parts/part.tsx";
import { StateSign } from "../parts/state-mark.tsx";
import { words } from "../text/setup.ts";

type Doctor = AnswerOf<"GET /settings/doctor">;

const SIGNS = { healthy: "well", degraded: "degraded", unhealthy: "unwell", unknown: "unknown" } as const;
const COLOURS = { healthy: "text-soft", degraded: "text-broken", unhealthy: "text-unwell", unknown: "text-unsure" } as const;
const SENTENCES = { healthy: words.doctor.well, degraded: words.doctor.degraded, unhealthy: words.doctor.unhealthy } as const;
const EDGES = { healthy: "border-well", degraded: "border-broken", unhealthy: "border-unwell" } as const;

/** How Hydra itself is, and what to do about it. */
export function DoctorPart() {
  const doctor = useRead("GET /settings/doctor");
  return (
    <div className="max-w-3xl">
      <Part query={doctor}>
        {(data) => (
          <div className="space-y-4">
            <div className="flex flex-wrap items-center justify-between gap-3">
              <p className={`border-l-4 pl-3 font-medium ${EDGES[data.status]}`}>{SENTENCES[data.status]}</p>
              <button
                type="button"
                onClick={() => void doctor.refetch()}
                disabled={doctor.isFetching}
                className="cursor-pointer rounded-lg border border-line bg-paper px-3 py-1 text-sm font-medium hover:border-soft disabled:opacity-60 pointer-coarse:py-2.5"
              >
                {doctor.isFetching ? words.doctor.looking : words.doctor.again}
              </button>
            </div>
            <ul className="divide-y divide-line rounded-lg border border-line bg-card">
              {data.checks.map((check) => (
                <CheckItem key={check.name} check={check} />
              ))}
            </ul>
            <Places doctor={data} />
          </div>
        )}
      </Part>
    </div>
  );
}

function CheckItem({ check: { name, status, detail } }: { check: Doctor["checks"][number] }) {
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-baseline gap-x-2.5 gap-y-0.5 px-3 py-2.5 text-sm sm:grid-cols-[1rem_8rem_minmax(0,1fr)_auto]">
      <span className="self-start pt-0.75">
        <StateSign state={SIGNS[status]} />
      </span>
      <span className="font-medium">
        <bdi>{name}</bdi>
      </span>
      <span className={`text-xs whitespace-nowrap sm:order-last ${COLOURS[status]}`}>{words.doctor.status[status]}</span>
      <span className="col-span-2 col-start-2 wrap-anywhere text-soft sm:col-span-1 sm:col-start-auto">
        <bdi>{detail}</bdi>
      </span>
    </li>
  );
}

function Places({ doctor: { home, configFile } }: { doctor: Doctor }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
      <dt className="text-soft">{words.doctor.home}</dt>
      <dd className="font-mono text-xs leading-5 wrap-anywhere">{home}</dd>
      <dt className="text-soft">{words.doctor.file}</dt>
      <dd className={configFile === null ? "text-soft" : "font-mono text-xs leading-5 wrap-anywhere"}>
        {configFile ?? words.doctor.noFile}
      </dd>
    </dl>
  );
}
