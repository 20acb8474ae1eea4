import { useCallback, useEffect, useRef, useState } from "react";
import { Link, Redirect, Route, Switch, useLocation } from "wouter";
import { act, expecting } from "../api/acts.ts";
import { useOwnQuestions } from "../api/own-questions.ts";
import { useRead } from "../api/reads.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Icon } from "../parts/icon.tsx";
import { PaletteButton, usePalette } from "../palette/opener.tsx";
import { Notice } from "../parts/notice.tsx";
import { loadAnew } from "../parts/fetched.ts";
import { StandsAlone } from "../parts/stands-alone.tsx";
import { clockTime } from "../parts/units.ts";
import { SetupHint } from "../setup/setup-hint.tsx";
import { text } from "../text/common.ts";
import { incidentInAddress } from "./incident-address.ts";
import { KeysSheet } from "./keys-sheet.tsx";
import { useNewerBuild } from "./newer-build.ts";
import { isAt, pageAt, pages } from "./pages.ts";
import { useKeys } from "./keys.ts";

/** On a phone these stand at the bottom, the rest behind "More". */
const NEAREST: readonly string[] = ["/", "/incidents", "/containers", "/waiting"];

/** There for whoever comes by the keyboard, before the navigation. */
const SKIP =
  "sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-20 focus:rounded-lg focus:border focus:border-line focus:bg-card focus:px-3 focus:py-2 focus:text-sm";

/** Everything around a page: navigation, how free Hydra is, the button that stops it, and whether the page is live. */
export function Frame({ brokenSince }: { brokenSince: Date | null }) {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const openHelp = useCallback(() => setHelpOpen(true), []);
  useKeys(openHelp);
  const { palette, open } = usePalette();
  const [address] = useLocation();
  const isNewer = useNewerBuild(brokenSince);
  useTitle();
  const place = useRef<HTMLElement>(null);
  return (
    <div className="lg:grid lg:grid-cols-[13rem_minmax(0,1fr)]">
      <button type="button" className={SKIP} onClick={() => place.current?.focus()}>
        {text.skip}
      </button>
      <SideBar onSearch={open} />
      <div className="min-w-0">
        <TopBar onSearch={open} />
        <p role="status" className="sticky top-0 z-10 bg-ink text-center text-sm text-paper">
          {brokenSince === null ? null : <span className="block px-4 py-2">{text.disconnected(clockTime(brokenSince))}</span>}
          {isNewer ? (
            <button type="button" className="w-full cursor-pointer px-4 py-2 underline underline-offset-2" onClick={() => void loadAnew()}>
              {text.newerBuild}
            </button>
          ) : null}
        </p>
        <main
          ref={place}
          tabIndex={-1}
          className={`mx-auto outline-none max-w-[96rem] px-4 pt-4 pb-24 sm:px-6 lg:pb-10 ${brokenSince === null ? "" : "is-old"}`}
        >
          <StandsAlone
            place={`${address} ${brokenSince === null ? "" : "away"}`}
            fallback={<p className="text-sm text-soft">{text.loading}</p>}
          >
            <Pages />
          </StandsAlone>
        </main>
      </div>
      <BottomBar />
      {isHelpOpen ? <KeysSheet onClose={() => setHelpOpen(false)} /> : null}
      {palette}
    </div>
  );
}

function Pages() {
  const [address] = useLocation();
  // Messages that were sent carry this shape.
  const told = incidentInAddress(`#${address.replace(/^\//, "")}`);
  if (told !== null) return <Redirect to={`/incidents/${encodeURIComponent(told)}`} replace />;
  return (
    <Switch>
      {pages.flatMap(({ path, also = [], Body }) =>
        [path, ...also].map((pattern) => (
          // One key for all addresses of a page: what it opens beside itself does not make it anew.
          <Route key={path} path={pattern}>
            <Body />
          </Route>
        )),
      )}
      <Route>
        <Notice isPart title={text.noSuchPage} detail={text.noSuchPageHow} />
      </Route>
    </Switch>
  );
}

/** The title of the window: what a tab of the browser is called by. */
function useTitle(): void {
  const [address] = useLocation();
  const page = pageAt(address);
  useEffect(() => {
    document.title = page === undefined || page.path === "/" ? text.hydra : `${page.title} · ${text.hydra}`;
  }, [page]);
}

/** How many things of a page want to be seen. */
function useCounts(): Readonly<Record<string, number>> {
  const overview = useRead("GET /overview");
  const incidents = useRead("GET /incidents");
  const standing = incidents.data?.incidents.filter(({ state }) => state === "open" || state === "escalated").length ?? 0;
  return { "/waiting": Math.max(0, (overview.data?.waiting ?? 0) - useOwnQuestions().length), "/incidents": standing };
}

function Count({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="ml-auto rounded-full bg-broken px-1.5 text-xs leading-5 font-semibold text-paper tabular-nums">
      {count}
      <span className="sr-only"> {text.wantToBeSeen}</span>
    </span>
  );
}

