/** One measured value of one component over time. */
export interface Series {
  node: string;
  metric: string;
  /** How the values of an interval were put together: Average, p99, Sum. */
  statistic?: string | undefined;
  /** Epoch seconds. */
  times: readonly number[];
  /** In the metric's own unit, one for each time; null where nothing was measured. */
  values: readonly (number | null)[];
}

/** How long a request takes, which part of them succeeds or fails, how many fail, how many there are; or something else. */
export type Kind = "latency" | "availability" | "failureShare" | "failures" | "traffic" | "other";

/** Whole words of a metric's name, most telling first: `error_count` is about errors, not about a count. */
const KIND_WORDS: readonly (readonly [Kind, ReadonlySet<string>])[] = [
  ["availability", new Set(["availability", "available", "success", "successes", "succeeded"])],
  ["failures", new Set(["error", "errors", "failure", "failures", "failed", "fault", "faults", "5xx", "4xx", "exceptions", "timeouts"])],
  ["latency", new Set(["latency", "latencies", "duration", "durations", "delay", "response", "elapsed"])],
  ["traffic", new Set(["requests", "request", "calls", "invocations", "traffic", "throughput", "rps", "qps", "hits"])],
];
const SHARE_WORDS: ReadonlySet<string> = new Set(["ratio", "share", "percent", "percentage", "pct"]);

export function kindOf(metric: string): Kind {
  const words = metric
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/);
  const kind = KIND_WORDS.find(([, known]) => words.some((word) => known.has(word)))?.[0] ?? "other";
  return kind === "failures" && words.some((word) => SHARE_WORDS.has(word)) ? "failureShare" : kind;
}

/** An average can be multiplied by the number of requests, a percentile cannot: it is taken only where nothing better is there. */
const BY_PREFERENCE = ["average", "avg", "mean", "sum", "", "p50", "median", "p90", "p95", "p99", "max"];

function preference({ statistic = "" }: Series): number {
  const place = BY_PREFERENCE.indexOf(statistic.toLowerCase());
  return place === -1 ? BY_PREFERENCE.length : place;
}

/** What is known of one component: for each metric its series, of the statistic that is best for reckoning. */
export type Measured = ReadonlyMap<string, Series>;

export function byNode(series: readonly Series[]): Map<string, Measured> {
  const nodes = new Map<string, Map<string, Series>>();
  for (const each of series) {
    const metrics = nodes.get(each.node) ?? new Map<string, Series>();
    nodes.set(each.node, metrics);
    const known = metrics.get(each.metric);
    if (known === undefined || preference(each) < preference(known)) metrics.set(each.metric, each);
  }
  return nodes;
}

/** What was measured at the times that are wanted. */
export function valuesAt({ times, values }: Series, isWanted: (time: number) => boolean): number[] {
  return values.filter((value, place): value is number => value !== null && isWanted(times[place] ?? Number.NaN));
}
