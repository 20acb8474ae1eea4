import type { Task } from "../../prompts/operations.ts";
import type { Outcome } from "../events.ts";
import { beliefFrom, count, type Belief, type Tally } from "./belief.ts";
import { goodAndBad, noEvidence, put, takeOut, typical, type Evidence, type Use } from "./evidence.ts";
import { scoreOf, type Cost, type Weights } from "./score.ts";

/** A use of a model with the place that it belongs to. */
export interface PlacedUse extends Use {
  /** Whose it is. */
  userId: string;
  task: Task;
  model: string;
}

/** How near what is known comes: this person's, anybody's at this task, the model's at any task, or nothing at all. */
export type Basis = "own" | "household" | "model" | "prior";

/** What is made of one model for one person's task. */
export interface Standing extends Cost {
  model: string;
  score: number;
  belief: Belief;
  basis: Basis;
  /** This person's uses at this task, which do not fade, and their outcomes. */
  uses: number;
  outcomes: Record<Outcome, number>;
  /** Share of this person's outcomes that were good, as far as they still count; null without any. */
  successRate: number | null;
  /** How many outcomes stand behind it, as far as they still count: this person's and everybody's at this task, those at others in part. */
  evidence: number;
  /** This person's uses, as far as they still count. */
  used: number;
}

/** Names that are remembered for one person's task, and over all; the one used longest ago makes room. */
const MOST_OWN_MODELS = 200;
const MOST_MODELS = 5_000;

/**
 * What is known about models: by person, task and model, and over those by task and model, and by model. Sums only, in
 * memory; a place costs the same after a hundred thousand uses as after one.
 */
export class Ledger {
  readonly #halfLifeMs: number;
  readonly #own = new Map<string, Map<Task, Map<string, Evidence>>>();
  readonly #ofTask = new Map<Task, Map<string, Evidence>>();
  readonly #ofModel = new Map<string, Evidence>();

  constructor(halfLifeMs: number) {
    this.#halfLifeMs = halfLifeMs;
  }

  put(use: PlacedUse, sign: 1 | -1 = 1): void {
    const { userId, task, model } = use;
    for (const [models, most] of [
      [childOf(childOf(this.#own, userId), task), MOST_OWN_MODELS],
      [childOf(this.#ofTask, task), MOST_MODELS],
      [this.#ofModel, MOST_MODELS],
    ] as const) {
      const evidence = models.get(model) ?? noEvidence(use.at);
      put(evidence, use, sign, this.#halfLifeMs);
      // Used last, so it stands last: the first is the one to go.
      models.delete(model);
      if (evidence.uses > 0) models.set(model, evidence);
      const [oldest] = models.keys();
      if (models.size > most && oldest !== undefined) models.delete(oldest);
    }
  }

  /** Take everything of a person out again, as if it had never been. */
  forget(userId: string): void {
    for (const [task, models] of this.#own.get(userId) ?? [])
      for (const [model, own] of models)
        for (const wider of [this.#ofTask.get(task), this.#ofModel]) {
          const evidence = wider?.get(model);
          if (evidence === undefined) continue;
          takeOut(evidence, own, this.#halfLifeMs);
          if (evidence.uses <= 0) wider?.delete(model);
        }
    this.#own.delete(userId);
  }

  /** The models that this person, or anybody, has used for the task. */
  modelsFor(userId: string, task: Task): string[] {
    return [...new Set([...(this.#own.get(userId)?.get(task)?.keys() ?? []), ...(this.#ofTask.get(task)?.keys() ?? [])])];
  }

  /** Every model that anybody has used for anything, the one used last at the end. */
  get models(): string[] {
    return [...this.#ofModel.keys()];
  }

  /** Has anybody used a model of this name for anything? */
  knows(model: string): boolean {
    return this.#ofModel.has(model);
  }

  of(userId: string, task: Task, model: string, now: number, weights: Weights): Standing {
    const own = this.#own.get(userId)?.get(task)?.get(model);
    const ofTask = this.#ofTask.get(task)?.get(model);
    const ofModel = this.#ofModel.get(model);
    const mine = goodAndBad(own, now, this.#halfLifeMs);
    const all = goodAndBad(ofTask, now, this.#halfLifeMs);
    const others = less(all, mine);
    const elsewhere = less(goodAndBad(ofModel, now, this.#halfLifeMs), all);
    const belief = beliefFrom([elsewhere, others, mine]);
    const cost = typical(own ?? ofTask ?? ofModel);
    return {
      model,
      score: scoreOf(belief, cost, weights),
      belief,
      basis: basisOf(mine, others, elsewhere),
      uses: own?.uses ?? 0,
      outcomes: { ...(own ?? noEvidence(now)).outcomes },
      successRate: count(mine) < 1e-9 ? null : mine.good / count(mine),
      evidence: count(mine) + count(others) + ELSEWHERE * count(elsewhere),
      used: own === undefined ? 0 : own.used * 0.5 ** (Math.max(0, now - own.at) / this.#halfLifeMs),
      ...cost,
    };
  }
}

function childOf<Key, InnerKey, Value>(parents: Map<Key, Map<InnerKey, Value>>, key: Key): Map<InnerKey, Value> {
  let child = parents.get(key);
  if (child === undefined) parents.set(key, (child = new Map()));
  return child;
}

/** What is left when one part of a sum is taken away: the places of a belief must not share outcomes. */
function less(all: Tally, part: Tally): Tally {
  return { good: Math.max(0, all.good - part.good), bad: Math.max(0, all.bad - part.bad) };
}

/** What an outcome at other tasks tells about this one. */
const ELSEWHERE = 0.25;
/** Of less than this, nobody says that it is known. */
const A_TRACE = 0.05;

function basisOf(mine: Tally, others: Tally, elsewhere: Tally): Basis {
  if (count(mine) > A_TRACE) return "own";
  if (count(others) > A_TRACE) return "household";
  return count(elsewhere) > A_TRACE ? "model" : "prior";
}
