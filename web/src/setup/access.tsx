import { useId, useState } from "react";
import { act } from "../api/acts.ts";
import type { AnswerOf } from "../api/operations.ts";
import { useRead } from "../api/reads.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Choice } from "../parts/choice.tsx";
import { Part } from "../parts/part.tsx";
import { moment } from "../parts/units.ts";
import { words } from "../text/setup.ts";
import { CopyButton } from "./copy-button.tsx";

type Token = AnswerOf<"GET /access/tokens">["tokens"][number];

/** Who else may call Hydra. */
export function AccessPart() {
  const tokens = useRead("GET /access/tokens");
  return (
    <div className="max-w-3xl space-y-8">
      <Part title={words.access.tokens} query={tokens} empty={words.access.none} isEmpty={(data) => data.tokens.length === 0}>
        {(data) => (
          <ul className="divide-y divide-line rounded-lg border border-line bg-card">
            {data.tokens.map((token) => (
              <TokenItem key={token.id} token={token} />
            ))}
          </ul>
        )}
      </Part>
      <NewToken />
    </div>
  );
}

function TokenItem({ token: { name, kind, scopes, createdAt, lastUsedAt, expiresAt } }: { token: Token }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="text-sm">
          <span className="font-medium">{name}</span> <span className="text-soft">· {words.access.kinds[kind]}</span>
        </p>
        <p className="text-xs wrap-anywhere text-soft">
          {words.access.scopes} <span className="font-mono">{scopes.join(" ")}</span>
        </p>
        <p className="text-xs text-soft">
          {[
            words.access.created(moment(createdAt)),
            lastUsedAt === null ? words.access.neverUsed : words.access.used(moment(lastUsedAt)),
            expiresAt === null ? words.access.lasts : words.access.ends(moment(expiresAt)),
          ].join(" · ")}
        </p>
      </div>
      <ActButton act={act("DELETE /access/tokens/{name}", { name })} label={words.access.revoke} about={name} />
    </li>
  );
}

const KINDS = ["program", "model"] as const;
const SCOPES = { read: ["*.read"], operate: ["*.read", "*.operate"] } as const;
const DAYS = { never: undefined, month: 30, year: 365 } as const;

function NewToken() {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<(typeof KINDS)[number]>("program");
  const [reach, setReach] = useState<keyof typeof words.access.scopeChoices>("read");
  const [own, setOwn] = useState("");
  const [days, setDays] = useState<keyof typeof DAYS>("never");
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const scopes = reach === "own" ? own.split(/[\s,]+/).filter((scope) => scope !== "") : [...SCOPES[reach]];
  const isNameRight = /^[a-z0-9][a-z0-9-]{0,39}$/.test(name);
  const missing = name === "" ? words.access.nameMissing : isNameRight ? words.access.scopeMissing : words.access.nameWrong(name);
  const isReady = isNameRight && scopes.length > 0;
  const expiresInDays = DAYS[days];
  const missingId = useId();
  const field =
    "mt-1 block w-full rounded-lg border border-line bg-card px-3 py-1.5 text-sm pointer-coarse:py-2.5 pointer-coarse:text-base";
  return (
    <section className="space-y-4">
      <h2 className="font-semibold">{words.access.make}</h2>
      {made === null ? null : (
        <div role="status" className="space-y-2 rounded-lg border border-well bg-card p-3">
          <p className="text-sm">{words.access.made(made.name)}</p>
          <p className="flex items-center gap-2">
            <code className="min-w-0 flex-1 overflow-x-auto rounded border border-line bg-paper px-2 py-1 font-mono text-xs select-all">
              {made.token}
            </code>
            <CopyButton text={made.token} />
          </p>
        </div>
      )}
      <div className="grid gap-4 rounded-lg border border-line bg-card p-4 sm:grid-cols-2">
        <label className="text-sm">
          {words.access.name}
          <input
            value={name}
            onChange={(change) => setName(change.target.value)}
            autoCapitalize="off"
            spellCheck={false}
            className={field}
          />
          <span className="mt-1 block text-xs text-soft">{words.access.nameHow}</span>
        </label>
        <Choice label={words.access.kind} names={words.access.kinds} value={kind} onChange={setKind} hint={words.access.about} />
        <Choice label={words.access.scope} names={words.access.scopeChoices} value={reach} onChange={setReach} />
        <Choice label={words.access.days} names={words.access.dayChoices} value={days} onChange={setDays} />
        {reach === "own" ? (
          <label className="text-sm sm:col-span-2">
            {words.access.scopeOwn}
            <textarea
              value={own}
              onChange={(change) => setOwn(change.target.value)}
              rows={3}
              spellCheck={false}
              className={`${field} font-mono`}
            />
          </label>
        ) : null}
        {isReady ? (
          <p className="flex flex-wrap gap-2 sm:col-span-2">
            <ActButton
              act={act("POST /access/tokens", { name, kind, scopes, ...(expiresInDays === undefined ? {} : { expiresInDays }) })}
              label={words.access.make}
              tone="main"
              onDone={({ token }) => {
                setMade({ name, token });
                setName("");
              }}
            />
          </p>
        ) : (
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 sm:col-span-2">
            <button
              type="button"
              disabled
              aria-describedby={missingId}
              className="rounded-lg border border-line bg-paper px-3 py-1 text-sm font-medium text-soft opacity-60 pointer-coarse:py-2.5"
            >
              {words.access.make}
            </button>
            <bdi id={missingId} className="text-sm wrap-anywhere text-soft">
              {missing}
            </bdi>
          </p>
        )}
      </div>
    </section>
  );
}
