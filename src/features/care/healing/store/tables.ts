import type { Kysely } from "kysely";
import type { Migration, TableRetention } from "../../../../kernel/feature.ts";

export interface HealingTables {
  /** What healing knows of each incident: enough to go on after a crash without asking anybody. */
  healing_plans: {
    incident_id: string;
    subject: string;
    trouble: string;
    category: string;
    severity: string;
    first_sight: number;
    is_settled: number;
    is_over: number;
    affected: string;
    opened_at: number;
    /** What was told of the plan last, so that the same is not told twice. */
    told_plan: string | null;
    /** When to look at it again, epoch ms; null: only when something happens. */
    look_at: number | null;
    /** When what suffered with it is looked at, after it was proven well, epoch ms. */
    dependents_at: number | null;
    /** What people heard of it: `down`, `needs-person`, or null. */
    told_notice: string | null;
    changed_at: number;
  };
  healing_attempts: {
    id: string;
    incident_id: string;
    signature: string;
    /** Identity of what was acted on. */
    key: string;
    node: string;
    project: string | null;
    name: string;
    remedy: string;
    operation: string;
    cause: string;
    by_whom: string;
    caller: string;
    level: string;
    outcome: string;
    started_at: number;
    /** What limits count by: never in the future, also after the clock was put back. */
    counted_at: number;
    ended_at: number | null;
    duration_ms: number | null;
    verified_by: string | null;
    detail: string | null;
    approval_id: string | null;
    undo: string | null;
    /** Container and start time before it, to see after a crash whether it was done. */
    state_before: string | null;
    /** How reality judged the deed; null while it is not known or it is nobody's deed. */
    judged: string | null;
    /** When a deed that nothing has judged yet is looked at, epoch ms. */
    judge_at: number | null;
  };
  healing_record: {
    signature: string;
    remedy: string;
    subject: string;
    worked: number;
    tried: number;
    failed_in_row: number;
    retired_at: number | null;
    retired_because: string | null;
    /** What the container was made of when it was last tried: another image or configuration is another chance. */
    made_of: string | null;
    changed_at: number;
  };
}

export const migrations: readonly Migration[] = [
  {
    name: "plans, attempts, record",
    async up(db: Kysely<HealingTables>) {
      await db.schema
        .createTable("healing_plans")
        .addColumn("incident_id", "text", (column) => column.primaryKey())
        .addColumn("subject", "text", (column) => column.notNull())
        .addColumn("trouble", "text", (column) => column.notNull())
        .addColumn("category", "text", (column) => column.notNull())
        .addColumn("severity", "text", (column) => column.notNull())
        .addColumn("first_sight", "integer", (column) => column.notNull())
        .addColumn("is_settled", "integer", (column) => column.notNull())
        .addColumn("is_over", "integer", (column) => column.notNull())
        .addColumn("affected", "text", (column) => column.notNull())
        .addColumn("opened_at", "integer", (column) => column.notNull())
        .addColumn("told_plan", "text")
        .addColumn("look_at", "integer")
        .addColumn("dependents_at", "integer")
        .addColumn("told_notice", "text")
        .addColumn("changed_at", "integer", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("healing_attempts")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("incident_id", "text", (column) => column.notNull())
        .addColumn("signature", "text", (column) => column.notNull())
        .addColumn("key", "text", (column) => column.notNull())
        .addColumn("node", "text", (column) => column.notNull())
        .addColumn("project", "text")
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("remedy", "text", (column) => column.notNull())
        .addColumn("operation", "text", (column) => column.notNull())
        .addColumn("cause", "text", (column) => column.notNull())
        .addColumn("by_whom", "text", (column) => column.notNull())
        .addColumn("caller", "text", (column) => column.notNull())
        .addColumn("level", "text", (column) => column.notNull())
        .addColumn("outcome", "text", (column) => column.notNull())
        .addColumn("started_at", "integer", (column) => column.notNull())
        .addColumn("counted_at", "integer", (column) => column.notNull())
        .addColumn("ended_at", "integer")
        .addColumn("duration_ms", "integer")
        .addColumn("verified_by", "text")
        .addColumn("detail", "text")
        .addColumn("approval_id", "text")
        .addColumn("undo", "text")
        .addColumn("state_before", "text")
        .addColumn("judged", "text")
        .addColumn("judge_at", "integer")
        .execute();
      await db.schema.createIndex("healing_attempts_incident").on("healing_attempts").column("incident_id").execute();
      await db.schema.createIndex("healing_attempts_counted").on("healing_attempts").column("counted_at").execute();
      await db.schema.createIndex("healing_attempts_key").on("healing_attempts").column("key").execute();
      await db.schema
        .createTable("healing_record")
        .addColumn("signature", "text", (column) => column.notNull())
        .addColumn("remedy", "text", (column) => column.notNull())
        .addColumn("subject", "text", (column) => column.notNull())
        .addColumn("worked", "integer", (column) => column.notNull())
        .addColumn("tried", "integer", (column) => column.notNull())
        .addColumn("failed_in_row", "integer", (column) => column.notNull())
        .addColumn("retired_at", "integer")
        .addColumn("retired_because", "text")
        .addColumn("made_of", "text")
        .addColumn("changed_at", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("healing_record_key", ["signature", "remedy"])
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "healing_plans", timeColumn: "changed_at", maxAgeDays: 365, maxRows: 50_000 },
  { table: "healing_attempts", timeColumn: "started_at", maxAgeDays: 365, maxRows: 100_000 },
  { table: "healing_record", timeColumn: "changed_at", maxAgeDays: 730, maxRows: 20_000 },
];
