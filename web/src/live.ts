import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { NotSignedIn, read, type Reads } from "./api.ts";

/** Which reads an event makes old. The stream says that something happened; the reads say what is. */
const MADE_OLD_BY: Readonly<Record<string, readonly (keyof Reads)[]>> = {
  "container.appeared": ["/overview", "/containers/list", "/cluster/status"],
  "container.started": ["/overview", "/containers/list", "/cluster/status"],
  "container.exited": ["/overview", "/containers/list", "/cluster/status"],
  "container.healthChanged": ["/overview", "/containers/list", "/cluster/status"],
  "container.changed": ["/containers/list"],
  "container.removed": ["/overview", "/containers/list", "/cluster/status", "/verdicts/findings"],
  "verdict.reached": ["/overview", "/containers/list", "/verdicts", "/verdicts/findings"],
  "monitor.changed": ["/monitors"],
  "node.lost": ["/overview", "/containers/list", "/cluster/status"],
  "node.found": ["/overview", "/containers/list", "/cluster/status"],
  "telemetry.measured": ["/cluster/status", "/monitors"],
};

/** Events come in bursts: what they make old is read once, soon after the first. */
const GATHER_MS = 150;

function makeOld(client: QueryClient, waiting: Set<keyof Reads>): void {
  for (const path of waiting) void client.invalidateQueries({ queryKey: [path] });
  waiting.clear();
}

/** Keep everything on the page live by one stream. Answers since when the stream is broken, or null while it lives. */
export function useLiveUpdates(isSignedIn: boolean): Date | null {
  const client = useQueryClient();
  const [brokenSince, setBrokenSince] = useState<Date | null>(null);
  useEffect(() => {
    if (!isSignedIn) return undefined;
    const waiting = new Set<keyof Reads>();
    let timer: number | undefined;
    const stream = new EventSource("/events");
    stream.addEventListener("open", () => {
      setBrokenSince(null);
      void client.invalidateQueries();
    });
    stream.addEventListener("error", () => setBrokenSince((since) => since ?? new Date()));
    for (const [type, paths] of Object.entries(MADE_OLD_BY)) {
      stream.addEventListener(type, () => {
        for (const path of paths) waiting.add(path);
        timer ??= window.setTimeout(() => {
          timer = undefined;
          makeOld(client, waiting);
        }, GATHER_MS);
      });
    }
    return () => {
      window.clearTimeout(timer);
      stream.close();
    };
  }, [client, isSignedIn]);
  return brokenSince;
}

export function useRead<Path extends keyof Reads>(path: Path) {
  return useQuery<Reads[Path]>({
    queryKey: [path],
    queryFn: ({ signal }) => read(path, signal),
    retry: (failures, error) => !(error instanceof NotSignedIn) && failures < 2,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

const TICK_MS = 15_000;

function everyTick(onTick: () => void): () => void {
  const timer = window.setInterval(onTick, TICK_MS);
  return () => window.clearInterval(timer);
}

/** The time of now, to fifteen seconds: for ages, which must grow while nothing else happens. */
export function useNow(): number {
  return useSyncExternalStore(everyTick, () => Math.floor(Date.now() / TICK_MS) * TICK_MS);
}
