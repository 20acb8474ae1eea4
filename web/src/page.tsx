import { NotSignedIn, type Overview } from "./api.ts";
import { ContainerList } from "./container-list.tsx";
import { FindingList } from "./finding-list.tsx";
import { useLiveUpdates, useRead } from "./live.ts";
import { NodeCard } from "./node-card.tsx";
import { text } from "./text.ts";
import { clockTime } from "./units.ts";

const COLOURS: Readonly<Record<Overview["colour"], string>> = {
  well: "border-well",
  unwell: "border-unwell",
  unsure: "border-unsure",
  off: "border-off",
};

/** The first sight: how everything is, in one sentence, then why. */
export function Page() {
  const overview = useRead("/overview");
  const brokenSince = useLiveUpdates(overview.data !== undefined);
  if (overview.error instanceof NotSignedIn) return <Notice title={text.signIn} detail={text.signInHow} />;
  if (overview.data === undefined) return <Notice title={overview.error === null ? text.loading : text.failed} detail="" />;
  const { sentence, colour, waiting, paused } = overview.data;
  return (
    <>
      {brokenSince === null ? null : (
        <p role="status" className="sticky top-0 z-10 bg-unsure px-4 py-2 text-center text-sm text-paper">
          {text.disconnected(clockTime(brokenSince))}
        </p>
      )}
      <main className="mx-auto max-w-6xl space-y-10 px-4 py-8 sm:px-6 lg:py-12">
        <header className={`border-l-4 pl-5 ${COLOURS[colour]}`}>
          <h1 className="max-w-4xl text-xl leading-snug font-semibold text-balance sm:text-2xl" aria-live="polite">
            {sentence}
          </h1>
          <p className="mt-2 flex flex-wrap gap-x-4 text-sm text-soft">
            <span>{paused ? text.paused : text.watching}</span>
            {waiting > 0 ? <span className="font-medium text-unsure">{text.waiting(waiting)}</span> : null}
            <a className="underline underline-offset-2" href="/docs">
              {text.docs}
            </a>
          </p>
        </header>
        <Findings />
        <Nodes />
        <Containers />
      </main>
    </>
  );
}

function Heading({ children }: { children: string }) {
  return <h2 className="mb-3 text-lg font-semibold">{children}</h2>;
}

function Findings() {
  const { data } = useRead("/verdicts/findings");
  return (
    <section>
      <Heading>{text.findings}</Heading>
      {data === undefined ? <p className="text-soft">{text.loading}</p> : <FindingList findings={data.findings} />}
    </section>
  );
}

function Nodes() {
  const { data } = useRead("/cluster/status");
  if (data === undefined || data.nodes.length === 0) return null;
  return (
    <section>
      <Heading>{text.nodes}</Heading>
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {data.nodes.map((node) => (
          <NodeCard key={node.name} node={node} />
        ))}
      </div>
    </section>
  );
}

function Containers() {
  const containers = useRead("/containers/list");
  const verdicts = useRead("/verdicts");
  const monitors = useRead("/monitors");
  return (
    <section>
      <Heading>{text.containers}</Heading>
      {containers.data === undefined ? (
        <p className="text-soft">{text.loading}</p>
      ) : (
        <ContainerList
          containers={containers.data.containers}
          rulings={verdicts.data?.verdicts ?? []}
          monitors={monitors.data?.monitors ?? []}
        />
      )}
    </section>
  );
}

function Notice({ title, detail }: { title: string; detail: string }) {
  return (
    <main className="grid min-h-dvh place-content-center p-6 text-center">
      <h1 className="text-xl font-semibold">{title}</h1>
      <p className="mt-2 text-soft">{detail}</p>
    </main>
  );
}
