import { toIso } from "../../../../kernel/clock.ts";
import type { Basis, Standing } from "./ledger.ts";
import { candidate, recordOf, type Recommended, type Rules } from "./recommending.ts";

export interface Scored {
  model: string;
  score: number;
  uses: number;
  successRate: number | null;
  basis: Basis;
  reason: string;
}

export interface Answer {
  model: string | null;
  score: number;
  reason: string;
  /** Learned: from outcomes at this task. Prior: from what is known about the models elsewhere, or from nothing. */
  basis: "learned" | "prior";
  /** ISO 8601 */
  since: string | null;
  previous: string | null;
  alternatives: Scored[];
}

export function scored(standing: Standing, task: string): Scored {
  const { model, score, uses, successRate, basis } = standing;
  const reason = `${recordOf(standing, task)}.`;
  return { model, score: round(score), uses, successRate: successRate === null ? null : round(successRate), basis, reason };
}

/** What stands recommended if it is there, else the best that is known of those that are, else what the prior can tell. */
export function answerFor(task: string, standings: readonly Standing[], standing: Recommended | null, rules: Rules): Answer {
  const best = standings.toSorted((a, b) => b.score - a.score || a.model.localeCompare(b.model));
  const alternatives = (chosen: string | null): Scored[] => best.filter(({ model }) => model !== chosen).map((each) => scored(each, task));
  const current = standing === null ? undefined : standings.find(({ model }) => model === standing.model);
  if (standing !== null && current !== undefined) {
    const { model, since, previous } = standing;
    // What was true when it became recommended, and what has come since.
    const record = recordOf(current, task);
    const reason = standing.reason.includes(record) ? standing.reason : `${standing.reason} By now ${record}.`;
    return {
      model,
      score: round(current.score),
      reason,
      basis: "learned",
      since: toIso(since),
      previous,
      alternatives: alternatives(model),
    };
  }
  const instead = standing === null ? "" : `${standing.model}, which is recommended otherwise, is not among them: `;
  const known = candidate(standings, rules);
  if (known !== undefined) {
    const reason = `${instead}${recordOf(known, task)}.`;
    return {
      model: known.model,
      score: round(known.score),
      reason,
      basis: known.basis === "own" || known.basis === "household" ? "learned" : "prior",
      since: null,
      previous: null,
      alternatives: alternatives(known.model),
    };
  }
  const hopeful = best.find(({ basis }) => basis !== "prior");
  if (hopeful !== undefined) {
    const reason = `${instead}too little is known about ${task} yet; ${scored(hopeful, task).reason}`;
    return {
      model: hopeful.model,
      score: round(hopeful.score),
      reason,
      basis: "prior",
      since: null,
      previous: null,
      alternatives: alternatives(hopeful.model),
    };
  }
  const reason =
    standings.length === 0
      ? `No model has answered anything about ${task} yet.`
      : `${instead}nothing is known yet that would tell them apart at ${task}.`;
  return {
    model: null,
    score: best[0] === undefined ? 0 : round(best[0].score),
    reason,
    basis: "prior",
    since: null,
    previous: null,
    alternatives: alternatives(null),
  };
}

function round(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 10_000;
}
