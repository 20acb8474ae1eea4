import type { Host } from "../../../../kernel/context.ts";
import type { Severity } from "../../../self/notifications/events.ts";
import type { Category } from "../../diagnosis/operations.ts";
import type { FailuresTables } from "./tables.ts";

/** How often a pattern hit a service within some minutes. */
export interface Counted {
  pattern: string;
  service: string;
  severity: Severity;
  /** Begin of the minutes, epoch ms. */
  at: number;
  count: number;
}

export interface KeptPattern {
  id: string;
  signature: string;
  category: Category;
  firstAt: number;
  lastAt: number;
  occurrences: number;
}

const MOST_COUNTS = 50_000;

/** @param since epoch ms; the minutes that it falls into are counted whole */
export async function countsSince(host: Pick<Host, "db">, since: number, service?: string): Promise<Counted[]> {
  let query = host
    .db<FailuresTables>()
    .selectFrom("failures_counts")
    .selectAll()
    .where("bin_at", ">=", since)
    .orderBy("bin_at", "desc")
    .limit(MOST_COUNTS);
  if (service !== undefined) query = query.where("service", "=", service);
  const rows = await query.execute();
  return rows.map(({ bin_at: at, severity, ...row }) => ({ ...row, at, severity: severity as Severity }));
}

/** `since`, or when the first failure of all was counted where that is later: what was before it is not known to be nothing. */
export async function countedSince(host: Pick<Host, "db">, since: number): Promise<number> {
  const first = await host
    .db<FailuresTables>()
    .selectFrom("failures_counts")
    .select("bin_at")
    .orderBy("bin_at")
    .limit(1)
    .executeTakeFirst();
  return Math.max(since, first?.bin_at ?? since);
}

/** The patterns that were seen since then, by their id. */
export async function patternsSince(host: Pick<Host, "db">, since: number): Promise<Map<string, KeptPattern>> {
  const rows = await host.db<FailuresTables>().selectFrom("failures_patterns").selectAll().where("last_at", ">=", since).execute();
  return new Map(
    rows.map(({ id, signature, category, first_at: firstAt, last_at: lastAt, occurrences }) => [
      id,
      { id, signature, category: category as Category, firstAt, lastAt, occurrences },
    ]),
  );
}

/** Those of these patterns that have a failure that nobody resolved, with its worst severity. Incidents speak for themselves. */
export async function unresolvedSince(
  host: Pick<Host, "db">,
  since: number,
): Promise<{ pattern: string; severity: Severity; services: string[] }[]> {
  const rows = await host
    .db<FailuresTables>()
    .selectFrom("failures_records")
    .select(["pattern", "severity", "service"])
    .distinct()
    .where("at", ">=", since)
    .where("resolved_at", "is", null)
    .where("incident", "is", null)
    .execute();
  return rows.map(({ pattern, severity, service }) => ({ pattern, severity: severity as Severity, services: [service] }));
}
