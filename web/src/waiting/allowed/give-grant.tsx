import { useState } from "react";
import { act } from "../../api/acts.ts";
import { ActButton } from "../../parts/act-button.tsx";
import { Choice } from "../../parts/choice.tsx";
import { words } from "../../text/waiting.ts";
import { useGrantable } from "./grantable.ts";

type Level = keyof typeof words.allowed.give.levels;
type Grantee = keyof typeof words.allowed.give.grantees;
type ScopeKind = keyof typeof words.allowed.give.scopes;

/** Allow one thing, in plain words, as the sentence below says it. */
export function GiveGrant() {
  const summaries = useGrantable();
  const [operation, setOperation] = useState("containers.restart");
  const [grantee, setGrantee] = useState<Grantee>("hydra:*");
  const [level, setLevel] = useState<Level>("ask");
  const [kind, setKind] = useState<ScopeKind>("all");
  const [name, setName] = useState("");
  const [isGiven, setGiven] = useState(false);
  const give = words.allowed.give;
  if (summaries === undefined || Object.keys(summaries).length === 0) return null;
  const chosen = operation in summaries ? operation : (Object.keys(summaries)[0] ?? "");
  const trimmed = name.trim();
  const isReady = kind === "all" || trimmed !== "";
  const where = kind === "all" ? give.scopes.all : trimmed === "" ? give.scopes[kind] : trimmed;
  return (
    <section className="space-y-3">
      <h2 className="font-semibold">{give.title}</h2>
      <div className="grid gap-4 rounded-lg border border-line bg-card p-4 sm:grid-cols-2">
        <Choice label={give.what} names={summaries} value={chosen} onChange={setOperation} />
        <Choice label={give.who} names={give.grantees} value={grantee} onChange={setGrantee} />
        <Choice label={give.where} names={give.scopes} value={kind} onChange={setKind} />
        <Choice label={give.level} names={give.levels} value={level} onChange={setLevel} />
        {kind === "all" ? null : (
          <label className="text-sm sm:col-span-2">
            {give.name[kind]}
            <input
              value={name}
              onChange={(change) => setName(change.target.value)}
              autoCapitalize="off"
              spellCheck={false}
              className="mt-1 block w-full rounded-lg border border-line bg-card px-3 py-1.5 text-sm pointer-coarse:py-2.5 pointer-coarse:text-base"
            />
          </label>
        )}
        <div className="space-y-2 sm:col-span-2">
          <p className="text-sm wrap-anywhere">
            <bdi>{give.sentence(give.grantees[grantee], give.levels[level], summaries[chosen] ?? chosen, where)}</bdi>{" "}
            <span className="text-soft">{give.protectedStay}</span>
          </p>
          <p className="flex flex-wrap items-center gap-2">
            {isReady ? (
              <ActButton
                act={act("PUT /grants", { operation: chosen, grantee, level, scope: kind === "all" ? { kind } : { kind, name: trimmed } })}
                label={give.button}
                tone="main"
                onDone={() => setGiven(true)}
              />
            ) : null}
            {isGiven ? (
              <span role="status" className="text-sm text-soft">
                {give.given}
              </span>
            ) : null}
          </p>
        </div>
      </div>
    </section>
  );
}
