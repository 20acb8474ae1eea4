import type { ReactNode } from "react";
import { Link } from "wouter";
import type { AnswerOf } from "../../api/operations.ts";
import { useRead } from "../../api/reads.ts";
import type { Container } from "../../api/shapes.ts";
import { isStanding } from "../../incidents/standing.ts";
import { Part } from "../../parts/part.tsx";
import { EvidenceList } from "../../parts/said.tsx";
import { StateSign } from "../../parts/state-mark.tsx";
import { moment, size } from "../../parts/units.ts";
import { text } from "../../text/common.ts";
import { words } from "../../text/containers.ts";
import { FactList } from "./fact-list.tsx";
import { HealthCheck } from "./health-check.tsx";
import { StateHistory } from "./state-history.tsx";

type Details = AnswerOf<"GET /containers/show/{name}">;

interface OverviewProps {
  container: Container;
  onOther: (node: string, name: string) => void;
}

/** How it is and why, what it went through, and what it is made of. */
export function Overview({ container, onOther }: OverviewProps) {
  const { name, node } = container;
  const details = useRead("GET /containers/show/{name}", { name, node, history: 100 });
  return (
    <div className="space-y-6">
      <Judgement container={container} />
      <Part query={details}>
        {(data) => (
          <div className="space-y-6">
            <Chapter title={words.history} aside={pastOf(data)}>
              <StateHistory changes={data.history} now={details.dataUpdatedAt} />
            </Chapter>
            <Chapter title={words.check}>
              <HealthCheck details={data} />
            </Chapter>
            <Past container={container} />
            <Ties container={container} onOther={onOther} />
            <Chapter title={words.facts}>
              <FactList facts={factsOf(data)} />
            </Chapter>
          </div>
        )}
      </Part>
    </div>
  );
}

function Chapter({ title, aside, children }: { title: string; aside?: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 flex flex-wrap items-baseline justify-between gap-x-4 text-sm font-semibold">
        {title}
        {aside === undefined ? null : <span className="text-xs font-normal text-soft">{aside}</span>}
      </h3>
      {children}
    </section>
  );
}

function pastOf({ firstSeenAt, recreations }: Details): string {
  return [firstSeenAt === null ? "" : words.firstSeen(moment(firstSeenAt)), words.recreated(recreations)]
    .filter((each) => each !== "")
    .join(", ");
}

/** The verdict with its evidence, and the incident that it is part of: what to do stands there, else here. */
function Judgement({ container: { id, key, name, node } }: { container: Container }) {
  const verdicts = useRead("GET /verdicts");
  const ruling = verdicts.data?.verdicts.find((each) => each.id === id);
  const isWell = ruling === undefined || ruling.verdict === "well" || ruling.verdict === "off";
  const { data: explained } = useRead("GET /verdicts/explain/{name}", isWell ? null : { name, node });
  const { data: incidents } = useRead("GET /incidents");
  // Its own, or the one that it suffers with.
  const open = incidents?.incidents.find(
    ({ subject, affected, ...incident }) =>
      isStanding(incident) && (subject.key === key || (subject.node === node && affected.includes(name))),
  );
  return (
    <section className="space-y-2">
      <p className="text-pretty wrap-anywhere">{ruling === undefined ? words.notJudged : <bdi>{ruling.sentence}</bdi>}</p>
      {ruling === undefined ? null : <EvidenceList evidence={ruling.evidence} />}
      {open === undefined ? null : (
        <Link
          href={`/incidents/${encodeURIComponent(open.id)}`}
          className="flex items-start gap-2 rounded-lg border border-line bg-paper p-3 text-sm hover:border-soft"
        >
          <span className="pt-0.5">
            <StateSign state="down" />
          </span>
          <span className="min-w-0 wrap-anywhere">
            <span className="text-soft">{words.openIncident}: </span>
            <bdi>{open.sentence}</bdi>
          </span>
        </Link>
      )}
      {explained?.advice == null || open !== undefined ? null : (
        <p className="border-l-2 border-line pl-3 text-sm wrap-anywhere">
          <span className="text-soft">{words.advice}: </span>
          <bdi>{explained.advice}</bdi>
        </p>
      )}
    </section>
  );
}

const PAST_SHOWN = 5;

