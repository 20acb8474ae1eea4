import type { Kysely, Transaction } from "kysely";
import type { Host } from "../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../kernel/feature.ts";
import type { Task } from "../prompts/operations.ts";
import type { Spent } from "./noting/budgets.ts";

/** One call, as it is kept: what was measured, and features of the prompt. The prompt itself only where its owner allows it. */
export interface InteractionRow {
  id: string;
  /** Whose it is; for a program that belongs to nobody, the caller's own id. */
  user_id: string;
  caller: string;
  kind: "chat" | "embedding";
  /** Epoch ms. */
  at: number;
  wanted_model: string;
  model: string | null;
  upstream: string | null;
  outcome: "answered" | "failed" | "cancelled";
  why: string | null;
  tries: number;
  is_streamed: number;
  latency_ms: number;
  first_byte_ms: number | null;
  prompt_tokens: number | null;
  answer_tokens: number | null;
  /** What the budget was charged: measured, else estimated. */
  charged_tokens: number;
  task: Task | null;
  difficulty: number | null;
  language: string | null;
  prompt: string | null;
  judged: string | null;
  judged_because: string | null;
}

interface GatewayTables {
  gateway_interactions: InteractionRow;
  gateway_consents: { user_id: string; keeps_prompts: number; at: number };
}

export const migrations: readonly Migration[] = [
  {
    name: "interactions and consents",
    async up(db: Kysely<GatewayTables>) {
      await db.schema
        .createTable("gateway_interactions")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("user_id", "text", (column) => column.notNull())
        .addColumn("caller", "text", (column) => column.notNull())
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("wanted_model", "text", (column) => column.notNull())
        .addColumn("model", "text")
        .addColumn("upstream", "text")
        .addColumn("outcome", "text", (column) => column.notNull())
        .addColumn("why", "text")
        .addColumn("tries", "integer", (column) => column.notNull())
        .addColumn("is_streamed", "integer", (column) => column.notNull())
        .addColumn("latency_ms", "real", (column) => column.notNull())
        .addColumn("first_byte_ms", "real")
        .addColumn("prompt_tokens", "integer")
        .addColumn("answer_tokens", "integer")
        .addColumn("charged_tokens", "integer", (column) => column.notNull())
        .addColumn("task", "text")
        .addColumn("difficulty", "real")
        .addColumn("language", "text")
        .addColumn("prompt", "text")
        .addColumn("judged", "text")
        .addColumn("judged_because", "text")
        .execute();
      await db.schema.createIndex("gateway_interactions_user").on("gateway_interactions").columns(["user_id", "at"]).execute();
      await db.schema.createIndex("gateway_interactions_at").on("gateway_interactions").column("at").execute();
      await db.schema
        .createTable("gateway_consents")
        .addColumn("user_id", "text", (column) => column.primaryKey())
        .addColumn("keeps_prompts", "integer", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "gateway_interactions", timeColumn: "at", maxAgeDays: 90, maxRows: 200_000 },
  { table: "gateway_consents", timeColumn: "at", maxAgeDays: 36_500, maxRows: 10_000 },
];

type Own = Pick<Host, "db" | "store">;

/** Columns times rows must stay below what one statement may bind. */
const ROWS_AT_ONCE = 200;

export interface Judged {
  id: string;
  outcome: string;
  reason: string;
}

/** All of them, and what became of earlier ones, in one commit. */
export function insertInteractions({ store }: Own, rows: readonly InteractionRow[], judged: readonly Judged[]): Promise<void> {
  return store.commit<GatewayTables, void>(async (trx) => {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
      await trx
        .insertInto("gateway_interactions")
        .values(rows.slice(from, from + ROWS_AT_ONCE))
        .execute();
    for (const { id, outcome, reason } of judged)
      await trx.updateTable("gateway_interactions").set({ judged: outcome, judged_because: reason }).where("id", "=", id).execute();
  });
}

export function listInteractions({ db }: Own, userId: string, limit: number, before: string | undefined): Promise<InteractionRow[]> {
  let query = db<GatewayTables>().selectFrom("gateway_interactions").selectAll().where("user_id", "=", userId);
  if (before !== undefined) query = query.where("id", "<", before);
  return query.orderBy("id", "desc").limit(limit).execute();
}

/** What each caller used since then: for the budgets after a restart. */
export async function usedSince({ db }: Own, since: number): Promise<[string, Spent][]> {
  const rows = await db<GatewayTables>()
    .selectFrom("gateway_interactions")
    .select((expression) => [
      "caller",
      expression.fn.sum<number>("charged_tokens").as("tokens"),
      expression.fn.countAll<number>().as("requests"),
    ])
    .where("at", ">=", since)
    .groupBy("caller")
    .execute();
  return rows.map(({ caller, tokens, requests }) => [caller, { tokens: Number(tokens), requests: Number(requests) }]);
}

/** Who allowed that prompts are kept. */
export async function consents({ db }: Own): Promise<Set<string>> {
  const rows = await db<GatewayTables>().selectFrom("gateway_consents").select("user_id").where("keeps_prompts", "=", 1).execute();
  return new Set(rows.map(({ user_id: userId }) => userId));
}

/** Allow it or not. What was kept before goes when it is not allowed any more. @returns how many prompts were erased */
export function setConsent({ store }: Own, userId: string, keepsPrompts: boolean, at: number): Promise<number> {
  return store.commit<GatewayTables, number>(async (trx) => {
    const row = { keeps_prompts: Number(keepsPrompts), at };
    await trx
      .insertInto("gateway_consents")
      .values({ user_id: userId, ...row })
      .onConflict((conflict) => conflict.column("user_id").doUpdateSet(row))
      .execute();
    return keepsPrompts ? 0 : forgetPrompts(trx, userId);
  });
}

async function forgetPrompts(trx: Transaction<GatewayTables>, userId: string): Promise<number> {
  const kept = trx.updateTable("gateway_interactions").set({ prompt: null }).where("user_id", "=", userId).where("prompt", "is not", null);
  return Number((await kept.executeTakeFirst()).numUpdatedRows);
}

export async function exportOf({ db }: Own, userId: string): Promise<{ interactions: InteractionRow[]; keepsPrompts: boolean }> {
  const interactions = await db<GatewayTables>().selectFrom("gateway_interactions").selectAll().where("user_id", "=", userId).execute();
  const consent = await db<GatewayTables>().selectFrom("gateway_consents").selectAll().where("user_id", "=", userId).executeTakeFirst();
  return { interactions, keepsPrompts: consent?.keeps_prompts === 1 };
}

export function eraseOf({ store }: Own, userId: string): Promise<number> {
  return store.commit<GatewayTables, number>(async (trx) => {
    await trx.deleteFrom("gateway_consents").where("user_id", "=", userId).execute();
    return Number((await trx.deleteFrom("gateway_interactions").where("user_id", "=", userId).executeTakeFirst()).numDeletedRows);
  });
}
