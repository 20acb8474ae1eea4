import { Link } from "wouter";
import type { AnswerOf } from "../../api/operations.ts";
import { useRead } from "../../api/reads.ts";
import { Part, Quiet } from "../../parts/part.tsx";
import { Said } from "../../parts/said.tsx";
import { StateSign } from "../../parts/state-mark.tsx";
import { text } from "../../text/common.ts";
import { words } from "../../text/mind.ts";
import { Card, Tag } from "../card.tsx";

const said = words.routing;
/** Which servers and models there are, and what was used of them today; without any, how to connect one. */
export function ModelServers() {
  // To ask the gateway where there is none would count as a wish for one.
  const settings = useRead("GET /settings");
  return (
    <Part
      title={settings.data === undefined ? said.servers : undefined}
      query={settings}
      isEmpty={({ sections }) => !namesServers(sections["upstreams"])}
      empty={<HowToConnect />}
    >
      {() => <Connected />}
    </Part>
  );
}

function namesServers(section: unknown): boolean {
  return (
    typeof section === "object" && section !== null && "servers" in section && Array.isArray(section.servers) && section.servers.length > 0
  );
}

function Connected() {
  const status = useRead("GET /gateway/status");
  const models = useRead("GET /v1/models");
  return (
    <div className="min-w-0 space-y-5">
      <Part title={said.servers} query={status}>
        {({ upstreams, callers }) => (
          <div className="space-y-3">
            <ul className="divide-y divide-line rounded-lg border border-line bg-card">
              {upstreams.map((upstream) => (
                <Server key={upstream.name} upstream={upstream} />
              ))}
            </ul>
            <Spending callers={callers} />
          </div>
        )}
      </Part>
      <Part
        query={models}
        title={said.models(offered(models.data).length)}
        empty={said.noModels}
        isEmpty={(data) => offered(data).length === 0}
      >
        {(data) => <ModelList models={offered(data)} />}
      </Part>
    </div>
  );
}

type Model = AnswerOf<"GET /v1/models">["data"][number];

/** Without the name that leaves the choice to Hydra. */
function offered(answer: AnswerOf<"GET /v1/models"> | undefined): Model[] {
  return answer?.data.filter(({ owned_by: owner }) => owner !== "hydra") ?? [];
}

function HowToConnect() {
  return (
    <section className="min-w-0">
      <h2 className="mb-2 font-semibold">{said.servers}</h2>
      <Card>
        <p className="text-sm font-medium">{said.noServers}</p>
        <p className="mt-1 text-sm text-soft">{said.noServersHow}</p>
        <pre className="mt-3 overflow-x-auto rounded-md border border-line bg-paper p-2 font-mono text-xs select-all">
          {said.noServersLines}
        </pre>
        <p className="mt-3 text-sm">
          <Link href="/setup" className="underline underline-offset-2">
            {text.pages.setup}
          </Link>
        </p>
      </Card>
    </section>
  );
}

function Server({ upstream }: { upstream: AnswerOf<"GET /gateway/status">["upstreams"][number] }) {
  const { name, kind, url, gpu, circuit, retryInMs, ageMs, failure } = upstream;
  const state = failure !== null || circuit === "open" ? "down" : circuit === "limited" ? "degraded" : ageMs === null ? "unsure" : "well";
  const notes = [
    ageMs === null ? said.notYet : said.heard(Math.round(ageMs / 1_000)),
    ...(retryInMs > 0 ? [said.retry(Math.ceil(retryInMs / 1_000))] : []),
    ...(gpu === null ? [] : [gpu]),
  ];
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-2.5 px-3 py-2 text-sm">
      <span className="pt-1">
        <StateSign state={state} />
      </span>
      <div className="min-w-0">
        <p className="flex flex-wrap gap-x-2">
          <Said className="font-medium wrap-anywhere">{name}</Said>
          <span className="text-soft">{kind}</span>
          <span className="ml-auto text-xs text-soft">
            {failure !== null && circuit === "closed" ? said.circuits.open : said.circuits[circuit]}
          </span>
        </p>
        <p className="truncate text-xs text-soft" title={url}>
          <bdi>{url}</bdi>
        </p>
        <p className="text-xs text-soft">{notes.join(" · ")}</p>
        {failure === null ? null : (
          <p className="mt-0.5 text-xs wrap-anywhere text-unwell">
            <bdi>{failure}</bdi>
          </p>
        )}
      </div>
    </li>
  );
}

function ModelList({ models }: { models: readonly Model[] }) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-card text-sm">
      {models.map(({ id, parametersB, contextTokens, isLoaded, owned_by: owner }) => (
        <li
          key={id}
          className="flex items-baseline gap-2 px-3 py-1.5"
          title={contextTokens === null ? owner : `${owner}, ${said.context(contextTokens)}`}
        >
          <Said className="min-w-0 flex-1 truncate">{id}</Said>
          {isLoaded === true ? <Tag tone="text-well">{said.loaded}</Tag> : null}
          <span className="text-xs text-soft tabular-nums">{parametersB === null ? "" : said.size(parametersB)}</span>
        </li>
      ))}
    </ul>
  );
}

function Spending({ callers }: { callers: AnswerOf<"GET /gateway/status">["callers"] }) {
  if (callers.length === 0) return null;
  return (
    <div>
      <h3 className="text-xs text-soft">{said.spent}</h3>
      {callers.map(({ caller, tokens, requests, tokensPerDay }) => (
        <Quiet key={caller}>
          <bdi className="text-ink">{caller}</bdi>: {said.spentBy(tokens, requests)}
          {tokensPerDay === null ? "" : ` ${said.budget(tokensPerDay)}`}
        </Quiet>
      ))}
    </div>
  );
}
