import { useDeferredValue, useState } from "react";
import { Link } from "wouter";
import { useRead } from "../api/reads.ts";
import type { Overview } from "../api/shapes.ts";
import { IncidentRows } from "../incidents/incident-rows.tsx";
import { isStanding } from "../incidents/standing.ts";
import { Notice } from "../parts/notice.tsx";
import { Part } from "../parts/part.tsx";
import { words } from "../text/now.ts";
import { useWaiting } from "../waiting/use-waiting.ts";
import { WaitingList } from "../waiting/waiting-list.tsx";
import { ContainerList } from "./container-list.tsx";
import { FindingList } from "./finding-list.tsx";
import { FirstQuestion } from "./first-question.tsx";
import { useLastLook } from "./last-look.ts";
import { NodeList } from "./node-list.tsx";
import { SinceLastLook } from "./since-last-look.tsx";

const EDGES: Readonly<Record<Overview["colour"], string>> = {
  well: "border-well",
  unwell: "border-unwell",
  unsure: "border-broken",
  off: "border-off",
};

/** The first sight: how everything is, in one sentence, then why. */
export default function Now() {
  const since = useLastLook();
  return (
    <>
      <Sentence />
      {/* What needs a person stands before what Hydra would like to know. */}
      <div className="mb-6 space-y-6 empty:hidden">
        <Waiting />
        <Incidents newSince={since} />
      </div>
      <Question />
      <div className="grid gap-x-6 gap-y-8 xl:grid-cols-[25rem_minmax(0,1fr)]">
        <div className="min-w-0 space-y-6">
          {since === null ? null : <SinceLastLook since={since} />}
          <Findings />
        </div>
        <div className="min-w-0 space-y-6">
          <Nodes />
          <Containers />
        </div>
      </div>
    </>
  );
}

function Sentence() {
  const { data } = useRead("GET /overview");
  if (data === undefined) return null;
  return (
    <h1
      className={`mb-6 border-l-4 pl-4 text-lg leading-snug font-semibold text-pretty wrap-anywhere sm:text-xl ${EDGES[data.colour]}`}
      aria-live="polite"
      data-testid="sentence"
    >
      {data.sentence}
    </h1>
  );
}

function Question() {
  const { data } = useRead("GET /grants/choice");
  return data === undefined || data.choice !== null ? null : <FirstQuestion choice={data} />;
}

function Waiting() {
  const approvals = useWaiting();
  if (approvals.data?.approvals.length === 0) return null;
  return (
    <Part title={words.waitingFor} query={approvals}>
      {(data) => <WaitingList approvals={data.approvals} />}
    </Part>
  );
}

/** Those that stand; what is over is news or history. */
function Incidents({ newSince }: { newSince: string | null }) {
  const incidents = useRead("GET /incidents");
  const standing = incidents.data?.incidents.filter(isStanding);
  if (standing?.length === 0 && incidents.error === null) return null;
  return (
    <Part
      title={words.incidents}
      aside={
        <Link href="/incidents" className="text-xs text-soft underline underline-offset-2 pointer-coarse:py-3">
          {words.allIncidents}
        </Link>
      }
      query={{ data: standing, error: incidents.error }}
    >
      {(shown) => <IncidentRows incidents={shown} newSince={newSince} />}
    </Part>
  );
}

function Findings() {
  const findings = useRead("GET /verdicts/findings");
  const verdicts = useRead("GET /verdicts");
  const isLookingStill = verdicts.data === undefined || verdicts.data.firstSightAt === null;
  if (findings.data?.findings.length === 0 && verdicts.data?.verdicts.length === 0) return null;
  return (
    <Part
      title={words.findings}
      query={findings}
      empty={isLookingStill ? words.nothingYet : words.noFindings}
      isEmpty={(data) => data.findings.length === 0}
    >
      {(data) => <FindingList findings={data.findings} />}
    </Part>
  );
}

function Nodes() {
  const cluster = useRead("GET /cluster/status");
  return (
    <Part title={words.nodes} query={cluster}>
      {({ nodes }) => <NodeList nodes={nodes} readAt={cluster.dataUpdatedAt} />}
    </Part>
  );
}

function Containers() {
  const containers = useRead("GET /containers/list");
  const monitors = useRead("GET /monitors");
  const [wanted, setWanted] = useState("");
  const sought = useDeferredValue(wanted.trim().toLowerCase());
  const isEmpty = (containers.data?.containers.length ?? 0) === 0;
  return (
    <Part
      title={words.containers}
      aside={isEmpty ? null : <Search wanted={wanted} onChange={setWanted} />}
      query={containers}
      empty={<Notice isPart title={words.noContainers} detail={words.noContainersHow} command={words.noContainersCommand} />}
      isEmpty={(data) => data.containers.length === 0}
    >
      {(data) => <ContainerList containers={data.containers} monitors={monitors.data?.monitors ?? []} sought={sought} />}
    </Part>
  );
}

function Search({ wanted, onChange }: { wanted: string; onChange: (wanted: string) => void }) {
  return (
    <input
      type="search"
      value={wanted}
      onChange={(change) => onChange(change.target.value)}
      placeholder={words.search}
      aria-label={words.search}
      className="-my-1 w-full rounded-lg border border-line bg-card px-3 py-1 text-sm placeholder:text-soft sm:w-56 pointer-coarse:py-2.5"
    />
  );
}
