import { UNIT_STATES, type ScrapedUnit, type UnitKind, type UnitState } from "./facts.ts";
import type { Sample } from "./wire.ts";

/** A machine runs some dozens of services; whoever has more sees the worst and those that run. */
const MOST_UNITS = 200;

/**
 * What every machine with systemd runs to be a machine at all: systemd's own daemons, the message bus, logins, loading of
 * kernel modules, and what generators made. A failed one is shown all the same.
 */
const PLUMBING = /^(systemd-|([a-z]+-)?getty@|user(-runtime-dir)?@|dbus\b|modprobe@)|-generator(@.*)?\.service$/;

const STARTERS = ["timer", "socket", "path"];

/** The services of one machine from node-exporter's systemd collector, worst first. Null when it reports no units. */
export function readUnits(states: readonly Sample[], starts: readonly Sample[]): ScrapedUnit[] | null {
  if (states.length === 0) return null;
  const names = new Set(states.map(nameOf));
  const startedAt = new Map(starts.filter(({ value }) => value > 0).map((sample) => [nameOf(sample), Math.round(sample.value * 1_000)]));
  const units = new Map<string, ScrapedUnit>();
  for (const sample of states) {
    const name = nameOf(sample);
    const state = UNIT_STATES.find((known) => known === sample.labels["state"]);
    if (state === undefined || !name.endsWith(".service") || (PLUMBING.test(name) && state !== "failed")) continue;
    const known = units.get(name);
    // Two jobs that scrape one machine a moment apart may tell two states: the worse one counts.
    if (known !== undefined && rank(known.state) <= rank(state)) continue;
    units.set(name, { name, state, kind: kindOf(sample, names), startedAt: startedAt.get(name) ?? null });
  }
  return [...units.values()].toSorted((a, b) => rank(a.state) - rank(b.state) || (a.name < b.name ? -1 : 1)).slice(0, MOST_UNITS);
}

/** Names of the failed units of every kind, mounts and timers too. */
export function failedNames(states: readonly Sample[]): string[] {
  return [...new Set(states.filter(({ labels }) => labels["state"] === "failed").map(nameOf))].filter((name) => name !== "").toSorted();
}

function kindOf(sample: Sample, names: ReadonlySet<string>): UnitKind {
  if (sample.labels["type"] === "oneshot") return "oneshot";
  const stem = nameOf(sample).slice(0, -".service".length);
  return STARTERS.some((starter) => names.has(`${stem}.${starter}`)) ? "triggered" : "daemon";
}

function nameOf({ labels }: Sample): string {
  return labels["name"] ?? "";
}

function rank(state: UnitState): number {
  return UNIT_STATES.indexOf(state);
}