/** Its last incidents that are over; nothing where there was none. */
function Past({ container: { key } }: { container: Container }) {
  const { data } = useRead("GET /incidents");
  const past = (data?.incidents ?? [])
    .filter(({ subject, ...incident }) => subject.key === key && !isStanding(incident))
    .slice(0, PAST_SHOWN);
  if (past.length === 0) return null;
  return (
    <Chapter title={words.incidents}>
      <ul className="space-y-0.5 text-sm">
        {past.map(({ id, sentence }) => (
          <li key={id}>
            <Link
              href={`/incidents/${encodeURIComponent(id)}`}
              className="wrap-anywhere text-soft underline decoration-line underline-offset-2 hover:text-ink"
            >
              <bdi>{sentence}</bdi>
            </Link>
          </li>
        ))}
      </ul>
    </Chapter>
  );
}

/** What it needs and what needs it; each opens. */
function Ties({ container: { name, node }, onOther }: OverviewProps) {
  const ties = useRead("GET /dependencies/of/{name}", { name, node });
  return (
    <div className="grid gap-6 sm:grid-cols-2">
      {(["needs", "neededBy"] as const).map((direction) => (
        <Chapter key={direction} title={words[direction]}>
          <Part query={ties} isEmpty={(data) => data[direction].length === 0} empty={words.needsNothing}>
            {(data) => (
              <ul className="-mx-2">
                {data[direction].map((other) => (
                  <li key={other.key}>
                    <button
                      type="button"
                      onClick={() => onOther(other.node, other.name)}
                      className="flex w-full cursor-pointer items-center gap-2 rounded px-2 py-0.5 text-left text-sm hover:bg-paper pointer-coarse:min-h-11"
                    >
                      <StateSign state={other.verdict} />
                      <bdi className="min-w-0 truncate">{other.name}</bdi>
                      <span className="sr-only">{text.states[other.verdict]}</span>
                      {other.over === null ? null : <bdi className="min-w-0 truncate text-xs text-soft">{words.over(other.over)}</bdi>}
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </Part>
        </Chapter>
      ))}
    </div>
  );
}

function factsOf(details: Details): [string, string[]][] {
  const { container, networks, sharesNetworkOf, memoryLimitBytes, cpuLimit, logDriver, isLogBounded } = details;
  const limits = [
    ...(memoryLimitBytes === null ? [] : [words.memoryLimit(size(memoryLimitBytes))]),
    ...(cpuLimit === null ? [] : [words.cpuLimit(cpuLimit)]),
  ];
  return [
    [words.fact.docker, [text.saysDocker(container.state, words.health[container.health], container.restarts)]],
    [words.fact.error, details.stateError === "" ? [] : [details.stateError]],
    [words.fact.protected, details.protectedBecause === null ? [] : [details.protectedBecause]],
    [words.fact.image, [container.image]],
    [words.fact.urls, details.urls],
    [words.fact.ports, details.ports.map(portSaid)],
    [words.fact.mounts, details.mounts.map(mountSaid)],
    [
      words.fact.networks,
      sharesNetworkOf !== null
        ? [words.sharesNetwork(sharesNetworkOf)]
        : networks.length === 0
          ? [details.networkMode]
          : networks.map((network) => (network.ipAddress === null ? network.name : `${network.name}, ${network.ipAddress}`)),
    ],
    [words.fact.restartPolicy, [details.restartPolicy]],
    [words.fact.command, [[...details.entrypoint, ...details.command].join(" ")].filter((each) => each !== "")],
    [words.fact.user, details.user === "" ? [] : [details.user]],
    [words.fact.limits, limits.length === 0 ? [words.noLimits] : limits],
    [words.fact.logs, [isLogBounded ? words.logBounded(logDriver) : words.logUnbounded(logDriver)]],
    [words.fact.created, [moment(details.createdAt)]],
  ];
}

function portSaid({ containerPort, protocol, hostIp, hostPort }: Details["ports"][number]): string {
  const inside = `${containerPort}/${protocol}`;
  return hostPort === null ? `${inside}, ${words.notPublished}` : `${hostIp === "0.0.0.0" ? "" : `${hostIp}:`}${hostPort} → ${inside}`;
}

function mountSaid({ kind, source, target, isWritable }: Details["mounts"][number]): string {
  return `${source === "" ? kind : source} → ${target}${isWritable ? "" : `, ${words.readOnly}`}`;
}
