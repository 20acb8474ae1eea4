import type { Kysely } from "kysely";
import type { CallerKind, Door } from "./caller.ts";
import { canonicalJson, sha256 } from "./canonical.ts";
import type { Migration } from "./feature.ts";

/** `done` and `failed` are results, `refused` a rule, `asked` a parked call, `would` a thing Hydra only watched, `interrupted` unknown. */
export const AUDIT_OUTCOMES = ["done", "failed", "refused", "asked", "would", "interrupted"] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

export interface AuditRow {
  seq: number;
  at: number;
  actor: string;
  caller: CallerKind;
  door: Door;
  operation: string;
  subject: string | null;
  outcome: AuditOutcome;
  detail: string | null;
  payload_digest: string;
  digest: string;
  previous: string;
}

export interface AuditTables {
  audit_entries: AuditRow;
  audit_payloads: { seq: number; input: string };
}

export const auditMigrations: readonly Migration[] = [
  {
    name: "audit",
    async up(db: Kysely<AuditTables>) {
      await db.schema
        .createTable("audit_entries")
        .addColumn("seq", "integer", (column) => column.primaryKey())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("actor", "text", (column) => column.notNull())
        .addColumn("caller", "text", (column) => column.notNull())
        .addColumn("door", "text", (column) => column.notNull())
        .addColumn("operation", "text", (column) => column.notNull())
        .addColumn("subject", "text")
        .addColumn("outcome", "text", (column) => column.notNull())
        .addColumn("detail", "text")
        .addColumn("payload_digest", "text", (column) => column.notNull())
        .addColumn("digest", "text", (column) => column.notNull())
        .addColumn("previous", "text", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("audit_entries_at").on("audit_entries").column("at").execute();
      await db.schema
        .createTable("audit_payloads")
        .addColumn("seq", "integer", (column) => column.primaryKey())
        .addColumn("input", "text", (column) => column.notNull())
        .execute();
    },
  },
];

export const GENESIS = "0".repeat(64);

/** A place in the chain. */
export interface Anchor {
  seq: number;
  digest: string;
}

/** The operation of a line that names the last of the oldest lines, which were dropped: what is left begins right after it. */
export const PRUNED = "audit.prune";

/** What a line proves: everything but its input, of which it holds the digest. */
export function digestOfRow(row: Omit<AuditRow, "digest">): string {
  return sha256(canonicalJson(row));
}
