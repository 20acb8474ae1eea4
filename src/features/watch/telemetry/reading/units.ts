import type { ScrapedUnit, UnitKind, UnitState } from "../../../../integrations/prometheus/facts.ts";
import type { NodeReading } from "./nodes.ts";

/** A systemd service as Hydra knows it over time. Times are epoch ms. */
export interface UnitReading {
  node: string;
  /** `ollama.service` */
  unit: string;
  /** The last that was told; it counts for now only while `isFresh`. */
  state: UnitState;
  isFresh: boolean;
  kind: UnitKind;
  /** Hydra saw it active: then inactive means that it stopped, not that nobody ever wanted it. */
  hasRun: boolean;
  /** Since when Hydra sees it in this state; for an active one when it was started, where that is told. */
  since: number;
  measuredAt: number;
}

/** How long a unit of which nobody tells any more stays visible as unknown. */
const REMEMBERED_MS = 86_400_000;

/**
 * The units of now, each with how long it has been so. Of a node whose units nobody reports now, those that were known stay,
 * no longer fresh; a unit that a reporting node no longer names is unloaded and gone.
 */
export function followUnits(before: readonly UnitReading[], nodes: readonly NodeReading[], now: number): UnitReading[] {
  const known = new Map(before.map((unit) => [keyOf(unit.node, unit.unit), unit]));
  const reporting = new Set(nodes.filter(({ units }) => units !== null).map(({ name }) => name));
  const told = nodes.flatMap(({ name, units }) =>
    (units?.list ?? []).map((unit) => follow(name, unit, units?.measuredAt ?? now, known.get(keyOf(name, unit.name)))),
  );
  const silent = before
    .filter(({ node, measuredAt }) => !reporting.has(node) && now - measuredAt <= REMEMBERED_MS)
    .map((unit) => (unit.isFresh ? { ...unit, isFresh: false } : unit));
  return [...told, ...silent].toSorted((a, b) => (keyOf(a.node, a.unit) < keyOf(b.node, b.unit) ? -1 : 1));
}

function follow(node: string, { name, state, kind, startedAt }: ScrapedUnit, measuredAt: number, known?: UnitReading): UnitReading {
  const seenSince = known?.state === state ? known.since : measuredAt;
  return {
    node,
    unit: name,
    state,
    isFresh: true,
    kind,
    hasRun: state === "active" || known?.hasRun === true,
    since: state === "active" && startedAt !== null ? startedAt : seenSince,
    measuredAt,
  };
}

function keyOf(node: string, unit: string): string {
  return `${node}\n${unit}`;
}
