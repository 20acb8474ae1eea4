import type { Host } from "../../../../kernel/context.ts";
import type { DeedOutcome } from "../../../self/grants/events.ts";
import type { Attempt, Remedy, Trouble } from "../../incidents/events.ts";
import type { HealingTables } from "./tables.ts";

/** One try, or what would have been one, with all that is needed to go on with it after a crash. */
export interface KeptAttempt {
  id: string;
  incidentId: string;
  signature: string;
  /** Identity of what was acted on, which may be a dependent of the incident's subject. */
  key: string;
  node: string;
  project: string | null;
  name: string;
  remedy: Remedy;
  operation: string;
  cause: Trouble;
  by: "hydra" | "person";
  /** The caller's id. */
  caller: string;
  level: Attempt["level"];
  outcome: Attempt["outcome"];
  startedAt: number;
  endedAt: number | null;
  durationMs: number | null;
  verifiedBy: string | null;
  detail: string | null;
  approvalId: string | null;
  undo: Attempt["undo"];
  stateBefore: StateBefore | null;
  judged: DeedOutcome | null;
  judgeAt: number | null;
}

/** The container as it was before: another id or start time means that it was done. */
export interface StateBefore {
  containerId: string;
  startedAt: string | null;
}

type World = Pick<Host, "store" | "clock">;
type Change = Partial<Omit<KeptAttempt, "id" | "incidentId" | "key" | "startedAt">>;

/** Write the intent down: before anything is done. */
export async function keepAttempt(host: World, attempt: KeptAttempt): Promise<void> {
  await host.store.commit<HealingTables, unknown>((trx) =>
    trx
      .insertInto("healing_attempts")
      .values({ ...toRow(attempt), counted_at: attempt.startedAt })
      .execute(),
  );
}

export async function changeAttempt(host: World, attempt: KeptAttempt, change: Change): Promise<KeptAttempt> {
  const changed = { ...attempt, ...change };
  const { id, ...before } = toRow(attempt);
  // Only what is changed: the rest may have been changed by somebody else since it was read.
  const columns = Object.fromEntries(
    Object.entries(toRow(changed)).filter(([column, value]) => column in before && before[column as keyof typeof before] !== value),
  );
  if (Object.keys(columns).length > 0)
    await host.store.commit<HealingTables, unknown>((trx) =>
      trx.updateTable("healing_attempts").set(columns).where("id", "=", id).execute(),
    );
  return changed;
}

export async function attemptsOf(host: Pick<Host, "db">, incidentId: string): Promise<KeptAttempt[]> {
  const rows = await host
    .db<HealingTables>()
    .selectFrom("healing_attempts")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .orderBy("started_at")
    .orderBy("id")
    .execute();
  return rows.map(toAttempt);
}

/** Those whose outcome is not known yet. */
export async function pendingAttempts(host: Pick<Host, "db">): Promise<KeptAttempt[]> {
  const rows = await host.db<HealingTables>().selectFrom("healing_attempts").selectAll().where("outcome", "=", "pending").execute();
  return rows.map(toAttempt);
}

/** Deeds that reality still has its say about, of one container or of all. */
export async function unjudged(host: Pick<Host, "db">, key?: string): Promise<KeptAttempt[]> {
  let query = host.db<HealingTables>().selectFrom("healing_attempts").selectAll().where("judge_at", "is not", null);
  if (key !== undefined) query = query.where("key", "=", key);
  return (await query.execute()).map(toAttempt);
}

export async function attemptWithApproval(host: Pick<Host, "db">, approvalId: string): Promise<KeptAttempt | null> {
  const row = await host
    .db<HealingTables>()
    .selectFrom("healing_attempts")
    .selectAll()
    .where("approval_id", "=", approvalId)
    .where("outcome", "=", "pending")
    .executeTakeFirst();
  return row === undefined ? null : toAttempt(row);
}

/**
 * What Hydra did by itself within the last hour. Where the clock was put back, acts of "later" are first set to now: they
 * count for an hour from here on, neither for ever nor not at all.
 */
export async function actsWithinHour(host: World & Pick<Host, "db">): Promise<{ id: string; key: string; at: number }[]> {
  const now = host.clock.now();
  const ahead = await host.db<HealingTables>().selectFrom("healing_attempts").select("id").where("counted_at", ">", now).executeTakeFirst();
  if (ahead !== undefined)
    await host.store.commit<HealingTables, unknown>((trx) =>
      trx.updateTable("healing_attempts").set({ counted_at: now }).where("counted_at", ">", now).execute(),
    );
  const rows = await host
    .db<HealingTables>()
    .selectFrom("healing_attempts")
    .select(["id", "key", "counted_at"])
    .where("level", "=", "acted")
    .where("by_whom", "=", "hydra")
    .where("counted_at", ">", now - 3_600_000)
    .execute();
  return rows.map(({ id, key, counted_at: at }) => ({ id, key, at }));
}

function toRow(attempt: KeptAttempt): Omit<HealingTables["healing_attempts"], "counted_at"> {
  return {
    id: attempt.id,
    incident_id: attempt.incidentId,
    signature: attempt.signature,
    key: attempt.key,
    node: attempt.node,
    project: attempt.project,
    name: attempt.name,
    remedy: attempt.remedy,
    operation: attempt.operation,
    cause: attempt.cause,
    by_whom: attempt.by,
    caller: attempt.caller,
    level: attempt.level,
    outcome: attempt.outcome,
    started_at: attempt.startedAt,
    ended_at: attempt.endedAt,
    duration_ms: attempt.durationMs,
    verified_by: attempt.verifiedBy,
    detail: attempt.detail,
    approval_id: attempt.approvalId,
    undo: attempt.undo === null ? null : JSON.stringify(attempt.undo),
    state_before: attempt.stateBefore === null ? null : JSON.stringify(attempt.stateBefore),
    judged: attempt.judged,
    judge_at: attempt.judgeAt,
  };
}

function toAttempt(row: HealingTables["healing_attempts"]): KeptAttempt {
  return {
    id: row.id,
    incidentId: row.incident_id,
    signature: row.signature,
    key: row.key,
    node: row.node,
    project: row.project,
    name: row.name,
    remedy: row.remedy as Remedy,
    operation: row.operation,
    cause: row.cause as Trouble,
    by: row.by_whom as KeptAttempt["by"],
    caller: row.caller,
    level: row.level as KeptAttempt["level"],
    outcome: row.outcome as KeptAttempt["outcome"],
    startedAt: row.started_at,
    endedAt: row.ended_at,
    durationMs: row.duration_ms,
    verifiedBy: row.verified_by,
    detail: row.detail,
    approvalId: row.approval_id,
    undo: row.undo === null ? null : (JSON.parse(row.undo) as Attempt["undo"]),
    stateBefore: row.state_before === null ? null : (JSON.parse(row.state_before) as StateBefore),
    judged: row.judged as KeptAttempt["judged"],
    judgeAt: row.judge_at,
  };
}

/** An attempt as the incident's story shows it. */
export function toldAttempt(attempt: KeptAttempt): Attempt {
  const { id, by, remedy, operation, name: subject, level, startedAt, outcome, verifiedBy, durationMs, approvalId, detail, undo } = attempt;
  return { id, by, remedy, operation, subject, level, startedAt, outcome, verifiedBy, durationMs, approvalId, detail, undo };
}
