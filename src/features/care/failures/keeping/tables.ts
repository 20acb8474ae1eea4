import type { Kysely } from "kysely";
import type { Migration, TableRetention } from "../../../../kernel/feature.ts";

export interface FailuresTables {
  /** The newest failures of each pattern; how many there were in all stands in the counts. */
  failures_records: {
    id: string;
    /** When it happened, epoch ms. */
    at: number;
    service: string;
    category: string;
    severity: string;
    pattern: string;
    /** The incident that it is the evidence of; null when somebody reported it. */
    incident: string | null;
    resolved_at: number | null;
    /** Everything else that is told of it, JSON. */
    record: string;
  };
  failures_patterns: {
    id: string;
    signature: string;
    category: string;
    template: string;
    first_at: number;
    last_at: number;
    occurrences: number;
  };
  /** How often each pattern came in a few minutes, by whom it hit and how hard. */
  failures_counts: {
    pattern: string;
    service: string;
    severity: string;
    bin_at: number;
    count: number;
  };
  /** What the miner has learned: one row. */
  failures_templates: { id: string; shapes: string; learned_at: number };
}

export const migrations: readonly Migration[] = [
  {
    name: "failures, patterns, counts, templates",
    async up(db: Kysely<FailuresTables>) {
      await db.schema
        .createTable("failures_records")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("service", "text", (column) => column.notNull())
        .addColumn("category", "text", (column) => column.notNull())
        .addColumn("severity", "text", (column) => column.notNull())
        .addColumn("pattern", "text", (column) => column.notNull())
        .addColumn("incident", "text")
        .addColumn("resolved_at", "integer")
        .addColumn("record", "text", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("failures_records_at").on("failures_records").columns(["at", "id"]).execute();
      await db.schema.createIndex("failures_records_pattern").on("failures_records").columns(["pattern", "at", "id"]).execute();
      await db.schema
        .createTable("failures_patterns")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("signature", "text", (column) => column.notNull())
        .addColumn("category", "text", (column) => column.notNull())
        .addColumn("template", "text", (column) => column.notNull())
        .addColumn("first_at", "integer", (column) => column.notNull())
        .addColumn("last_at", "integer", (column) => column.notNull())
        .addColumn("occurrences", "integer", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("failures_counts")
        .addColumn("pattern", "text", (column) => column.notNull())
        .addColumn("service", "text", (column) => column.notNull())
        .addColumn("severity", "text", (column) => column.notNull())
        .addColumn("bin_at", "integer", (column) => column.notNull())
        .addColumn("count", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("failures_counts_key", ["bin_at", "pattern", "service", "severity"])
        .execute();
      await db.schema
        .createTable("failures_templates")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("shapes", "text", (column) => column.notNull())
        .addColumn("learned_at", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "failures_records", timeColumn: "at", maxAgeDays: 90, maxRows: 20_000 },
  { table: "failures_patterns", timeColumn: "last_at", maxAgeDays: 365, maxRows: 5_000 },
  { table: "failures_counts", timeColumn: "bin_at", maxAgeDays: 90, maxRows: 200_000 },
  { table: "failures_templates", timeColumn: "learned_at", maxAgeDays: 3_650, maxRows: 1 },
];
