import type { IncidentSubject } from "../events.ts";
import type { Affected } from "../keeping/incident.ts";
import type { Link, LinkReason } from "../grouping/link.ts";

const REASONS: Readonly<Record<LinkReason, string>> = {
  compose: "compose says so",
  label: "its label says so",
  person: "you said so",
  "network-namespace": "it uses its network",
  observed: "it was seen connected to it",
};

/** "needs db (compose says so)", "needs db through api", "stands on a disk of home". */
export function suffersBecause(way: readonly Link[], root: IncidentSubject): string {
  const [first] = way;
  if (first === undefined) return `stands on ${root.name}`;
  const between = way.slice(0, -1).map(({ to }) => nameIn(to));
  return between.length === 0 ? `needs ${root.name} (${REASONS[first.because]})` : `needs ${root.name} through ${between.join(" and ")}`;
}

function nameIn(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

/** What a verdict says about something that suffers. Null: nothing new is known. */
export function isOverBy(verdict: string, cause: string): boolean | null {
  if (verdict === "down") return false;
  return cause === "starting" || cause === "engine_lost" ? null : true;
}

/** How long it may take to notice by itself that what it needs is back: its own check's time, and a little. */
export function patienceMs(check: { intervalMs: number; retries: number } | null): number {
  return (check === null ? 0 : check.intervalMs * Math.max(1, check.retries)) + 20_000;
}

export function stillSuffering(affected: readonly Affected[]): Affected[] {
  return affected.filter(({ isOver }) => !isOver);
}
