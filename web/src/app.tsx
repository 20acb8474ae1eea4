import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { NotSignedIn } from "./api/ask.ts";
import { useLiveUpdates } from "./api/live.ts";
import { useRead } from "./api/reads.ts";
import { fetched } from "./parts/fetched.ts";
import { Notice } from "./parts/notice.tsx";
import { StandsAlone } from "./parts/stands-alone.tsx";
import { Frame } from "./shell/frame.tsx";
import { text } from "./text/common.ts";

/** A path of its own: a tablet on the wall opens nothing else. */
const DISPLAY_PATH = "/display";
const Display = fetched(() => import("./display/display.tsx"));

/** Who is not signed in is told how; who is gets the page, live. */
export function App() {
  const overview = useRead("GET /overview");
  const isSignedOut = overview.error instanceof NotSignedIn;
  const brokenSince = useLiveUpdates(!isSignedOut);
  if (window.location.pathname === DISPLAY_PATH)
    return (
      <StandsAlone fallback={null}>
        <Display isSignedOut={isSignedOut} brokenSince={brokenSince} />
      </StandsAlone>
    );
  if (isSignedOut) return <Notice title={text.signIn} detail={text.signInHow} command={text.signInCommand} />;
  if (overview.data === undefined) {
    if (overview.error === null && brokenSince === null) return <Notice title={text.loading} />;
    return <Notice title={text.failed} detail={text.failedHow} command={text.failedCommand} />;
  }
  return (
    // oxlint-disable-next-line react/hooks -- so does wouter take where the address stands
    <Router hook={useHashLocation}>
      <Frame brokenSince={brokenSince} />
    </Router>
  );
}
