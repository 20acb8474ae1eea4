import { setImmediate as turn } from "node:timers/promises";
import type { TelemetryBoard } from "../board.ts";
import { SLOT_MS } from "./rings.ts";
import { BUCKET_MS, bucketOf, rollUp, unpackRollups, type Rollup } from "./rollups.ts";
import { slotPoints } from "./series.ts";
import { METRICS, subjectId, unitOf, type Subject } from "./subjects.ts";

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

/** Rows that are unpacked before others get a turn: half a day of a whole home. */
const PAGE_MS = 144 * BUCKET_MS;

interface Columns {
  subject: Subject;
  sums: Float64Array;
  weights: Float64Array;
  maxima: Float64Array;
}

/** What was measured of many subjects, by one pass over the store: for whoever looks at everything at once. `start` is epoch ms. */
export async function readMany(board: TelemetryBoard, request: ManyRequest): Promise<{ start: number; series: ManySeries[] }> {
  const stepMs = STEPS[request.step];
  const start = Math.floor(request.from / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((request.to - start) / stepMs) + 1);
  const isWanted = (subject: Subject): boolean => request.node === undefined || subject.node === request.node;
  const columns = new Map<string, Columns>();
  const take = (subject: Subject, metric: string, at: number, weight: number, average: number, maximum: number): void => {
    const index = Math.floor((at - start) / stepMs);
    if (index < 0 || index >= count || !Number.isFinite(average)) return;
    const id = `${metric} ${subjectId(subject)}`;
    let column = columns.get(id);
    if (column === undefined) {
      column = {
        subject,
        sums: new Float64Array(count),
        weights: new Float64Array(count),
        maxima: new Float64Array(count).fill(-Infinity),
      };
      columns.set(id, column);
    }
    column.sums[index] = (column.sums[index] ?? 0) + average * weight;
    column.weights[index] = (column.weights[index] ?? 0) + weight;
    column.maxima[index] = Math.max(column.maxima[index] ?? -Infinity, Number.isFinite(maximum) ? maximum : average);
  };
  const metricsOf = (subject: Subject): (readonly [string, number])[] =>
    Object.keys(METRICS[subject.kind]).flatMap((metric, column) =>
      request.metrics === null || request.metrics.includes(metric) ? [[metric, column] as const] : [],
    );

  if (request.step === "10s") {
    for (const [id, { subject }] of board.rings.series) {
      if (!isWanted(subject)) continue;
      for (const [metric, column] of metricsOf(subject))
        for (const { at, average } of slotPoints(board.rings, id, column, request.from, request.to))
          if (average !== null) take(subject, metric, at, 1, average, average);
    }
  } else {
    const fold = (subject: Subject, at: number, { samples, averages, maxima }: Rollup): void => {
      for (const [metric, column] of metricsOf(subject))
        take(subject, metric, at, samples, averages[column] ?? Number.NaN, maxima[column] ?? Number.NaN);
    };
    const byNumber = board.store.subjectsByNumber();
    for (let page = bucketOf(start); page <= request.to; page += PAGE_MS) {
      for (const { at, packed } of await board.store.packed(page, Math.min(request.to, page + PAGE_MS - 1)))
        for (const [number, rollup] of unpackRollups(packed)) {
          const subject = byNumber.get(number);
          if (subject !== undefined && isWanted(subject)) fold(subject, at, rollup);
        }
      // SQLite and the unpacking hold the thread: whoever waits comes first between two pages.
      await turn();
    }
    for (const { at, rollups, subjects } of rollUp(board.rings, board.rolledThrough, board.rings.head))
      for (const [id, rollup] of rollups) {
        const subject = subjects.get(id);
        if (subject !== undefined && isWanted(subject)) fold(subject, at, rollup);
      }
  }

  const series = [...columns].map(([id, { subject, sums, weights, maxima }]): ManySeries => {
    const metric = id.slice(0, id.indexOf(" "));
    const isMeasured = (index: number): boolean => (weights[index] ?? 0) > 0;
    return {
      subject,
      metric,
      unit: unitOf(subject.kind, metric) ?? "",
      averages: Array.from(sums, (sum, index) => (isMeasured(index) ? sum / (weights[index] ?? 1) : null)),
      maxima: Array.from(maxima, (maximum, index) => (isMeasured(index) ? maximum : null)),
    };
  });
  return { start, series };
}
