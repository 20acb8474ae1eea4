/** One prompt with what each of two models made of it; a higher quality is better. */
export interface Outcome {
  weak: number;
  strong: number;
}

export interface RoutingFigures {
  /** Average performance gap recovered: 0 always weak, 1 always strong, 0.5 by chance. */
  apgr: number;
  /** Least share of strong calls that recovers half, and four fifths, of the gap. */
  cpt50: number;
  cpt80: number;
}

const POINTS = 10;

/**
 * RouteLLM's metric: prompts are sent to the strong model in the order of their score, eleven operating points from 0 to
 * 100 % strong calls; the area under the quality, between always weak and always strong.
 */
export function routingFigures(items: readonly (Outcome & { score: number })[]): RoutingFigures {
  const sorted = items.map((item, index) => ({ ...item, index })).toSorted((a, b) => b.score - a.score || a.index - b.index);
  const count = sorted.length;
  const weak = items.reduce((total, item) => total + item.weak, 0) / count;
  const strong = items.reduce((total, item) => total + item.strong, 0) / count;
  const recovered = [0];
  let gained = 0;
  let at = 0;
  for (let point = 1; point <= POINTS; point += 1) {
    for (const until = Math.round((point * count) / POINTS); at < until; at += 1)
      gained += (sorted[at]?.strong ?? 0) - (sorted[at]?.weak ?? 0);
    recovered.push(gained / count / (strong - weak));
  }
  let area = 0;
  for (let point = 1; point <= POINTS; point += 1) area += ((recovered[point - 1] ?? 0) + (recovered[point] ?? 0)) / 2 / POINTS;
  return { apgr: area, cpt50: callsFor(recovered, 0.5), cpt80: callsFor(recovered, 0.8) };
}

function callsFor(recovered: readonly number[], wanted: number): number {
  const point = recovered.findIndex((share) => share >= wanted);
  if (point <= 0) return point === 0 ? 0 : 1;
  const before = recovered[point - 1] ?? 0;
  const after = recovered[point] ?? 0;
  return (point - 1 + (wanted - before) / (after - before)) / POINTS;
}
