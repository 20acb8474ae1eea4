import type { Host } from "../../../../kernel/context.ts";
import { part } from "../../../../kernel/keys.ts";
import type { Task } from "../../prompts/operations.ts";
import type { Outcome } from "../events.ts";
import { Ledger, type PlacedUse, type Standing } from "../learning/ledger.ts";
import { recommend, type Recommended } from "../learning/recommending.ts";
import { preferencesSettings } from "../settings.ts";
import { deleteInteractions, insertInteractions, usesSince, updateOutcome, type Interaction, type Selection } from "./interactions.ts";
import { deleteRecommended, listRecommended, saveRecommended } from "./recommended.ts";

const DAY_MS = 86_400_000;
/** What is older than so many half-lives counts less than a thousandth: it is not read at start. */
const WORTH_READING = 10;
/** A recommendation is looked for among so many models that were used lately. */
const MOST_CONSIDERED = 50;
/** Words about interactions that have not been told yet: after a crash the two events may come in the wrong order. */
const MOST_EARLY_WORDS = 1_000;

/** What has been learned, in memory, so that a read costs microseconds; the interactions in the store are the truth behind it. */
export interface Memory {
  ledger: Ledger;
  /** By person, by task. */
  recommended: Map<string, Map<Task, Recommended>>;
  earlyWords: Map<string, Outcome>;
}

export const memory = part<Memory>("preferences.memory", (host) => ({
  ledger: new Ledger(host.settings(preferencesSettings).halfLifeDays * DAY_MS),
  recommended: new Map(),
  earlyWords: new Map(),
}));

type Remembering = Pick<Host, "part" | "settings" | "clock" | "store" | "db">;

/** Learn again what the store knows. Once, at start. */
export async function remember(host: Remembering): Promise<void> {
  const { ledger, recommended } = host.part(memory);
  const now = host.clock.now();
  const since = now - WORTH_READING * host.settings(preferencesSettings).halfLifeDays * DAY_MS;
  for await (const page of usesSince(host, since)) for (const use of page) ledger.put({ ...use, at: Math.min(now, use.at) });
  for (const { userId, task, ...standing } of await listRecommended(host)) tasksOf(recommended, userId).set(task, standing);
}

/** Keep what a model did for somebody and learn from it. @returns how many were not known yet */
export async function learn(host: Remembering, interactions: readonly Interaction[]): Promise<number> {
  const { ledger, earlyWords } = host.part(memory);
  const now = host.clock.now();
  const told = interactions.map((interaction) => {
    const outcome = earlyWords.get(interaction.id) ?? interaction.outcome;
    earlyWords.delete(interaction.id);
    // Nothing is from a time still to come: it would let everything before it fade.
    return { ...interaction, outcome, at: Math.min(now, interaction.at) };
  });
  const added = await insertInteractions(host, told);
  for (const interaction of added) ledger.put(interaction);
  await reconsider(host, added);
  return added.length;
}

/** Learn what became of an answer. @returns the interaction; null when there is none of this id (and person, if one is named) */
export async function judge(host: Remembering, id: string, userId: string | null, outcome: Outcome): Promise<Interaction | null> {
  const before = await updateOutcome(host, id, userId, outcome);
  if (before === null) return null;
  const after = { ...before, outcome };
  const { ledger } = host.part(memory);
  ledger.put(before, -1);
  ledger.put(after);
  await reconsider(host, [after]);
  return after;
}

/** As `judge`, and a word that comes before its interaction waits for it. */
export async function hearWord(host: Remembering, id: string, outcome: Outcome): Promise<void> {
  if ((await judge(host, id, null, outcome)) !== null) return;
  const { earlyWords } = host.part(memory);
  earlyWords.set(id, outcome);
  const [oldest] = earlyWords.keys();
  if (earlyWords.size > MOST_EARLY_WORDS && oldest !== undefined) earlyWords.delete(oldest);
}

/** Forget what somebody's interactions taught, all of it or a part. @returns how many interactions are gone */
export async function forget(host: Remembering, userId: string, selection: Selection = {}): Promise<number> {
  const { ledger, recommended } = host.part(memory);
  const gone = await deleteInteractions(host, userId, selection);
  const isAll = Object.values(selection).every((chosen) => chosen === undefined);
  if (isAll) ledger.forget(userId);
  else for (const interaction of gone) ledger.put(interaction, -1);
  const tasks = isAll ? [...(recommended.get(userId)?.keys() ?? [])] : [...new Set(gone.map(({ task }) => task))];
  // A recommendation may rest on what is gone: it is made anew from what is left.
  for (const task of tasks) recommended.get(userId)?.delete(task);
  await deleteRecommended(host, userId, tasks);
  if (!isAll) await reconsider(host, gone);
  return gone.length;
}

/** What is known about models for one person's task now; all that anybody used for it, and what is recommended, when no names are given. */
export function standingsFor(
  host: Pick<Host, "part" | "settings" | "clock">,
  userId: string,
  task: Task,
  models?: readonly string[],
): Standing[] {
  const { ledger } = host.part(memory);
  const now = host.clock.now();
  const weights = host.settings(preferencesSettings);
  const recommended = recommendedFor(host, userId, task);
  const known = [...new Set([...ledger.modelsFor(userId, task), ...(recommended === null ? [] : [recommended.model])])];
  return (models ?? known).map((model) => ledger.of(userId, task, model, now, weights));
}

export function recommendedFor(host: Pick<Host, "part">, userId: string, task: Task): Recommended | null {
  return host.part(memory).recommended.get(userId)?.get(task) ?? null;
}

async function reconsider(host: Remembering, uses: readonly PlacedUse[]): Promise<void> {
  const { ledger, recommended } = host.part(memory);
  // Also those that were never used for this: where the known ones fail, they may be better.
  const models = ledger.models.slice(-MOST_CONSIDERED);
  const places = new Map(uses.filter(({ outcome }) => outcome !== null).map(({ userId, task }) => [`${task} ${userId}`, { userId, task }]));
  for (const { userId, task } of places.values()) {
    const before = recommendedFor(host, userId, task);
    const standings = standingsFor(host, userId, task, [...new Set([...ledger.modelsFor(userId, task), ...models])]);
    const after = recommend(task, standings, host.clock.now(), before, host.settings(preferencesSettings));
    if (after === null || after === before) continue;
    tasksOf(recommended, userId).set(task, after);
    await saveRecommended(host, { userId, task, ...after });
  }
}

function tasksOf(recommended: Memory["recommended"], userId: string): Map<Task, Recommended> {
  let tasks = recommended.get(userId);
  if (tasks === undefined) recommended.set(userId, (tasks = new Map()));
  return tasks;
}
