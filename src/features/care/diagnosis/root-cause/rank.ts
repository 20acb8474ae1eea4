import { ASPECTS, aspectOf, behaviourOf, type Behaviour } from "./behaviour.ts";
import { blameAll, type Blame } from "./blame.ts";
import { CallGraph, type Edge } from "./graph.ts";
import { byNode, type Series } from "./series.ts";
import { calmInWords, whyOf } from "./why.ts";
import { windowOf, type Window } from "./window.ts";

export interface Symptoms {
  edges: readonly Edge[];
  series: readonly Series[];
  /** The same metrics in normal operation; without them the times outside the trouble say what is usual. */
  normal?: readonly Series[] | undefined;
  /** Whose metric shows the trouble, and when it was seen. Epoch seconds. */
  target: { node: string; metric: string; time: number };
}

export interface Suspect {
  node: string;
  /** 0 to 1, how much speaks for it beside the others; no probability. */
  score: number;
  why: string;
}

/** Trouble that a component only suffers counts so much beside trouble that it makes. */
const SUFFERED = 0.1;
/** Trouble in another aspect than the target's. */
const OTHER_ASPECT = 0.25;
/** A component that the target reaches by no call that is known. */
const UNREACHED = 0.1;

/** Less than so many usual strayings is what a well component does: of moments in normal operation most show no more. */
const UNUSUAL_SIGMAS = 1.5;

/** A sentence where nothing was unusual at the target: then there is nothing to explain. Null when there is, or it was not measured. */
export function calmOf({ series, normal = [], target }: Symptoms): string | null {
  const measured = byNode(series);
  const own = measured.get(target.node) ?? new Map();
  const { deviations, isNew, isSilent } = behaviourOf(own, byNode(normal).get(target.node), windowFor(measured, series, target));
  const known = ASPECTS.flatMap((aspect) => deviations[aspect] ?? []);
  if (isNew || isSilent || known.some(({ sigmas }) => sigmas >= UNUSUAL_SIGMAS)) return null;
  const told = deviations[aspectOf(target.metric)];
  return told === null ? null : calmInWords(target.node, told);
}

function windowFor(measured: ReturnType<typeof byNode>, series: readonly Series[], target: Symptoms["target"]): Window {
  const times = [...new Set(series.flatMap((each) => each.times))];
  return windowOf(measured.get(target.node)?.get(target.metric), times, target.time);
}

/** Say which component is the likeliest cause of the target's trouble, best first. Every component is in the ranking. */
export function rankSuspects({ edges, series, normal = [], target }: Symptoms): Suspect[] {
  const graph = new CallGraph(edges);
  const measured = byNode(series);
  const usual = byNode(normal);
  const window = windowFor(measured, series, target);
  const behaviours = new Map<string, Behaviour>();
  for (const node of new Set([target.node, ...graph.nodes, ...measured.keys()]))
    behaviours.set(node, behaviourOf(measured.get(node) ?? new Map(), usual.get(node), window));

  const steps = graph.stepsFrom(target.node);
  const wanted = aspectOf(target.metric);
  const views = ASPECTS.map((aspect) => {
    const blames = blameAll(behaviours, graph, aspect);
    return { weight: aspect === wanted ? 1 : OTHER_ASPECT, blames, shares: sharesOf(blames, steps) };
  }).toSorted((a, b) => b.weight - a.weight);
  const most = views.reduce((sum, { weight }) => sum + weight, 0);
  const scoreOf = (node: string): number =>
    (views.reduce((sum, { weight, shares }) => sum + weight * (shares.get(node) ?? 0), 0) / most) * (steps.has(node) ? 1 : UNREACHED);
  const distance = (node: string): number => steps.get(node) ?? Number.MAX_SAFE_INTEGER;
  return [...behaviours]
    .map(([node, behaviour]) => ({
      node,
      score: scoreOf(node),
      why: whyOf(
        behaviour,
        views.map(({ blames }) => blames.get(node)),
        steps.has(node),
      ),
    }))
    .toSorted((a, b) => b.score - a.score || distance(a.node) - distance(b.node) || (a.node < b.node ? -1 : 1));
}

/** How much speaks for each component, as a part of the most that speaks for any that the target reaches. */
function sharesOf(blames: ReadonlyMap<string, Blame>, reached: ReadonlyMap<string, number>): Map<string, number> {
  const amounts = new Map([...blames].map(([node, { own, trouble }]) => [node, own + SUFFERED * trouble]));
  const most = Math.max(0, ...[...amounts].map(([node, amount]) => (reached.has(node) ? amount : 0)));
  return new Map([...amounts].map(([node, amount]) => [node, most > 0 ? Math.min(1, amount / most) : Number(amount > 0)]));
}
