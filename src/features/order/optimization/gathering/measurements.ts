import type { z } from "zod";
import type { Host } from "../../../../kernel/context.ts";
import { history } from "../../../watch/telemetry/operations.ts";
import { finite } from "../patterns/statistics.ts";
import { FEWEST_SAMPLES } from "../patterns/usage.ts";
import type { Series } from "../suggestions/assessment.ts";

type Call = Pick<Host, "call">;
type History = z.output<(typeof history)["output"]>;
export type SubjectKind = History["series"][number]["kind"];

/** Everything that was measured in one kind of step. */
export class Measurements {
  readonly #series = new Map<string, Series & { node: string; name: string; kind: SubjectKind; key: string; metric: string }>();

  constructor({ start, stepSeconds, series }: History) {
    for (const { kind, key, metric, node, name, averages, maxima } of series) {
      const one = { start: Date.parse(start), stepMs: stepSeconds * 1_000, averages, maxima, node, name, kind, key, metric };
      this.#series.set(`${kind} ${metric} ${key}`, one);
    }
  }

  static async read(
    host: Call,
    request: { hours: number; step: "10s" | "5m" | "1h"; metrics: string[]; node?: string },
  ): Promise<Measurements> {
    return new Measurements(await host.call(history, request));
  }

  get(kind: SubjectKind, key: string, metric: string): Series | null {
    return this.#series.get(`${kind} ${metric} ${key}`) ?? null;
  }

  of(kind: SubjectKind) {
    return [...this.#series.values()].filter((series) => series.kind === kind);
  }
}

/** The first that has enough samples; else the one that has most: coarse and long before fine and short. */
export function firstWithEnough(candidates: readonly (Series | null)[], fewest = FEWEST_SAMPLES): Series | null {
  const counted = candidates.flatMap((series) => (series === null ? [] : [{ series, samples: finite(series.averages).length }]));
  const enough = counted.find(({ samples }) => samples >= fewest);
  return (enough ?? counted.toSorted((a, b) => b.samples - a.samples)[0])?.series ?? null;
}
