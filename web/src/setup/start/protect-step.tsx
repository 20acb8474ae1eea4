import { useState } from "react";
import { act, expecting, useAct } from "../../api/acts.ts";
import { useRead } from "../../api/reads.ts";
import type { Container } from "../../api/shapes.ts";
import { Part, Quiet } from "../../parts/part.tsx";
import { Said } from "../../parts/said.tsx";
import { words } from "../../text/setup.ts";

/** How many are shown before somebody searches. */
const FIRST = 8;

/** What Hydra never touches, and why; more of it by a tick. */
export function ProtectStep() {
  const containers = useRead("GET /containers/list");
  const [sought, setSought] = useState("");
  return (
    <Part query={containers}>
      {(data) => {
        const safe = data.containers.filter((each) => each.protected);
        const others = data.containers.filter((each) => !each.protected);
        const wanted = others.filter(({ name }) => name.toLowerCase().includes(sought.trim().toLowerCase()));
        return (
          <div className="space-y-3">
            <p className="text-sm text-soft">{words.start.protect.how}</p>
            {safe.length === 0 ? <Quiet>{words.start.protect.none}</Quiet> : <Ticks containers={safe} />}
            {others.length === 0 ? null : (
              <details open={safe.length === 0}>
                <summary className="cursor-pointer text-sm pointer-coarse:py-2">{words.start.protect.others(others.length)}</summary>
                <div className="mt-2 space-y-2">
                  {others.length <= FIRST ? null : (
                    <input
                      type="search"
                      value={sought}
                      onChange={(change) => setSought(change.target.value)}
                      placeholder={words.start.protect.search}
                      aria-label={words.start.protect.search}
                      className="w-full rounded-lg border border-line bg-paper px-3 py-1.5 text-sm placeholder:text-soft sm:w-64 pointer-coarse:py-2.5 pointer-coarse:text-base"
                    />
                  )}
                  {wanted.length === 0 ? <Quiet>{words.start.protect.notFound}</Quiet> : <Ticks containers={wanted} />}
                </div>
              </details>
            )}
          </div>
        );
      }}
    </Part>
  );
}

function Ticks({ containers }: { containers: readonly Container[] }) {
  return (
    <ul className="max-h-80 divide-y divide-line overflow-y-auto rounded-lg border border-line">
      {containers.map((container) => (
        <Tick key={container.id} container={container} />
      ))}
    </ul>
  );
}

function Tick({ container: { key, name, node, project, protectedBecause, ...container } }: { container: Container }) {
  const { mutate, error, isPending } = useAct();
  const change = (isProtected: boolean): void =>
    mutate(
      act(
        "PUT /inventory/corrections",
        { key, isProtected },
        expecting("GET /containers/list", (data) => ({
          containers: data.containers.map((each) =>
            each.key === key ? { ...each, protected: isProtected, protectedBecause: isProtected ? words.start.protect.byYou : null } : each,
          ),
        })),
      ),
    );
  return (
    <li className="text-sm">
      <label className="flex min-h-9 cursor-pointer items-center gap-3 px-3 py-1 pointer-coarse:min-h-11">
        <input
          type="checkbox"
          checked={container.protected}
          disabled={isPending}
          onChange={(tick) => change(tick.target.checked)}
          className="size-4 shrink-0 accent-well"
        />
        <span className="min-w-0 flex-1 truncate">
          <Said>{name}</Said>
          <span className="text-xs text-soft">
            {" "}
            <Said>{project === null ? node : `${project} · ${node}`}</Said>
          </span>
        </span>
        {protectedBecause === null ? null : <span className="max-w-[45%] text-right text-xs text-soft">{protectedBecause}</span>}
      </label>
      {error === null ? null : (
        <p role="alert" className="px-3 pb-2 text-unwell">
          {error.message}
        </p>
      )}
    </li>
  );
}
