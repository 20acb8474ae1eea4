import type { Outcome } from "../events.ts";
import { chanceAbove } from "./belief.ts";
import type { Standing } from "./ledger.ts";

/** The model that stands recommended for one person's task, and why it does. */
export interface Recommended {
  model: string;
  /** Epoch ms. */
  since: number;
  /** What was recommended before; null for the first. */
  previous: string | null;
  /** One sentence for a person. */
  reason: string;
}

export interface Rules {
  minimumEvidence: number;
  /** By how much a score has to be better. */
  changeMargin: number;
}

/** How sure it has to be that the other model is truly better, so that luck of a few prompts moves nothing. */
const SURE_ENOUGH = 0.75;

/** How sure it has to be that one of which little is known here is better than one that is known: it must not win by not having been tried. */
const SURE_UNTRIED = 0.9;
/** Of fewer good answers than this at the very task, one says that a model fails there. */
const FAILS_BELOW = 0.5;

/** A weight that has faded by a few minutes is still the outcome that it was. */
const SURELY_COUNTED = 0.95;

/** What is known well enough to be recommended, best first. */
export function ranked(standings: readonly Standing[], { minimumEvidence }: Pick<Rules, "minimumEvidence">): Standing[] {
  return standings
    .filter(({ evidence }) => evidence >= minimumEvidence * SURELY_COUNTED)
    .toSorted((a, b) => b.score - a.score || a.model.localeCompare(b.model));
}

/**
 * The one to recommend: the best that is known well enough, unless that one does so badly here that another, of which
 * less is known, is better by the margin and quite surely so.
 */
export function candidate(standings: readonly Standing[], rules: Rules): Standing | undefined {
  const [known] = ranked(standings, rules);
  if (known === undefined || (known.successRate ?? known.belief.mean) >= FAILS_BELOW) return known;
  const [better] = standings
    .filter(({ score, belief }) => score - known.score >= rules.changeMargin && chanceAbove(belief, known.belief) >= SURE_UNTRIED)
    .toSorted((a, b) => b.score - a.score || a.model.localeCompare(b.model));
  return better ?? known;
}

/**
 * What is recommended now. It changes only when another model is better by the margin and surely so; the reason says
 * what both did. The same object comes back when nothing changes; null as long as nothing is known well enough.
 */
export function recommend(
  task: string,
  standings: readonly Standing[],
  now: number,
  before: Recommended | null,
  rules: Rules,
): Recommended | null {
  const best = candidate(standings, rules);
  if (best === undefined) return before;
  const current = before === null ? undefined : standings.find(({ model }) => model === before.model);
  if (before === null || current === undefined) {
    const [known] = ranked(standings, rules);
    const reason =
      known === undefined || known.model === best.model
        ? `${recordOf(best, task)}: the best that is known so far${costOf(best)}.`
        : `${recordOf(known, task)}; ${recordOf(best, task)}, and is expected to do better.`;
    return { model: best.model, since: now, previous: before?.model ?? null, reason };
  }
  if (best.model === current.model) return before;
  // What was only believed of a model that was never used here gives way to one that does well here.
  const isOnlyBelieved = current.uses === 0 && current.evidence < rules.minimumEvidence * SURELY_COUNTED;
  if (!isOnlyBelieved || (best.successRate ?? 0) < FAILS_BELOW) {
    if (best.score - current.score < rules.changeMargin) return before;
    if (chanceAbove(best.belief, current.belief) < SURE_ENOUGH && best.belief.mean > current.belief.mean) return before;
  }
  return {
    model: best.model,
    since: now,
    previous: current.model,
    reason: `${recordOf(best, task)}; ${recordOf(current, task)}, so ${best.model} is recommended instead of ${current.model}${costOf(best, current)}.`,
  };
}

const ELSEWHERE: Readonly<Record<Standing["basis"], string>> = {
  own: "",
  household: ", only with others of the house",
  model: ", only at other tasks",
  prior: "",
};

/** "small had 7 of 9 answers at code accepted (1 regenerated, 1 rejected)" */
export function recordOf({ model, outcomes, basis }: Standing, task: string): string {
  const judged = Object.values(outcomes).reduce((total, each) => total + each, 0);
  if (judged === 0) return `${model} has no record with you at ${task}${ELSEWHERE[basis]}`;
  const faults = (["edited", "regenerated", "rejected", "error"] as const).filter((outcome) => outcomes[outcome] > 0);
  const detail = faults.map((outcome) => `${outcomes[outcome]} ${wordOf(outcome, outcomes[outcome])}`).join(", ");
  return `${model} had ${outcomes.accepted} of ${judged} answers at ${task} accepted${detail === "" ? "" : ` (${detail})`}`;
}

function wordOf(outcome: Outcome, times: number): string {
  if (outcome !== "error") return outcome;
  return times === 1 ? "error" : "errors";
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

/** What the wait has to do with it, where it has. */
function costOf(best: Standing, current?: Standing): string {
  if (best.latencyMs === null) return "";
  if (current === undefined) return `, in ${seconds(best.latencyMs)} each`;
  if (current.latencyMs === null || Math.abs(best.latencyMs - current.latencyMs) < 500) return "";
  return ` (${seconds(best.latencyMs)} against ${seconds(current.latencyMs)} each)`;
}

/** Which model should answer once although another is recommended, so that what is not known can become known. */
export interface Exploration {
  model: string;
  reason: string;
}

/** What is new is tried more at first: besides the share, so many times the square root of all uses, for a share of 1. */
const FIRST_TRIES = 30;
/** How far above what is believed a model may turn out to be, in standard deviations. */
const OPTIMISM = 1.5;

function hope({ score, belief }: Standing): number {
  return score + OPTIMISM * belief.deviation;
}

/**
 * Bounded by what happened: once about `share` of this person's uses at the task went to models that are not
 * recommended, by exploration or by choice, nothing more is explored; while there are few uses it may be more (with a
 * share of 0.05 it is 5 of 10, 20 of 100, 97 of 1,000). A model that could hardly be better is left alone.
 */
export function explore(standings: readonly Standing[], recommended: string, share: number): Exploration | null {
  const current = standings.find(({ model }) => model === recommended);
  if (current === undefined || share <= 0) return null;
  const all = standings.reduce((total, { used }) => total + used, 0);
  const elsewhere = all - current.used;
  if (elsewhere + 1 > share * (all + FIRST_TRIES * Math.sqrt(all))) return null;
  const [best] = standings.filter(({ model }) => model !== recommended).toSorted((a, b) => hope(b) - hope(a));
  if (best === undefined || hope(best) <= current.score) return null;
  const known = best.uses === 0 ? "was never tried" : `was tried ${best.uses === 1 ? "once" : `${best.uses} times`}`;
  return { model: best.model, reason: `${best.model} ${known} here and could be better than ${recommended}.` };
}
