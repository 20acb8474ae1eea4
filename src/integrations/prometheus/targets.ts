import { maskSecrets } from "../../kernel/secrets.ts";
import type { ScrapeTarget } from "./facts.ts";
import { parseDuration, parseTime, type ActiveTarget } from "./wire.ts";

/** How long a target that Prometheus forgot is still shown. */
const GONE_FOR_MS = 86_400_000;

/** The targets of now, each with how long it has been so; those that vanished stay visible as `gone` for a day. */
export function followTargets(before: readonly ScrapeTarget[], active: readonly ActiveTarget[], now: number): ScrapeTarget[] {
  const known = new Map(before.map((target) => [keyOf(target), target]));
  const present = new Map<string, ScrapeTarget>();
  for (const wire of active) {
    const target = targetOf(wire, now);
    const earlier = known.get(keyOf(target));
    present.set(keyOf(target), earlier?.health === target.health ? { ...target, since: earlier.since } : target);
  }
  const gone = before
    .filter((target) => !present.has(keyOf(target)))
    .map((target): ScrapeTarget => (target.health === "gone" ? target : { ...target, health: "gone", since: now }))
    .filter(({ since }) => now - since < GONE_FOR_MS);
  return [...present.values(), ...gone].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ job, instance, address }: ScrapeTarget): string {
  return [job, instance, address].join("\n");
}

function targetOf(wire: ActiveTarget, now: number): ScrapeTarget {
  return {
    job: wire.labels["job"] ?? "",
    instance: wire.labels["instance"] ?? "",
    address: plainAddress(wire.scrapeUrl),
    health: wire.health,
    since: now,
    lastScrapeAt: parseTime(wire.lastScrape),
    lastError: wire.lastError === "" ? null : maskSecrets(wire.lastError).slice(0, 500),
    scrapeIntervalMs: parseDuration(wire.scrapeInterval),
  };
}

function plainAddress(scrapeUrl: string): string {
  const url = URL.parse(scrapeUrl);
  return url === null ? maskSecrets(scrapeUrl) : `${url.protocol}//${url.host}${url.pathname}`;
}
