import type { Host } from "../../../../kernel/context.ts";
import type { Task } from "../../prompts/operations.ts";
import type { Outcome } from "../events.ts";
import type { PlacedUse } from "../learning/ledger.ts";
import type { InteractionRow, PreferencesTables } from "./tables.ts";

export type Keeping = Pick<Host, "store">;
type Reading = Pick<Host, "db">;

/** One answer of a model to somebody. */
export interface Interaction extends PlacedUse {
  id: string;
  features: readonly number[] | null;
}

/** Rows of one statement: well below the number of values that a store takes. */
const AT_ONCE = 500;

/** Keep interactions. @returns those that were not known by their id */
export function insertInteractions(host: Keeping, told: readonly Interaction[]): Promise<Interaction[]> {
  return host.store.commit<PreferencesTables, Interaction[]>(async (trx) => {
    const added = new Set<string>();
    for (let from = 0; from < told.length; from += AT_ONCE) {
      const rows = await trx
        .insertInto("preferences_interactions")
        .values(told.slice(from, from + AT_ONCE).map(toRow))
        .onConflict((conflict) => conflict.doNothing())
        .returning("id")
        .execute();
      for (const { id } of rows) added.add(id);
    }
    // The same id twice in what was told is one row: only its first counts.
    return told.filter(({ id }) => added.delete(id));
  });
}

/** Note what became of an answer. @returns how it stood before; null when there is no such interaction (of this person, if one is named) */
export function updateOutcome(host: Keeping, id: string, userId: string | null, outcome: Outcome): Promise<Interaction | null> {
  return host.store.commit<PreferencesTables, Interaction | null>(async (trx) => {
    const row = await trx.selectFrom("preferences_interactions").selectAll().where("id", "=", id).executeTakeFirst();
    if (row === undefined || (userId !== null && row.user_id !== userId)) return null;
    await trx.updateTable("preferences_interactions").set({ outcome }).where("user_id", "=", row.user_id).where("id", "=", id).execute();
    return toInteraction(row);
  });
}

export interface Selection {
  task?: Task | undefined;
  model?: string | undefined;
  interactionId?: string | undefined;
}

/** Delete a person's interactions, all or those of a task, a model or an id. @returns what was deleted */
export function deleteInteractions(host: Keeping, userId: string, { task, model, interactionId }: Selection): Promise<Interaction[]> {
  return host.store.commit<PreferencesTables, Interaction[]>(async (trx) => {
    let query = trx.deleteFrom("preferences_interactions").where("user_id", "=", userId);
    if (task !== undefined) query = query.where("task", "=", task);
    if (model !== undefined) query = query.where("model", "=", model);
    if (interactionId !== undefined) query = query.where("id", "=", interactionId);
    return (await query.returningAll().execute()).map(toInteraction);
  });
}

/** A person's interactions, newest first. */
export async function listInteractions(host: Reading, userId: string, limit: number): Promise<Interaction[]> {
  const rows = await host
    .db<PreferencesTables>()
    .selectFrom("preferences_interactions")
    .selectAll()
    .where("user_id", "=", userId)
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(toInteraction);
}

const PAGE = 5_000;

/** Everybody's uses since a moment, in the order in which they were, page by page: others get their turn in between. */
export async function* usesSince(host: Reading, since: number): AsyncGenerator<PlacedUse[]> {
  let last = { at: since, id: "" };
  for (;;) {
    const { at, id } = last;
    const rows = await host
      .db<PreferencesTables>()
      .selectFrom("preferences_interactions")
      .select(["user_id as userId", "id", "task", "model", "at", "latency_ms as latencyMs", "tokens", "outcome"])
      .where((where) => where.or([where("at", ">", at), where.and([where("at", "=", at), where("id", ">", id)])]))
      .orderBy("at")
      .orderBy("id")
      .limit(PAGE)
      .execute();
    if (rows.length > 0) yield rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE) return;
    last = end;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

function toRow({ id, userId, task, model, at, latencyMs, tokens, outcome, features }: Interaction): InteractionRow {
  const kept = features === null ? null : JSON.stringify(features);
  return { user_id: userId, id, task, model, at, latency_ms: latencyMs, tokens, outcome, features: kept };
}

function toInteraction(row: InteractionRow): Interaction {
  return {
    id: row.id,
    userId: row.user_id,
    task: row.task,
    model: row.model,
    at: row.at,
    latencyMs: row.latency_ms,
    tokens: row.tokens,
    outcome: row.outcome,
    features: row.features === null ? null : (JSON.parse(row.features) as number[]),
  };
}