function SideBar({ onSearch }: { onSearch: () => void }) {
  const [address] = useLocation();
  const counts = useCounts();
  return (
    <nav
      aria-label={text.navigation}
      className="sticky top-0 hidden h-dvh flex-col gap-0.5 overflow-y-auto border-r border-line bg-card p-3 lg:flex"
    >
      <Brand />
      <PaletteButton onOpen={onSearch} />
      {pages.map((page) => (
        <Link
          key={page.path}
          href={page.path}
          aria-current={isAt(page, address) ? "page" : undefined}
          className="flex items-center gap-2.5 rounded-lg px-2 py-1.5 text-sm text-soft hover:bg-paper hover:text-ink aria-[current=page]:bg-paper aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          <Icon name={page.icon} className="size-4.5" />
          {page.title}
          <Count count={counts[page.path] ?? 0} />
        </Link>
      ))}
      <div className="mt-auto space-y-2 pt-4">
        <SetupHint />
        <Mode />
        <p className="flex gap-4 px-2 text-xs text-soft">
          <a className="underline underline-offset-2" href="/docs">
            {text.docs}
          </a>
          <a className="underline underline-offset-2" href="/display">
            {text.wall}
          </a>
        </p>
      </div>
    </nav>
  );
}

function Brand() {
  return (
    <Link href="/" className="mb-3 flex items-center gap-2 px-2 pt-1 font-semibold">
      <img src="/icon.svg" alt="" width="20" height="20" />
      {text.hydra}
    </Link>
  );
}

/** How free Hydra is now, and the button that stops it: on every page. */
function Mode({ isShort = false }: { isShort?: boolean }) {
  const overview = useRead("GET /overview");
  const choice = useRead("GET /grants/choice");
  const isPaused = overview.data?.paused ?? false;
  const route = isPaused ? "POST /resume" : "POST /pause";
  const { choice: chosen = null, sentence, more = 0 } = choice.data ?? {};
  const said = isPaused ? text.paused : chosen !== null ? sentence : more > 0 ? text.someAllowed(more) : text.watching;
  return (
    <div className={isShort ? "" : "space-y-2 px-2"}>
      {isShort ? null : (
        <p className={`text-xs ${isPaused ? "font-medium text-broken" : "text-soft"}`}>
          {more > 0 && !isPaused ? (
            <Link href="/allowed" className="underline underline-offset-2">
              {said}
            </Link>
          ) : (
            said
          )}
        </p>
      )}
      <ActButton
        act={act(
          route,
          {},
          expecting("GET /overview", (data) => ({ ...data, paused: !isPaused })),
        )}
        label={isPaused ? text.resume : text.pause}
      />
    </div>
  );
}

function TopBar({ onSearch }: { onSearch: () => void }) {
  const overview = useRead("GET /overview");
  return (
    <header className="flex items-center gap-3 border-b border-line bg-card px-4 py-2 lg:hidden">
      <Link href="/" className="flex items-center gap-2 font-semibold">
        <img src="/icon.svg" alt="" width="20" height="20" />
        {text.hydra}
      </Link>
      {overview.data?.paused === true ? <span className="text-xs font-medium text-broken">{text.pausedShort}</span> : null}
      <span className="ml-auto" />
      <PaletteButton onOpen={onSearch} isShort />
      <Mode isShort />
    </header>
  );
}

function BottomBar() {
  const [address] = useLocation();
  const counts = useCounts();
  const [isOpen, setOpen] = useState(false);
  const near = pages.filter(({ path }) => NEAREST.includes(path));
  const far = pages.filter(({ path }) => !NEAREST.includes(path));
  const item =
    "relative flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs text-soft aria-[current=page]:font-medium aria-[current=page]:text-ink";
  return (
    <nav
      aria-label={text.navigation}
      className="fixed inset-x-0 bottom-0 z-20 border-t border-line bg-card pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {isOpen ? (
        <ul className="grid grid-cols-2 gap-1 border-b border-line p-2">
          {far.map((page) => (
            <li key={page.path}>
              <Link
                href={page.path}
                onClick={() => setOpen(false)}
                aria-current={isAt(page, address) ? "page" : undefined}
                className="flex min-h-11 items-center gap-2.5 rounded-lg px-3 text-sm aria-[current=page]:bg-paper aria-[current=page]:font-medium"
              >
                <Icon name={page.icon} />
                {page.title}
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="flex">
        {near.map((page) => (
          <Link
            key={page.path}
            href={page.path}
            onClick={() => setOpen(false)}
            aria-current={isAt(page, address) ? "page" : undefined}
            className={item}
          >
            <Icon name={page.icon} />
            {page.title}
            <span className="absolute top-1 left-1/2 ml-2">
              <Count count={counts[page.path] ?? 0} />
            </span>
          </Link>
        ))}
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} className={`${item} cursor-pointer`}>
          <Icon name="more" />
          {text.more}
        </button>
      </div>
    </nav>
  );
}
