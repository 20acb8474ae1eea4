import type { UseQueryResult } from "@tanstack/react-query";
import { useDeferredValue, useState, type ReactNode } from "react";
import { ActButton } from "./act-button.tsx";
import { Allowed, FirstQuestion } from "./allowed.tsx";
import { NotSignedIn, type Overview } from "./api.ts";
import { ContainerList } from "./container-list.tsx";
import { FindingList } from "./finding-list.tsx";
import { IncidentList } from "./incident-list.tsx";
import { NodeList } from "./node-list.tsx";
import { Notice } from "./notice.tsx";
import { OpenStory } from "./open-story.tsx";
import { useLiveUpdates, useRead } from "./reads.ts";
import { text } from "./text.ts";
import { clockTime } from "./units.ts";
import { WaitingList } from "./waiting-list.tsx";

const EDGES: Readonly<Record<Overview["colour"], string>> = {
  well: "border-well",
  unwell: "border-unwell",
  unsure: "border-broken",
  off: "border-off",
};

/** The first sight: how everything is, in one sentence, then why. */
export function Page() {
  const overview = useRead("/overview");
  const isSignedOut = overview.error instanceof NotSignedIn;
  const brokenSince = useLiveUpdates(!isSignedOut);
  if (isSignedOut) return <Notice title={text.signIn} detail={text.signInHow} command={text.signInCommand} />;
  if (overview.data === undefined) {
    if (overview.error === null && brokenSince === null) return <Notice title={text.loading} />;
    return <Notice title={text.failed} detail={text.failedHow} command={text.failedCommand} />;
  }
  return (
    <>
      <p role="status" className="sticky top-0 z-10 bg-ink text-center text-sm text-paper">
        {brokenSince === null ? null : <span className="block px-4 py-2">{text.disconnected(clockTime(brokenSince))}</span>}
      </p>
      <div className={`mx-auto max-w-[110rem] px-4 pt-4 pb-10 sm:px-6 ${brokenSince === null ? "" : "is-old"}`}>
        <Summary overview={overview.data} />
        <Question />
        <main className="grid gap-x-6 gap-y-8 xl:grid-cols-[26rem_minmax(0,1fr)]">
          <div className="min-w-0 space-y-6">
            <Waiting />
            <Incidents />
            <Findings />
            <Nodes />
            <Permissions />
          </div>
          <Containers />
        </main>
        <OpenStory />
      </div>
    </>
  );
}

function Summary({ overview: { sentence, colour, waiting, paused } }: { overview: Overview }) {
  return (
    <header className="mb-6">
      <p className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-soft">
        <span className="inline-flex items-center gap-1.5 font-medium text-ink">
          <img src="/icon.svg" alt="" width="18" height="18" />
          {text.hydra}
        </span>
        <Mode isPaused={paused} />
        {waiting > 0 ? <span className="font-medium text-broken">{text.waiting(waiting)}</span> : null}
        <a className="ml-auto underline underline-offset-2" href="/docs">
          {text.docs}
        </a>
      </p>
      <h1
        className={`border-l-4 pl-4 text-lg leading-snug font-semibold text-pretty wrap-anywhere sm:text-xl ${EDGES[colour]}`}
        aria-live="polite"
        data-testid="sentence"
      >
        {sentence}
      </h1>
    </header>
  );
}

/** How free Hydra is now, and the button that stops it. */
function Mode({ isPaused }: { isPaused: boolean }) {
  const choice = useRead("/grants/choice");
  return (
    <>
      <span className="order-last w-full sm:order-none sm:w-auto">
        {isPaused ? text.paused : choice.data?.choice == null ? text.watching : choice.data.sentence}
      </span>
      <ActButton act={{ method: "POST", path: isPaused ? "/resume" : "/pause" }} label={isPaused ? text.resume : text.pause} />
    </>
  );
}

