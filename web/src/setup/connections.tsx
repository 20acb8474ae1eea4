import { useState } from "react";
import type { AnswerOf } from "../api/operations.ts";
import { useRead } from "../api/reads.ts";
import { Part } from "../parts/part.tsx";
import { Said } from "../parts/said.tsx";
import { StateSign } from "../parts/state-mark.tsx";
import { words } from "../text/setup.ts";
import { AddToSettings } from "./add-to-settings.tsx";

type Connection = AnswerOf<"GET /settings/integrations">["integrations"][number];
export type FoundProgram = AnswerOf<"GET /settings/discover">["found"][number];

const SIGNS = { well: "well", unwell: "unwell", "not-configured": "off", unknown: "unknown" } as const;
const COLOURS = { well: "text-soft", unwell: "text-unwell", "not-configured": "text-off", unknown: "text-unsure" } as const;

/** Whom Hydra talks to, and whom it could. */
export function ConnectionsPart() {
  const connections = useRead("GET /settings/integrations");
  const found = useRead("GET /settings/discover");
  return (
    <div className="max-w-3xl space-y-8">
      <Part
        title={words.connections.found}
        query={found}
        empty={words.connections.nothingFound}
        isEmpty={(data) => data.found.length === 0}
      >
        {(data) => (
          <>
            <p className="mb-2 text-sm text-soft">{words.connections.foundHow}</p>
            <FoundList found={data.found} />
          </>
        )}
      </Part>
      <Part title={words.connections.known} query={connections}>
        {(data) => (
          <ul className="divide-y divide-line rounded-lg border border-line bg-card">
            {data.integrations.map((each) => (
              <ConnectionItem key={each.name} connection={each} />
            ))}
          </ul>
        )}
      </Part>
    </div>
  );
}

export function FoundList({ found }: { found: readonly FoundProgram[] }) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-card">
      {found.map((each) => (
        <FoundItem key={`${each.node}/${each.container}`} found={each} />
      ))}
    </ul>
  );
}

function FoundItem({ found: { program, container, node, address, state, addition } }: { found: FoundProgram }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="text-sm font-medium">{program}</p>
        <p className="text-xs wrap-anywhere text-soft">
          <Said>{words.connections.runsAs(container, node)}</Said>
          {address === null ? null : (
            <>
              {" · "}
              <span className="font-mono">{address}</span>
            </>
          )}
        </p>
      </div>
      {addition === null ? (
        <span className={`max-w-64 text-xs ${state === "connected" ? "text-well" : "text-soft"}`}>
          {words.connections.foundState[state]}
        </span>
      ) : (
        <button
          type="button"
          aria-label={`${words.connections.connect}: ${program} (${container})`}
          onClick={() => setOpen(true)}
          className="cursor-pointer rounded-lg border border-ink bg-ink px-3 py-1 text-sm font-medium text-paper pointer-coarse:py-2.5"
        >
          {words.connections.connect}
        </button>
      )}
      {isOpen && addition !== null ? (
        <AddToSettings title={words.addition.title(program)} addition={addition} onClose={() => setOpen(false)} />
      ) : null}
    </li>
  );
}

function ConnectionItem({ connection: { name, about, status, detail, hint, section, settings } }: { connection: Connection }) {
  const isOff = status === "not-configured";
  return (
    <li className="space-y-1 px-3 py-2.5 text-sm">
      <p className="flex items-center gap-2.5">
        <StateSign state={SIGNS[status]} />
        <span className="font-medium">{name}</span>
        <span className={`ml-auto text-xs whitespace-nowrap ${COLOURS[status]}`}>{words.connections.status[status]}</span>
      </p>
      <div className="space-y-1 pl-6">
        <p className="text-soft">{about}</p>
        <p className="wrap-anywhere">
          {isOff ? (
            <>
              <span className="text-soft">{words.connections.hint}: </span>
              <bdi>{hint}</bdi>
            </>
          ) : (
            <bdi>{detail}</bdi>
          )}
        </p>
        <details>
          <summary className="cursor-pointer text-xs text-soft underline underline-offset-2 pointer-coarse:py-2">
            {words.connections.settings(section)}
          </summary>
          <dl className="mt-1 grid gap-x-4 gap-y-1 sm:grid-cols-[auto_minmax(0,1fr)]">
            {settings.map((setting) => (
              <div key={setting.name} className="contents">
                <dt className="font-mono text-xs leading-5">{setting.name}</dt>
                <dd className="text-xs leading-5 text-soft">{setting.about}</dd>
              </div>
            ))}
          </dl>
        </details>
      </div>
    </li>
  );
}
