import type { Kysely } from "kysely";
import type { Migration, TableRetention } from "../../../../kernel/feature.ts";
import type { Task } from "../../prompts/operations.ts";
import type { Outcome } from "../events.ts";

/** One answer of a model to somebody. Whose it is stands in the key, so that no query can forget it. */
export interface InteractionRow {
  user_id: string;
  id: string;
  task: Task;
  model: string;
  /** Epoch ms. */
  at: number;
  latency_ms: number | null;
  tokens: number | null;
  outcome: Outcome | null;
  /** Features of the prompt, JSON; never the prompt. */
  features: string | null;
}

/** What is recommended to somebody for a task. */
export interface RecommendedRow {
  user_id: string;
  task: Task;
  model: string;
  previous: string | null;
  reason: string;
  since: number;
}

/** What edits of somebody said about one side of style, and what the person said. */
export interface StyleRow {
  user_id: string;
  aspect: string;
  /** Weights of the two directions, which fade, as of `at`. */
  more: number;
  less: number;
  edits: number;
  /** What the person set; null: nothing, so what was learned counts. */
  said: string | null;
  at: number;
}

export interface PreferencesTables {
  preferences_interactions: InteractionRow;
  preferences_recommended: RecommendedRow;
  preferences_style: StyleRow;
}

export const migrations: readonly Migration[] = [
  {
    name: "interactions, recommendations and style",
    async up(db: Kysely<PreferencesTables>) {
      await db.schema
        .createTable("preferences_interactions")
        .addColumn("user_id", "text", (column) => column.notNull())
        .addColumn("id", "text", (column) => column.notNull())
        .addColumn("task", "text", (column) => column.notNull())
        .addColumn("model", "text", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("latency_ms", "real")
        .addColumn("tokens", "real")
        .addColumn("outcome", "text")
        .addColumn("features", "text")
        .addPrimaryKeyConstraint("preferences_interactions_key", ["user_id", "id"])
        .execute();
      await db.schema.createIndex("preferences_interactions_at").on("preferences_interactions").columns(["at", "id"]).execute();
      // An event names an interaction by its id alone.
      await db.schema.createIndex("preferences_interactions_id").unique().on("preferences_interactions").column("id").execute();
      await db.schema
        .createTable("preferences_recommended")
        .addColumn("user_id", "text", (column) => column.notNull())
        .addColumn("task", "text", (column) => column.notNull())
        .addColumn("model", "text", (column) => column.notNull())
        .addColumn("previous", "text")
        .addColumn("reason", "text", (column) => column.notNull())
        .addColumn("since", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("preferences_recommended_key", ["user_id", "task"])
        .execute();
      await db.schema
        .createTable("preferences_style")
        .addColumn("user_id", "text", (column) => column.notNull())
        .addColumn("aspect", "text", (column) => column.notNull())
        .addColumn("more", "real", (column) => column.notNull())
        .addColumn("less", "real", (column) => column.notNull())
        .addColumn("edits", "integer", (column) => column.notNull())
        .addColumn("said", "text")
        .addColumn("at", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("preferences_style_key", ["user_id", "aspect"])
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "preferences_interactions", timeColumn: "at", maxAgeDays: 400, maxRows: 100_000 },
  { table: "preferences_recommended", timeColumn: "since", maxAgeDays: 3_650, maxRows: 10_000 },
  { table: "preferences_style", timeColumn: "at", maxAgeDays: 3_650, maxRows: 10_000 },
];
