/** One value a step, oldest first; null where nothing was measured. */
export type Measured = readonly (number | null)[];

export const SPARK_WIDTH = 100;
export const SPARK_HEIGHT = 24;
/** So that a line at the very top or bottom is drawn whole. */
const EDGE = 1;

interface SparkPaths {
  line: string;
  area: string;
  /** Along the bottom, where nothing was measured. */
  gaps: string;
}

function place(at: number): string {
  return at.toFixed(2).replace(/\.?0+$/, "");
}

/** Runs of what was measured without a pause, as [first, last] index. */
export function runsOf(values: Measured): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const run = runs.at(-1);
    if (run !== undefined && run[1] === index - 1) run[1] = index;
    else runs.push([index, index]);
  }
  return runs;
}

/**
 * The shape of a measurement over time, on SPARK_WIDTH by SPARK_HEIGHT. Nothing is drawn across a gap.
 *
 * @param full what the top stands for
 */
export function sparkPaths(values: Measured, full: number): SparkPaths {
  const step = SPARK_WIDTH / Math.max(1, values.length);
  const left = (index: number): string => place(index * step);
  const height = (index: number): string => {
    const share = full <= 0 ? 0 : Math.min(1, Math.max(0, (values[index] ?? 0) / full));
    return place(EDGE + (1 - share) * (SPARK_HEIGHT - 2 * EDGE));
  };
  const runs = runsOf(values);
  const lines = runs.map(([first, last]) => {
    const points = Array.from({ length: last - first + 1 }, (_, at) => `${left(first + at)} ${height(first + at)}`);
    // A value stands for its whole step: a single one is still to be seen.
    return `${points.join("L")}L${left(last + 1)} ${height(last)}`;
  });
  const areas = runs.map(([first, last], at) => `M${left(first)} ${SPARK_HEIGHT}L${lines[at]}L${left(last + 1)} ${SPARK_HEIGHT}Z`);
  const bounds = [0, ...runs.flatMap(([first, last]) => [first, last + 1]), values.length];
  const gaps: string[] = [];
  for (let at = 0; at < bounds.length; at += 2) {
    const [from = 0, to = 0] = [bounds[at], bounds[at + 1]];
    if (to > from) gaps.push(`M${left(from)} ${SPARK_HEIGHT - EDGE}H${left(to)}`);
  }
  return { line: lines.map((line) => `M${line}`).join(""), area: areas.join(""), gaps: gaps.join("") };
}

/** Fewer steps, each the mean of what was measured within it; null only where nothing was. */
export function coarser(values: Measured, steps: number): (number | null)[] {
  if (values.length <= steps) return [...values];
  return Array.from({ length: steps }, (_, at) => {
    const part = values.slice(Math.floor((at * values.length) / steps), Math.floor(((at + 1) * values.length) / steps));
    const measured = part.filter((value) => value !== null);
    return measured.length === 0 ? null : measured.reduce((sum, value) => sum + value, 0) / measured.length;
  });
}
