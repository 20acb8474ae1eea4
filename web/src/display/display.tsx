import { useEffect, useMemo, type ReactNode } from "react";
import { useRead } from "../api/reads.ts";
import type { Overview } from "../api/shapes.ts";
import { isStanding } from "../incidents/standing.ts";
import { loadAnew } from "../parts/fetched.ts";
import { Said } from "../parts/said.tsx";
import { StateSign } from "../parts/state-mark.tsx";
import { moment } from "../parts/units.ts";
import { useNewerBuild } from "../shell/newer-build.ts";
import { words } from "../text/display.ts";
import { driftAt } from "./drift.ts";
import { glanceOf } from "./glance.ts";
import { isNightAt, nightIn } from "./night.ts";
import { TileGrid } from "./tile-grid.tsx";
import { useMinute, useWakeLock, useWantsCalm } from "./wall.ts";

const EDGES: Readonly<Record<Overview["colour"], string>> = {
  well: "border-well",
  unwell: "border-unwell",
  unsure: "border-broken",
  off: "border-off",
};

const MOST_INCIDENTS = 3;

/** As large as its length lets it be. */
function sizeOf({ length }: string): string {
  if (length <= 70) return "text-[clamp(1.75rem,4.6vw,6rem)]";
  return length <= 140 ? "text-[clamp(1.5rem,3.4vw,4.5rem)]" : "text-[clamp(1.25rem,2.7vw,3.5rem)]";
}

interface DisplayProps {
  isSignedOut: boolean;
  brokenSince: Date | null;
}

/** The tablet on the wall: everything at one glance from three metres, and nothing to press. */
export default function Display({ isSignedOut, brokenSince }: DisplayProps) {
  useWakeLock();
  useEffect(() => {
    document.title = words.title;
  }, []);
  const isNewer = useNewerBuild(brokenSince);
  useEffect(() => {
    // Nobody is there to press anything.
    if (isNewer) void loadAnew();
  }, [isNewer]);
  const overview = useRead("GET /overview");
  return (
    <Wall>
      {isSignedOut ? (
        <Message title={words.signedOut} detail={words.signedOutHow} command={words.signedOutCommand} />
      ) : overview.data === undefined ? (
        overview.error === null && brokenSince === null ? (
          <Message title={words.loading} />
        ) : (
          <Message title={words.silent} detail={words.silentHow} />
        )
      ) : (
        <Everything overview={overview.data} brokenSince={brokenSince} />
      )}
    </Wall>
  );
}

/** The ground: dim at night but never black, and never still for long. */
function Wall({ children }: { children: ReactNode }) {
  const now = useMinute();
  const wantsCalm = useWantsCalm();
  const minute = now.getHours() * 60 + now.getMinutes();
  const isNight = isNightAt(minute, nightIn(window.location.search));
  useEffect(() => {
    if (!isNight) return undefined;
    document.documentElement.dataset["scheme"] = "dark";
    return () => {
      delete document.documentElement.dataset["scheme"];
    };
  }, [isNight]);
  const { x, y } = wantsCalm ? { x: 0, y: 0 } : driftAt(Math.floor(now.getTime() / 60_000));
  return (
    <main
      data-night={isNight}
      className="relative min-h-dvh overflow-hidden bg-paper p-[clamp(1rem,2.5vw,2.5rem)] text-ink"
      style={isNight ? { filter: "brightness(0.55)" } : undefined}
    >
      <div
        className="flex min-h-[calc(100dvh-2*clamp(1rem,2.5vw,2.5rem))] flex-col gap-[2.5vh]"
        style={{ transform: `translate(${x}px, ${y}px)` }}
      >
        {children}
      </div>
      <p className="absolute right-3 bottom-1 text-xs text-soft">
        <a href="/" className="pointer-coarse:p-3">
          {words.home}
        </a>
      </p>
    </main>
  );
}

