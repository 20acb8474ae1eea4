import type { Task } from "../../../src/features/mind/prompts/operations.ts";
import { Ledger, type Standing } from "../../../src/features/mind/preferences/learning/ledger.ts";
import { explore, recommend, type Recommended } from "../../../src/features/mind/preferences/learning/recommending.ts";
import { preferencesSettings } from "../../../src/features/mind/preferences/settings.ts";
import { randomOf } from "../interval.ts";

/** A prompt that every model of a log answered; how good each answer was, 0 to 1. */
export interface Answered {
  task: Task;
  quality: Readonly<Record<string, number>>;
}

export interface Replayed {
  /** Mean quality of what the recommendations chose. */
  learned: number;
  /** Of a model drawn by chance, and of the one that is best over the whole log. */
  random: number;
  alwaysBest: number;
  /** Share of the prompts that went to another model than the recommended one, once there was one. */
  explored: number;
  changes: number;
}

const DAY_MS = 86_400_000;
/** So many prompts a person asks a day. */
const PROMPTS_A_DAY = 50;

/**
 * One person asks the prompts in an order by chance, and only the answer of the model that was chosen is seen: as at
 * home. Before anything is recommended a model is drawn by chance.
 */
export function replay(log: readonly Answered[], models: readonly string[], seed: number): Replayed {
  const settings = preferencesSettings.schema.parse({});
  const random = randomOf(seed);
  const order = log.map((each) => ({ each, place: random() })).toSorted((a, b) => a.place - b.place);
  const ledger = new Ledger(settings.halfLifeDays * DAY_MS);
  const recommended = new Map<Task, Recommended>();
  let total = 0;
  let explored = 0;
  let changes = 0;
  for (const [index, { each }] of order.entries()) {
    const { task, quality } = each;
    const at = Math.round((index * DAY_MS) / PROMPTS_A_DAY);
    const standings = (): Standing[] => models.map((model) => ledger.of("person", task, model, at, settings));
    const before = recommended.get(task) ?? null;
    const turn = before === null ? null : explore(standings(), before.model, settings.explorationShare);
    const model = turn?.model ?? before?.model ?? (models[Math.floor(random() * models.length)] as string);
    const gained = quality[model] ?? 0;
    total += gained;
    if (turn !== null) explored += 1;
    ledger.put({ userId: "person", task, model, at, latencyMs: null, tokens: null, outcome: gained >= 0.5 ? "accepted" : "regenerated" });
    const after = recommend(task, standings(), at, before, settings);
    if (after !== null && after !== before) {
      if (before !== null) changes += 1;
      recommended.set(task, after);
    }
  }
  const meanFor = (model: string): number => log.reduce((sum, { quality }) => sum + (quality[model] ?? 0), 0) / log.length;
  const means = models.map(meanFor);
  return {
    learned: total / log.length,
    random: means.reduce((sum, mean) => sum + mean, 0) / means.length,
    alwaysBest: Math.max(...means),
    explored: explored / log.length,
    changes,
  };
}
