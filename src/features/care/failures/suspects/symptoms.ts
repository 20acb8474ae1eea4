import type { z } from "zod";
import type { history } from "../../../watch/telemetry/operations.ts";
import type { errors } from "../../../watch/logs/operations.ts";
import type { graph } from "../../../watch/dependencies/operations.ts";
import type { rootCause } from "../../diagnosis/operations.ts";

export type Symptoms = z.input<typeof rootCause.input>;

/** Everything that is measured of containers around an incident. */
export interface Measurements {
  links: z.output<typeof graph.output>["links"];
  history: z.output<typeof history.output>;
  errors: z.output<typeof errors.output>["containers"];
}

/** What misbehaves: the root as it is believed to be, and what suffers with it. Keys of containers. */
export interface Misbehaving {
  keys: readonly string[];
  /** Epoch seconds. */
  time: number;
}

const ERROR_LINES = "error_lines";

/**
 * What the search for the likeliest cause needs, by keys of containers: what misbehaves and all that it needs, with the
 * error lines that they wrote and what they used. Null when nothing was measured at that time.
 */
export function symptomsOf(
  { keys, time }: Misbehaving,
  { links, history: { start, stepSeconds, series }, errors: logged }: Measurements,
): Symptoms | null {
  const edges = links.map(({ from, to }): [string, string] => [from, to]);
  const around = reachedFrom(keys, edges);
  const from = Date.parse(start) / 1_000;
  const used = series
    .filter(({ kind, key }) => kind === "container" && around.has(key))
    .map(({ key, metric, averages }) => ({
      node: key,
      metric,
      times: averages.map((_, at) => from + at * stepSeconds),
      values: [...averages],
    }));
  const wrote = logged
    .filter(({ key }) => around.has(key))
    .map(({ key, minutes }) => {
      const inOrder = minutes.toReversed();
      return {
        node: key,
        metric: ERROR_LINES,
        times: inOrder.map(({ at }) => Date.parse(at) / 1_000),
        values: inOrder.map((each) => each.errors),
      };
    });
  const measured = [...wrote, ...used].filter(({ times, values }) => times.some((each, at) => each <= time && values[at] !== null));
  // The trouble shows best where most suffers from it: what others need suffers least.
  const target = keys.toSorted((a, b) => neededBy(a, edges) - neededBy(b, edges))[0];
  const shown = measured.find(({ node }) => node === target);
  if (target === undefined || shown === undefined) return null;
  return {
    edges: edges.filter(([one, other]) => around.has(one) && around.has(other)),
    series: measured,
    target: { node: target, metric: shown.metric, time },
  };
}

function neededBy(key: string, edges: readonly [string, string][]): number {
  return edges.filter(([, to]) => to === key).length;
}

function reachedFrom(keys: readonly string[], edges: readonly [string, string][]): Set<string> {
  const reached = new Set(keys);
  // A set goes on over what is added while it is walked.
  for (const key of reached) for (const [from, to] of edges) if (from === key) reached.add(to);
  return reached;
}