function Message({ title, detail, command }: { title: string; detail?: string; command?: string }) {
  return (
    <div className="m-auto max-w-4xl space-y-6 text-center">
      <h1 className="text-[clamp(2rem,5vw,4.5rem)] leading-tight font-semibold text-balance">{title}</h1>
      {detail === undefined ? null : <p className="text-[clamp(1rem,2vw,1.75rem)] text-balance text-soft">{detail}</p>}
      {command === undefined ? null : (
        <p>
          <code className="rounded-lg border border-line bg-card px-4 py-2 font-mono text-[clamp(1rem,2vw,1.75rem)]">{command}</code>
        </p>
      )}
    </div>
  );
}

function Everything({ overview, brokenSince }: { overview: Overview; brokenSince: Date | null }) {
  const incidents = useRead("GET /incidents");
  // What needs a person comes first.
  const standing = useMemo(
    () =>
      (incidents.data?.incidents.filter(isStanding) ?? []).toSorted(
        (a, b) => Number(b.state === "escalated") - Number(a.state === "escalated"),
      ),
    [incidents.data],
  );
  const glance = glanceOf(overview);
  return (
    <>
      <p role="status" className="empty:hidden">
        {brokenSince === null ? null : (
          <span className="block rounded-xl bg-ink px-6 py-3 text-[clamp(1.1rem,2.2vw,2rem)] font-semibold text-paper">
            {words.disconnected(moment(brokenSince.toISOString()))}
          </span>
        )}
      </p>
      <div className={`flex flex-1 flex-col gap-[2.5vh] ${brokenSince === null ? "" : "is-old"}`}>
        <header className="flex flex-col-reverse gap-x-[4vw] gap-y-4 sm:flex-row sm:items-start">
          <div
            aria-live="polite"
            className={`min-w-0 flex-1 border-l-[clamp(0.5rem,1vw,1rem)] pl-[clamp(0.75rem,2vw,2rem)] leading-tight text-pretty wrap-anywhere ${EDGES[overview.colour]}`}
          >
            <h1 className={`font-semibold ${sizeOf(glance ?? overview.sentence)}`}>{glance ?? overview.sentence}</h1>
            {glance === null ? null : (
              <p className="mt-[1vh] text-[clamp(1.1rem,1.9vw,2.25rem)] leading-snug text-soft">{overview.sentence}</p>
            )}
          </div>
          <Clock />
        </header>
        {overview.paused ? <Line colour="border-broken">{words.paused}</Line> : null}
        {overview.waiting === 0 ? null : <Line colour="border-broken">{words.waiting(overview.waiting)}</Line>}
        {standing.length === 0 ? null : (
          <section aria-label={words.incidents}>
            <ul className="space-y-[1vh] text-[clamp(1.1rem,1.9vw,2.25rem)] leading-snug font-medium">
              {standing.slice(0, MOST_INCIDENTS).map(({ id, sentence }) => (
                <li key={id} className="flex items-center gap-[0.5em] rounded-xl border border-unwell bg-card px-[0.7em] py-[0.3em]">
                  <span className="[&>svg]:size-[0.9em]">
                    <StateSign state="down" />
                  </span>
                  <Said className="line-clamp-2 min-w-0 wrap-anywhere">{sentence}</Said>
                </li>
              ))}
            </ul>
            {standing.length > MOST_INCIDENTS ? (
              <p className="mt-[1vh] text-[clamp(1rem,1.8vw,1.75rem)] text-soft">{words.moreIncidents(standing.length - MOST_INCIDENTS)}</p>
            ) : null}
          </section>
        )}
        <TileGrid isShort={standing.length > 0} />
      </div>
    </>
  );
}

function Line({ colour, children }: { colour: string; children: ReactNode }) {
  return (
    <p className={`rounded-xl border bg-card px-[0.7em] py-[0.3em] text-[clamp(1.1rem,1.9vw,2.25rem)] font-medium ${colour}`}>{children}</p>
  );
}

function Clock() {
  const now = useMinute();
  return (
    <p className="shrink-0 leading-none tabular-nums sm:text-right">
      <time dateTime={now.toISOString()} className="block text-[clamp(2rem,4.2vw,5.5rem)] font-semibold">
        {now.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}
      </time>
      <span className="mt-2 block text-[clamp(0.9rem,1.5vw,1.75rem)] text-soft">
        {now.toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long" })}
      </span>
    </p>
  );
}
