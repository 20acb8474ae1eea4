import type { Host } from "../../../../kernel/context.ts";
import type { Severity } from "../../../self/notifications/events.ts";
import type { Category } from "../../diagnosis/operations.ts";
import type { FailuresTables } from "./tables.ts";

/** What is told of a failure and is never searched for. */
export interface Details {
  node: string | null;
  message: string;
  exitCode: number | null;
  group: string;
  cause: string;
  confidence: number;
  evidence: { source: string; line: string; why: string }[];
  notes: string | null;
}

export interface KeptFailure {
  id: string;
  /** Epoch ms. */
  at: number;
  service: string;
  category: Category;
  severity: Severity;
  pattern: string;
  incident: string | null;
  resolvedAt: number | null;
  details: Details;
}

/** So many failures of one pattern are kept one by one, the newest; all are counted. */
const MOST_OF_PATTERN = 100;
/** Looking after each one would cost more than keeping a few too many. */
const TRIMMED_EVERY = 25;
/** Failures are counted in pieces of ten minutes. */
export const BIN_MS = 600_000;

/**
 * Keep a failure, count it for its pattern and let go of that pattern's oldest. The same id again changes nothing.
 * @returns whether it was new
 */
export async function saveFailure(
  host: Pick<Host, "store">,
  failure: KeptFailure,
  { signature, template }: { signature: string; template: string },
): Promise<boolean> {
  const { id, at, service, category, severity, pattern, incident, resolvedAt, details } = failure;
  return host.store.commit<FailuresTables, boolean>(async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto("failures_records")
      .values({ id, at, service, category, severity, pattern, incident, resolved_at: resolvedAt, record: JSON.stringify(details) })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 0n) return false;
    const known = await trx.selectFrom("failures_patterns").selectAll().where("id", "=", pattern).executeTakeFirst();
    const occurrences = (known?.occurrences ?? 0) + 1;
    const seen = {
      signature,
      template,
      first_at: Math.min(at, known?.first_at ?? at),
      last_at: Math.max(at, known?.last_at ?? at),
      occurrences,
    };
    await trx
      .insertInto("failures_patterns")
      .values({ id: pattern, category, ...seen })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(seen))
      .execute();
    await trx
      .insertInto("failures_counts")
      .values({ pattern, service, severity, bin_at: at - (at % BIN_MS), count: 1 })
      .onConflict((conflict) =>
        conflict.columns(["bin_at", "pattern", "service", "severity"]).doUpdateSet((expression) => ({
          count: expression("failures_counts.count", "+", 1),
        })),
      )
      .execute();
    if (occurrences % TRIMMED_EVERY === 0)
      await trx
        .deleteFrom("failures_records")
        .where("pattern", "=", pattern)
        .where("id", "not in", (kept) =>
          kept
            .selectFrom("failures_records")
            .select("id")
            .where("pattern", "=", pattern)
            .orderBy("at", "desc")
            .orderBy("id", "desc")
            .limit(MOST_OF_PATTERN),
        )
        .execute();
    return true;
  });
}

/** Where a page begins: after this failure. */
export interface Place {
  at: number;
  id: string;
}

export interface FailureFilter {
  /** Epoch ms. */
  since: number;
  service?: string | undefined;
  category?: Category | undefined;
  after?: Place | null;
  limit: number;
}

/** Newest first. */
export async function listFailures(host: Pick<Host, "db">, filter: FailureFilter): Promise<KeptFailure[]> {
  const { since, service, category, after = null, limit } = filter;
  let query = host
    .db<FailuresTables>()
    .selectFrom("failures_records")
    .selectAll()
    .where("at", ">=", since)
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(limit);
  if (service !== undefined) query = query.where("service", "=", service);
  if (category !== undefined) query = query.where("category", "=", category);
  if (after !== null)
    query = query.where((where) =>
      where.or([where("at", "<", after.at), where.and([where("at", "=", after.at), where("id", "<", after.id)])]),
    );
  return (await query.execute()).map(toFailure);
}

export async function findFailure(host: Pick<Host, "db">, id: string): Promise<KeptFailure | null> {
  const row = await host.db<FailuresTables>().selectFrom("failures_records").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : toFailure(row);
}

/** It is over. Told again, the first time stays. */
export async function resolveFailure(host: Pick<Host, "store">, id: string, at: number, notes: string | null): Promise<KeptFailure | null> {
  return host.store.commit<FailuresTables, KeptFailure | null>(async (trx) => {
    const row = await trx.selectFrom("failures_records").selectAll().where("id", "=", id).executeTakeFirst();
    if (row === undefined) return null;
    const known = toFailure(row);
    const details = { ...known.details, notes: notes ?? known.details.notes };
    const resolvedAt = known.resolvedAt ?? at;
    await trx
      .updateTable("failures_records")
      .set({ resolved_at: resolvedAt, record: JSON.stringify(details) })
      .where("id", "=", id)
      .execute();
    return { ...known, resolvedAt, details };
  });
}

function toFailure(row: FailuresTables["failures_records"]): KeptFailure {
  const { id, at, service, pattern, incident } = row;
  return {
    id,
    at,
    service,
    pattern,
    incident,
    category: row.category as Category,
    severity: row.severity as Severity,
    resolvedAt: row.resolved_at,
    details: JSON.parse(row.record) as Details,
  };
}
