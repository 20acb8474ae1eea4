import { useState } from "react";
import { act } from "../../api/acts.ts";
import { useRead } from "../../api/reads.ts";
import type { Monitor } from "../../api/shapes.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { HeartbeatStrip } from "../../parts/heartbeat-strip.tsx";
import { Part } from "../../parts/part.tsx";
import { Said } from "../../parts/said.tsx";
import { words } from "../../text/setup.ts";

/** How many stand there at once. */
const FIRST = 6;

/** What Hydra asks by itself, what it found no address for, and what a person said. */
export function AddressesStep() {
  const monitors = useRead("GET /monitors");
  return (
    <Part query={monitors} empty={words.start.addresses.none} isEmpty={(data) => data.monitors.length === 0}>
      {(data) => {
        const missing = data.monitors.filter(({ target }) => target === null);
        const found = data.monitors
          .filter(({ target }) => target !== null)
          .toSorted((a, b) => Number(b.correction !== null) - Number(a.correction !== null));
        return (
          <div className="space-y-4">
            <p className="text-sm text-soft">{words.start.addresses.how}</p>
            {found.length === 0 ? null : (
              <section>
                <h3 className="mb-1.5 text-sm font-medium">{words.start.addresses.found(found.length)}</h3>
                <MonitorList monitors={found} />
              </section>
            )}
            {missing.length === 0 ? null : (
              <section>
                <h3 className="text-sm font-medium">{words.start.addresses.missing(missing.length)}</h3>
                <p className="mb-1.5 text-xs text-soft">{words.start.addresses.missingHow}</p>
                <MonitorList monitors={missing} />
              </section>
            )}
          </div>
        );
      }}
    </Part>
  );
}

function MonitorList({ monitors }: { monitors: readonly Monitor[] }) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? monitors : monitors.slice(0, FIRST);
  return (
    <>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {shown.map((monitor) => (
          <MonitorItem key={monitor.id} monitor={monitor} />
        ))}
      </ul>
      {shown.length === monitors.length ? null : (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="mt-1 cursor-pointer py-1 text-sm text-soft underline underline-offset-2 pointer-coarse:py-2.5"
        >
          {words.start.addresses.more(monitors.length - shown.length)}
        </button>
      )}
    </>
  );
}

function MonitorItem({ monitor: { id, container, node, target, beats, correction } }: { monitor: Monitor }) {
  const [url, setUrl] = useState("");
  const isAddress = /^[a-z]+:\/\/./.test(url.trim());
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-1.5 text-sm">
      <span className="min-w-0 flex-1 basis-40 truncate">
        <Said>{container}</Said> <span className="text-xs text-soft">{node}</span>
        {target === null ? null : (
          <span className="block truncate font-mono text-xs text-soft">
            <Said>{target}</Said>
          </span>
        )}
      </span>
      {target === null ? (
        <span className="flex min-w-0 flex-1 basis-56 flex-wrap items-center gap-2">
          <input
            type="url"
            value={url}
            onChange={(change) => setUrl(change.target.value)}
            placeholder={words.start.addresses.example}
            aria-label={`${words.start.addresses.address}: ${container}`}
            className="min-w-0 flex-1 rounded-lg border border-line bg-paper px-2.5 py-1 font-mono text-xs placeholder:text-soft pointer-coarse:py-2.5 pointer-coarse:text-base"
          />
          {isAddress ? (
            <ActButton act={act("PUT /monitors/{id}", { id, url: url.trim() })} label={words.start.addresses.set} about={container} />
          ) : null}
        </span>
      ) : (
        <>
          {correction === null ? null : <span className="text-xs text-soft">{words.start.addresses.byYou}</span>}
          <HeartbeatStrip beats={beats} />
          {correction === null ? null : (
            <ActButton act={act("DELETE /monitors/{id}", { id })} label={words.start.addresses.takeBack} about={container} />
          )}
        </>
      )}
    </li>
  );
}