function Question() {
  const { data } = useRead("/grants/choice");
  return data === undefined || data.choice !== null ? null : <FirstQuestion choice={data} />;
}

function Waiting() {
  const approvals = useRead("/approvals");
  if (approvals.data?.approvals.length === 0) return null;
  return (
    <Part title={text.waitingFor} query={approvals}>
      {(data) => <WaitingList approvals={data.approvals} />}
    </Part>
  );
}

function Incidents() {
  const incidents = useRead("/incidents");
  if (incidents.data?.incidents.length === 0) return null;
  return (
    <Part title={text.incidents} query={incidents}>
      {(data) => <IncidentList incidents={data.incidents} />}
    </Part>
  );
}

function Permissions() {
  const grants = useRead("/grants");
  const offers = useRead("/grants/offers");
  return (
    <Part title={text.allowed} query={grants}>
      {(data) => <Allowed grants={data.grants} offers={offers.data?.offers ?? []} />}
    </Part>
  );
}

interface PartProps<Data> {
  title: string;
  /** Beside the title. */
  aside?: ReactNode;
  query: UseQueryResult<Data>;
  children: (data: Data) => ReactNode;
}

/** A part of the page that is read on its own: it loads, fails and recovers alone, and says so. */
function Part<Data>({ title, aside, query: { data, error }, children }: PartProps<Data>) {
  return (
    <section className="min-w-0">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="font-semibold">{title}</h2>
        {aside}
      </div>
      {data === undefined ? null : children(data)}
      {data === undefined && error === null ? <p className="text-sm text-soft">{text.loading}</p> : null}
      {error === null || error instanceof NotSignedIn ? null : <p className="mt-2 text-sm text-unsure">{text.partFailed}</p>}
    </section>
  );
}

function Findings() {
  const findings = useRead("/verdicts/findings");
  const verdicts = useRead("/verdicts");
  const isLookingStill = verdicts.data === undefined || verdicts.data.firstSightAt === null;
  if (findings.data?.findings.length === 0 && verdicts.data?.verdicts.length === 0) return null;
  return (
    <Part title={text.findings} query={findings}>
      {(data) =>
        data.findings.length > 0 ? (
          <FindingList findings={data.findings} />
        ) : (
          <p className="text-sm text-soft">{isLookingStill ? text.nothingYet : text.noFindings}</p>
        )
      }
    </Part>
  );
}

function Nodes() {
  const cluster = useRead("/cluster/status");
  return (
    <Part title={text.nodes} query={cluster}>
      {({ nodes }) => <NodeList nodes={nodes} readAt={cluster.dataUpdatedAt} />}
    </Part>
  );
}

function Containers() {
  const containers = useRead("/containers/list");
  const verdicts = useRead("/verdicts");
  const monitors = useRead("/monitors");
  const [wanted, setWanted] = useState("");
  const sought = useDeferredValue(wanted.trim().toLowerCase());
  const isEmpty = (containers.data?.containers.length ?? 0) === 0;
  return (
    <Part title={text.containers} aside={isEmpty ? null : <Search wanted={wanted} onChange={setWanted} />} query={containers}>
      {(data) =>
        isEmpty ? (
          <Notice isPart title={text.noContainers} detail={text.noContainersHow} command={text.noContainersCommand} />
        ) : (
          <ContainerList
            containers={data.containers}
            rulings={verdicts.data?.verdicts ?? []}
            monitors={monitors.data?.monitors ?? []}
            sought={sought}
          />
        )
      }
    </Part>
  );
}

function Search({ wanted, onChange }: { wanted: string; onChange: (wanted: string) => void }) {
  return (
    <input
      type="search"
      value={wanted}
      onChange={(change) => onChange(change.target.value)}
      placeholder={text.search}
      aria-label={text.search}
      className="-my-1 w-full rounded-lg border border-line bg-card px-3 py-1 text-sm placeholder:text-soft sm:w-56 pointer-coarse:py-2.5"
    />
  );
}
