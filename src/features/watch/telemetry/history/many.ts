import { setImmediate as turn } from "node:timers/promises";
import type { TelemetryBoard } from "../board.ts";
import { SLOT_MS } from "./rings.ts";
import { BUCKET_MS, bucketOf, rollUp, walkRollups, type TakeMetric } from "./rollups.ts";
import { slotPoints } from "./series.ts";
import { metricNames, subjectId, unitOf, type Subject } from "./subjects.ts";

/** The steps in which many series can be read side by side. */
export const STEPS = { "10s": SLOT_MS, "5m": BUCKET_MS, "1h": 3_600_000 } as const;
export type Step = keyof typeof STEPS;

/** One metric of one subject, a value for each step of the answer; null where nothing was measured. */
export interface ManySeries {
  subject: Subject;
  metric: string;
  unit: string;
  averages: (number | null)[];
  maxima: (number | null)[];
}

export interface ManyRequest {
  from: number;
  to: number;
  step: Step;
  node: string | undefined;
  /** Null: all that there are. */
  metrics: readonly string[] | null;
}

/** Rows that are unpacked before others get a turn: two hours of a whole home take about a millisecond. */
const PAGE_MS = 24 * BUCKET_MS;

/** What was measured of many subjects, by one pass over the store: for whoever looks at everything at once. `start` is epoch ms. */
export async function readMany(board: TelemetryBoard, request: ManyRequest): Promise<{ start: number; series: ManySeries[] }> {
  const { from, to, step, node, metrics } = request;
  const grid = new Grid(from, to, STEPS[step], (subject, metric) => {
    return (node === undefined || subject.node === node) && (metrics === null || metrics.includes(metric));
  });
  if (step === "10s") await readRings(board, grid, request);
  else await readRollups(board, grid, request);
  return { start: grid.start, series: grid.series() };
}

async function readRings({ rings }: TelemetryBoard, grid: Grid, { from, to }: ManyRequest): Promise<void> {
  for (const [id, { subject }] of rings.series) {
    grid.columnsOf(subject).forEach((column, index) => {
      if (column === null) return;
      for (const { at, average } of slotPoints(rings, id, index, from, to)) if (average !== null) grid.add(column, at, 1, average, average);
    });
    await turn();
  }
}

async function readRollups({ rings, rolledThrough, store }: TelemetryBoard, grid: Grid, { to }: ManyRequest): Promise<void> {
  let rowAt = 0;
  const wanted = new Map<number, TakeMetric>();
  for (const [number, subject] of store.subjectsByNumber()) {
    const columns = grid.columnsOf(subject);
    if (columns.every((column) => column === null)) continue;
    wanted.set(number, (index, samples, average, maximum) => {
      const column = columns[index] ?? null;
      if (column !== null) grid.add(column, rowAt, samples, average, maximum);
    });
  }
  for (let page = bucketOf(grid.start); page <= to; page += PAGE_MS) {
    for (const { at, packed } of await store.packed(page, Math.min(to, page + PAGE_MS - 1))) {
      rowAt = at;
      walkRollups(packed, wanted);
    }
    // SQLite and the unpacking hold the thread: whoever waits comes first between two pages.
    await turn();
  }
  for (const { at, rollups, subjects } of rollUp(rings, rolledThrough, rings.head))
    for (const [id, { samples, averages, maxima }] of rollups) {
      const subject = subjects.get(id);
      if (subject === undefined) continue;
      grid.columnsOf(subject).forEach((column, index) => {
        if (column !== null) grid.add(column, at, samples, averages[index] ?? Number.NaN, maxima[index] ?? Number.NaN);
      });
    }
}

/** Sums over even steps of time. */
interface Column {
  subject: Subject;
  metric: string;
  sums: Float64Array;
  weights: Float64Array;
  maxima: Float64Array;
}

/** Wanted metrics of wanted subjects side by side, on one grid of time. */
class Grid {
  readonly start: number;
  readonly #stepMs: number;
  readonly #count: number;
  readonly #isWanted: (subject: Subject, metric: string) => boolean;
  readonly #columns = new Map<string, (Column | null)[]>();

  constructor(from: number, to: number, stepMs: number, isWanted: (subject: Subject, metric: string) => boolean) {
    this.start = Math.floor(from / stepMs) * stepMs;
    this.#stepMs = stepMs;
    this.#count = Math.max(0, Math.floor((to - this.start) / stepMs) + 1);
    this.#isWanted = isWanted;
  }

  /** A column for each metric of the subject, in their order; null for those that are not wanted. */
  columnsOf(subject: Subject): readonly (Column | null)[] {
    const id = subjectId(subject);
    let columns = this.#columns.get(id);
    if (columns === undefined) {
      columns = metricNames(subject.kind).map((metric) => (this.#isWanted(subject, metric) ? this.#emptyColumn(subject, metric) : null));
      this.#columns.set(id, columns);
    }
    return columns;
  }

  #emptyColumn(subject: Subject, metric: string): Column {
    const empty = (): Float64Array => new Float64Array(this.#count);
    return { subject, metric, sums: empty(), weights: empty(), maxima: empty().fill(-Infinity) };
  }

  add({ sums, weights, maxima }: Column, at: number, weight: number, average: number, maximum: number): void {
    const index = Math.floor((at - this.start) / this.#stepMs);
    if (index < 0 || index >= this.#count || !Number.isFinite(average)) return;
    sums[index] = (sums[index] ?? 0) + average * weight;
    weights[index] = (weights[index] ?? 0) + weight;
    maxima[index] = Math.max(maxima[index] ?? -Infinity, Number.isFinite(maximum) ? maximum : average);
  }

  /** What has a value at all. */
  series(): ManySeries[] {
    return [...this.#columns.values()].flat().flatMap((column) => {
      if (column === null || !column.weights.some((weight) => weight > 0)) return [];
      const { subject, metric, sums, weights, maxima } = column;
      const isMeasured = (index: number): boolean => (weights[index] ?? 0) > 0;
      return {
        subject,
        metric,
        unit: unitOf(subject.kind, metric) ?? "",
        averages: Array.from(sums, (sum, index) => (isMeasured(index) ? sum / (weights[index] ?? 1) : null)),
        maxima: Array.from(maxima, (maximum, index) => (isMeasured(index) ? maximum : null)),
      };
    });
  }
}
