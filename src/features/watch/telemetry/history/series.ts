import { SLOT_MS, type Rings } from "./rings.ts";
import { BUCKET_MS, bucketOf, mergeRollups, type Rollup } from "./rollups.ts";

/** One value over time; null where nothing was measured. */
export interface Point {
  at: number;
  average: number | null;
  maximum: number | null;
}

/** The slots of one metric whose label lies in [from, to], oldest first, gaps included. */
export function slotPoints(rings: Rings, id: string, column: number, from: number, to: number): Point[] {
  const series = rings.series.get(id);
  const points: Point[] = [];
  let label = Number.NaN;
  for (let slot = rings.first; slot <= rings.head; slot += 1) {
    const time = rings.timeOf(slot);
    // A slot that no round began has no label of its own: it lies one step after the slot before it.
    label = Number.isNaN(time) ? label + SLOT_MS : time;
    if (!(label >= from && label <= to)) continue;
    const value = series === undefined ? null : known(rings.value(series, column, slot));
    points.push({ at: label, average: value, maximum: value });
  }
  while (points.length > 0 && points[0]?.average === null) points.shift();
  return points.toSorted((a, b) => a.at - b.at);
}

export interface TimedRollup {
  at: number;
  rollup: Rollup;
}

/** The rollups of one metric on a five-minute grid from the first to the last that has a value. */
export function bucketPoints(rollups: readonly TimedRollup[], column: number): Point[] {
  const merged = new Map<number, Rollup>();
  for (const { at, rollup } of rollups) {
    const other = merged.get(bucketOf(at));
    merged.set(bucketOf(at), other === undefined ? rollup : mergeRollups(other, rollup));
  }
  const times = [...merged.keys()];
  if (times.length === 0) return [];
  const points: Point[] = [];
  const last = Math.max(...times);
  for (let at = Math.min(...times); at <= last; at += BUCKET_MS) {
    const rollup = merged.get(at);
    points.push({ at, average: known(rollup?.averages[column]), maximum: known(rollup?.maxima[column]) });
  }
  return points;
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
