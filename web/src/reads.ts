import { QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { NotSignedIn, NotThere, read, type Reads } from "./api.ts";
import { followEvents } from "./event-stream.ts";

/** The stream makes the page quick; reading again now and then makes it right, also in its ages and in what no event tells. */
const READ_AGAIN_MS = 30_000;

export function createReadings(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Hydra may be on this very machine: a browser without a network still reaches it.
        networkMode: "always",
        staleTime: READ_AGAIN_MS,
        refetchInterval: READ_AGAIN_MS,
        retry: (failures, error) => !(error instanceof NotSignedIn || error instanceof NotThere) && failures < 1,
      },
    },
  });
}

export function useRead<Path extends keyof Reads>(path: Path) {
  return useQuery<Reads[Path]>({ queryKey: keyOf(path), queryFn: ({ signal }) => read(path, signal) });
}

/** `/incidents/web-1` is a part of `/incidents`: whoever reads the list again reads the story again. */
function keyOf(path: string): string[] {
  return path.startsWith("/incidents/") ? ["/incidents", path] : [path];
}

const OF_CONTAINERS: readonly (keyof Reads)[] = ["/overview", "/containers/list", "/cluster/status"];

/** Of incidents the stories as well: a key is compared from its beginning. */
const OF_INCIDENTS: readonly (keyof Reads)[] = ["/incidents"];
const OF_GRANTS: readonly (keyof Reads)[] = ["/grants", "/grants/offers", "/grants/choice"];

/** Which reads an event makes old. The stream says that something happened; the reads say what is. */
const MADE_OLD_BY: Readonly<Record<string, readonly (keyof Reads)[]>> = {
  "container.appeared": OF_CONTAINERS,
  "container.started": OF_CONTAINERS,
  "container.exited": OF_CONTAINERS,
  "container.healthChanged": OF_CONTAINERS,
  "container.changed": ["/containers/list"],
  "container.removed": [...OF_CONTAINERS, "/verdicts", "/verdicts/findings"],
  "verdict.reached": [...OF_CONTAINERS, "/verdicts", "/verdicts/findings"],
  "monitor.changed": ["/monitors"],
  "node.lost": OF_CONTAINERS,
  "node.found": OF_CONTAINERS,
  "incident.opened": OF_INCIDENTS,
  "incident.settled": OF_INCIDENTS,
  "incident.changed": OF_INCIDENTS,
  "incident.closed": OF_INCIDENTS,
  "approval.asked": ["/approvals", "/overview"],
  "approval.ended": ["/approvals", "/overview"],
  "grant.offered": OF_GRANTS,
  "grant.changed": OF_GRANTS,
  "pause.changed": ["/overview"],
  "telemetry.measured": ["/cluster/status"],
};

/** Events come in bursts: the first is followed soon, the rest together. */
const SOON_MS = 100;
const BETWEEN_MS = 1_000;

/** Reads again what became old: soon, but never in a hurry, and only while somebody looks. */
class Refresher {
  readonly #client: QueryClient;
  readonly #old = new Set<keyof Reads>();
  #timer: number | undefined;
  #lastAt = 0;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  add(paths: readonly (keyof Reads)[]): void {
    for (const path of paths) this.#old.add(path);
    this.#timer ??= window.setTimeout(this.#work, Math.max(SOON_MS, this.#lastAt + BETWEEN_MS - Date.now()));
  }

  readonly #work = (): void => {
    this.#timer = undefined;
    if (document.hidden) return;
    this.#lastAt = Date.now();
    for (const path of this.#old) void this.#client.invalidateQueries({ queryKey: keyOf(path) });
    this.#old.clear();
  };

  start(): () => void {
    const look = (): void => this.add([]);
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      window.clearTimeout(this.#timer);
    };
  }
}

/** Keep everything on the page live by one stream. Answers since when nothing is heard any more; null while it lives. */
export function useLiveUpdates(isSignedIn: boolean): Date | null {
  const client = useQueryClient();
  const [brokenSince, setBrokenSince] = useState<Date | null>(null);
  useEffect(() => {
    if (!isSignedIn) return undefined;
    const refresher = new Refresher(client);
    const stopRefreshing = refresher.start();
    const stopFollowing = followEvents(Object.keys(MADE_OLD_BY), {
      opened: () => void client.invalidateQueries().then(() => setBrokenSince(null)),
      heard: (type) => refresher.add(MADE_OLD_BY[type] ?? []),
      broken: (lastHeardAt) => {
        setBrokenSince((since) => since ?? new Date(lastHeardAt));
        // Why it is broken: a Hydra that is away, or one that does not know this browser any more.
        void client.invalidateQueries({ queryKey: ["/overview"] });
      },
    });
    return () => {
      stopFollowing();
      stopRefreshing();
      setBrokenSince(null);
    };
  }, [client, isSignedIn]);
  return brokenSince;
}
