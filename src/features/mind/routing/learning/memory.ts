import type { z } from "zod";
import type { Host } from "../../../../kernel/context.ts";
import { part } from "../../../../kernel/keys.ts";
import { interactionJudged, interactionNoted, interactionTold, type Outcome } from "../../preferences/events.ts";
import { PROFILE_LENGTH } from "../../prompts/operations.ts";
import { Learner, pointOf, type Point } from "./learner.ts";
import { eraseOutcomes, insertOutcomes, judgeOutcome, readOutcomes, type OutcomeRow } from "./store.ts";

type Noted = Pick<z.output<typeof interactionNoted.schema>, "id" | "userId" | "model" | "at" | "outcome" | "features">;

/** What an outcome says about the answer, 0 to 1. */
const WORTH: Readonly<Record<Outcome, number>> = { accepted: 1, edited: 0.6, regenerated: 0.15, rejected: 0, error: 0 };

/** Learners of one person's models; beyond that the one that was asked or taught longest ago goes. */
const MOST_LEARNERS = 300;
/** Words about interactions that have not been noted yet. Most are never: their prompt was not looked at. */
const MOST_EARLY_WORDS = 1_000;

/** How well each model does on which prompts, per person: in memory, rebuilt from the table at start. */
export class Memory {
  readonly #learners = new Map<string, Learner>();
  readonly #earlyWords = new Map<string, Outcome>();

  static key(userId: string, model: string): string {
    return JSON.stringify([userId, model]);
  }

  learnerOf(userId: string, model: string): Learner | undefined {
    return this.#learners.get(Memory.key(userId, model));
  }

  learn(userId: string, model: string, point: Point, value: number): void {
    const key = Memory.key(userId, model);
    const learner = this.#learners.get(key) ?? new Learner();
    this.#learners.delete(key);
    this.#learners.set(key, learner);
    learner.learn(point, value);
    const [oldest] = this.#learners.keys();
    if (this.#learners.size > MOST_LEARNERS && oldest !== undefined) this.#learners.delete(oldest);
  }

  /** Keep a word until its interaction comes. */
  keepWord(id: string, outcome: Outcome): void {
    this.#earlyWords.delete(id);
    this.#earlyWords.set(id, outcome);
    const [oldest] = this.#earlyWords.keys();
    if (this.#earlyWords.size > MOST_EARLY_WORDS && oldest !== undefined) this.#earlyWords.delete(oldest);
  }

  /** The word that waits for this interaction, and waits no longer. */
  takeWord(id: string): Outcome | undefined {
    const outcome = this.#earlyWords.get(id);
    this.#earlyWords.delete(id);
    return outcome;
  }

  forget(userId: string): void {
    for (const key of this.#learners.keys()) if ((JSON.parse(key) as string[])[0] === userId) this.#learners.delete(key);
  }
}

export const memory = part("routing.memory", () => new Memory());

function learnRow(host: Pick<Host, "part">, row: OutcomeRow, value: number): void {
  host.part(memory).learn(row.user_id, row.model, pointOf(JSON.parse(row.profile) as number[]), value);
}

/** Learn what the table holds, then everything that is told. */
export async function keepLearning(host: Host): Promise<void> {
  for (const row of await readOutcomes(host.store)) if (row.value !== null) learnRow(host, row, row.value);
  host.onEveryBatch(interactionNoted, "routing.noted", async (batch) => {
    const rows = batch.flatMap(({ payload }) => rowOf(payload) ?? []);
    if (rows.length === 0) return;
    for (const row of await insertOutcomes(host.store, rows)) {
      if (row.value !== null) learnRow(host, row, row.value);
      const word = host.part(memory).takeWord(row.id);
      if (word !== undefined) await correct(host, row.id, word);
    }
  });
  host.onEvery(interactionJudged, "routing.judged", ({ id, outcome }) => correct(host, id, outcome));
  host.onEvery(interactionTold, "routing.told", async ({ id, features, outcome, ...told }) => {
    const row = rowOf({ id, features, outcome, ...told });
    if (row === null) await correct(host, id, outcome);
    else for (const fresh of await insertOutcomes(host.store, [row])) learnRow(host, fresh, WORTH[outcome]);
  });
}

/** Without the prompt's profile there is nothing to tell prompts apart by; preferences learn from it all the same. */
function rowOf({ id, userId, model, at, outcome, features }: Noted): OutcomeRow | null {
  if (features?.length !== PROFILE_LENGTH) return null;
  return { user_id: userId, id, model, profile: JSON.stringify(features), value: outcome === null ? null : WORTH[outcome], at };
}

/** What became of an answer is known, or known better than before. A word that comes before its interaction waits for it. */
async function correct(host: Pick<Host, "part" | "store">, id: string, outcome: Outcome): Promise<void> {
  // It waits before it is looked for, so that an interaction that is written meanwhile finds it.
  host.part(memory).keepWord(id, outcome);
  const before = await judgeOutcome(host.store, id, WORTH[outcome]);
  if (before === undefined) return;
  host.part(memory).takeWord(id);
  if (before.value === null) learnRow(host, before, WORTH[outcome]);
  // A word that was taken back: what was learned from it is in the sums, so the person's learners start anew from the table.
  else if (before.value !== WORTH[outcome]) await relearn(host, before.user_id);
}

async function relearn(host: Pick<Host, "part" | "store">, userId: string): Promise<void> {
  host.part(memory).forget(userId);
  for (const row of await readOutcomes(host.store, userId)) if (row.value !== null) learnRow(host, row, row.value);
}

export async function forgetOutcomes(host: Pick<Host, "part" | "store">, userId: string): Promise<number> {
  host.part(memory).forget(userId);
  return eraseOutcomes(host.store, userId);
}
