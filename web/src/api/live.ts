import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ReadRoute } from "./operations.ts";
import { followTogether } from "./shared-stream.ts";

const OF_CONTAINERS: readonly ReadRoute[] = ["GET /overview", "GET /containers/list", "GET /cluster/status", "GET /containers/show/{name}"];
const OF_VERDICTS: readonly ReadRoute[] = [
  "GET /verdicts",
  "GET /verdicts/findings",
  "GET /services/status",
  "GET /dependencies",
  "GET /verdicts/explain/{name}",
];
const OF_INCIDENTS: readonly ReadRoute[] = [
  "GET /incidents",
  "GET /incidents/{id}",
  "GET /incidents/{id}/suspects",
  "GET /incidents/figures",
  "GET /healing/record",
  "GET /overview",
];
const OF_GRANTS: readonly ReadRoute[] = ["GET /grants", "GET /grants/offers", "GET /grants/choice", "GET /grants/deeds"];

/** Which reads an event makes old. The stream says that something happened; the reads say what is. */
const MADE_OLD_BY: Readonly<Record<string, readonly ReadRoute[]>> = {
  "container.appeared": [...OF_CONTAINERS, "GET /dependencies", "GET /containers/compose/{name}"],
  "container.started": OF_CONTAINERS,
  "container.exited": OF_CONTAINERS,
  "container.healthChanged": OF_CONTAINERS,
  "container.changed": ["GET /containers/list", "GET /containers/show/{name}"],
  "container.removed": [...OF_CONTAINERS, ...OF_VERDICTS],
  "verdict.reached": [...OF_CONTAINERS, ...OF_VERDICTS],
  "monitor.changed": ["GET /monitors", "GET /services/status"],
  "node.lost": OF_CONTAINERS,
  "node.found": OF_CONTAINERS,
  "incident.opened": OF_INCIDENTS,
  "incident.settled": OF_INCIDENTS,
  "incident.changed": OF_INCIDENTS,
  "incident.closed": OF_INCIDENTS,
  "audit.grew": ["GET /audit", "GET /jobs"],
  "approval.asked": ["GET /approvals", "GET /overview"],
  "approval.ended": ["GET /approvals", "GET /overview"],
  "attempt.noted": ["GET /healing/record", "GET /healing/limits"],
  "notice.raised": ["GET /notifications", "GET /notifications/digest", "GET /notifications/figures"],
  "deed.judged": OF_GRANTS,
  "grant.offered": OF_GRANTS,
  "grant.changed": OF_GRANTS,
  "pause.changed": ["GET /overview"],
  "dependency.observed": ["GET /dependencies"],
  "gap.noticed": ["GET /capabilities/backlog"],
  "interaction.noted": ["GET /gateway/interactions", "GET /preferences/tasks"],
  "telemetry.measured": ["GET /cluster/status", "GET /monitors", "GET /telemetry/containers", "GET /telemetry/series"],
};

/** So long the page stays marked as old after the stream came back, at most. */
const READ_ANEW_MS = 3_000;
/** So long a new page may take to stand before it is read once more. */
const SETTLED_MS = 1_000;

/** Events come in bursts: the first is followed soon, the rest together. */
const SOON_MS = 40;
const BETWEEN_MS = 250;

/** Reads again what became old: soon, but never in a hurry, and only while somebody looks. */
class Refresher {
  readonly #client: QueryClient;
  readonly #old = new Set<ReadRoute>();
  #timer: number | undefined;
  #lastAt = 0;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  add(routes: readonly ReadRoute[]): void {
    for (const route of routes) this.#old.add(route);
    this.#timer ??= window.setTimeout(this.#work, Math.max(SOON_MS, this.#lastAt + BETWEEN_MS - Date.now()));
  }

  readonly #work = (): void => {
    this.#timer = undefined;
    if (document.hidden) return;
    this.#lastAt = Date.now();
    for (const route of this.#old) void this.#client.invalidateQueries({ queryKey: [route] });
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
    let isOpen = false;
    let isNew = true;
    let timer: number | undefined;
    const readAnew = (): void => {
      // What stands there is old until it was read anew; one slow read does not hold up the word about the line.
      const patience = new Promise((resolve) => window.setTimeout(resolve, READ_ANEW_MS));
      void Promise.race([client.invalidateQueries(), patience]).then(() => isOpen && setBrokenSince(null));
    };
    const stopFollowing = followTogether(Object.keys(MADE_OLD_BY), {
      opened: () => {
        isOpen = true;
        // A page that was just read: what happened before the stream began is looked for once the page stands.
        timer = window.setTimeout(readAnew, isNew ? SETTLED_MS : 0);
        isNew = false;
      },
      heard: (type) => refresher.add(MADE_OLD_BY[type] ?? []),
      broken: (lastHeardAt) => {
        [isOpen, isNew] = [false, false];
        window.clearTimeout(timer);
        setBrokenSince((since) => since ?? new Date(lastHeardAt));
        // Why it is broken: a Hydra that is away, or one that does not know this browser any more.
        void client.invalidateQueries({ queryKey: ["GET /overview"] });
      },
    });
    return () => {
      stopFollowing();
      stopRefreshing();
      window.clearTimeout(timer);
      setBrokenSince(null);
    };
  }, [client, isSignedIn]);
  return brokenSince;
}
