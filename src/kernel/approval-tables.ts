import type { Kysely } from "kysely";
import type { Caller, Door } from "./caller.ts";
import type { Migration } from "./feature.ts";

export const APPROVAL_STATES = ["waiting", "running", "done", "failed", "rejected", "expired", "withdrawn"] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** A call that waits for a person, with the exact input it will run with. */
export interface Approval {
  id: string;
  operation: string;
  input: unknown;
  caller: Caller;
  door: Door;
  subject: string | null;
  /** Why whoever asked wants it, as `crashed`; null when they did not say. */
  cause: string | null;
  /** Why it waits, one sentence. */
  reason: string;
  stateBefore: string | null;
  state: ApprovalState;
  askedAt: number;
  expiresAt: number;
  decidedBy: string | null;
  decidedAt: number | null;
  decisionReason: string | null;
  result: unknown;
  error: { code: string; detail: string } | null;
  isCollected: boolean;
}

export interface ApprovalRow {
  id: string;
  operation: string;
  input: string;
  call_digest: string;
  caller: string;
  door: Door;
  subject: string | null;
  cause: string | null;
  reason: string;
  state_before: string | null;
  state: ApprovalState;
  asked_at: number;
  expires_at: number;
  decided_by: string | null;
  decided_at: number | null;
  decision_reason: string | null;
  result: string | null;
  error: string | null;
  is_collected: number;
}

export interface ApprovalTables {
  approvals: ApprovalRow;
}

export const approvalMigrations: readonly Migration[] = [
  {
    name: "approvals",
    async up(db: Kysely<ApprovalTables>) {
      await db.schema
        .createTable("approvals")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("operation", "text", (column) => column.notNull())
        .addColumn("input", "text", (column) => column.notNull())
        .addColumn("call_digest", "text", (column) => column.notNull())
        .addColumn("caller", "text", (column) => column.notNull())
        .addColumn("door", "text", (column) => column.notNull())
        .addColumn("subject", "text")
        .addColumn("reason", "text", (column) => column.notNull())
        .addColumn("state_before", "text")
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("asked_at", "integer", (column) => column.notNull())
        .addColumn("expires_at", "integer", (column) => column.notNull())
        .addColumn("decided_by", "text")
        .addColumn("decided_at", "integer")
        .addColumn("decision_reason", "text")
        .addColumn("result", "text")
        .addColumn("error", "text")
        .addColumn("is_collected", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
      await db.schema.createIndex("approvals_call_digest").on("approvals").column("call_digest").execute();
    },
  },
];

/** Stands at the end of the kernel's list: the number of a migration is its place there. */
export const approvalCauseMigrations: readonly Migration[] = [
  {
    name: "causes of approvals",
    async up(db: Kysely<ApprovalTables>) {
      await db.schema.alterTable("approvals").addColumn("cause", "text").execute();
    },
  },
];

export function toApproval(row: ApprovalRow, now: number): Approval {
  return {
    id: row.id,
    operation: row.operation,
    input: JSON.parse(row.input),
    caller: JSON.parse(row.caller) as Caller,
    door: row.door,
    subject: row.subject,
    cause: row.cause,
    reason: row.reason,
    stateBefore: row.state_before,
    state: row.state === "waiting" && row.expires_at <= now ? "expired" : row.state,
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    decisionReason: row.decision_reason,
    result: row.result === null ? null : JSON.parse(row.result),
    error: row.error === null ? null : (JSON.parse(row.error) as { code: string; detail: string }),
    isCollected: row.is_collected === 1,
  };
}
