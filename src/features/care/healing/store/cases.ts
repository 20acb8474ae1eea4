import type { Host } from "../../../../kernel/context.ts";
import type { Severity } from "../../../self/notifications/events.ts";
import type { IncidentSubject, Trouble } from "../../incidents/events.ts";
import type { HealingTables } from "./tables.ts";

/** An incident as healing follows it. */
export interface Case {
  incidentId: string;
  subject: IncidentSubject;
  trouble: Trouble;
  category: string;
  severity: Severity;
  wasIllAtFirstSight: boolean;
  isSettled: boolean;
  isOver: boolean;
  /** Names of what suffers with it. */
  affected: readonly string[];
  /** When this episode of it was told, epoch ms. */
  openedAt: number;
  toldPlan: string | null;
  lookAt: number | null;
  dependentsAt: number | null;
  toldNotice: "down" | "needs-person" | null;
}

/** What the incident's events say; the rest of a case is healing's own. */
export type CaseNews = Pick<Case, "incidentId" | "subject" | "trouble" | "category" | "severity" | "wasIllAtFirstSight">;
type Own = Partial<Pick<Case, "toldPlan" | "lookAt" | "dependentsAt" | "toldNotice">>;
type World = Pick<Host, "store" | "clock">;

/**
 * Something was opened, or came again under the same id: a new episode, in which people hear of it anew. The same event
 * once more changes nothing.
 * @param openedAt when it was told, epoch ms
 */
export async function noteOpened(host: World, news: CaseNews, openedAt: number): Promise<void> {
  const episode = {
    is_settled: 0,
    is_over: 0,
    affected: "[]",
    opened_at: openedAt,
    told_plan: null,
    look_at: null,
    dependents_at: null,
    told_notice: null,
  };
  const about = columnsOf(host, news);
  await host.store.commit<HealingTables, void>(async (trx) => {
    const known = await trx
      .selectFrom("healing_plans")
      .select(["is_over", "opened_at"])
      .where("incident_id", "=", news.incidentId)
      .executeTakeFirst();
    const isNew = known === undefined || known.is_over === 1 || known.opened_at !== openedAt;
    await trx
      .insertInto("healing_plans")
      .values({ incident_id: news.incidentId, ...episode, ...about })
      .onConflict((conflict) => conflict.column("incident_id").doUpdateSet({ ...about, ...(isNew ? episode : {}) }))
      .execute();
  });
}

/** The first seconds are over: what it is, and what suffers with it, is known. */
export async function noteSettled(host: World, news: CaseNews, affected: readonly string[]): Promise<void> {
  const columns = { ...columnsOf(host, news), is_settled: 1, affected: JSON.stringify(affected) };
  await host.store.commit<HealingTables, unknown>((trx) =>
    trx.updateTable("healing_plans").set(columns).where("incident_id", "=", news.incidentId).execute(),
  );
}

export async function noteOver(host: World, incidentId: string): Promise<void> {
  const columns = { is_over: 1, look_at: null, changed_at: host.clock.now() };
  await host.store.commit<HealingTables, unknown>((trx) =>
    trx.updateTable("healing_plans").set(columns).where("incident_id", "=", incidentId).execute(),
  );
}

function columnsOf(host: Pick<Host, "clock">, { subject, trouble, category, severity, wasIllAtFirstSight }: CaseNews) {
  return {
    subject: JSON.stringify(subject),
    trouble,
    category,
    severity,
    first_sight: Number(wasIllAtFirstSight),
    changed_at: host.clock.now(),
  };
}

export async function updateCase(host: World, incidentId: string, own: Own): Promise<void> {
  const columns = {
    ...(own.toldPlan === undefined ? {} : { told_plan: own.toldPlan }),
    ...(own.lookAt === undefined ? {} : { look_at: own.lookAt }),
    ...(own.dependentsAt === undefined ? {} : { dependents_at: own.dependentsAt }),
    ...(own.toldNotice === undefined ? {} : { told_notice: own.toldNotice }),
    changed_at: host.clock.now(),
  };
  await host.store.commit<HealingTables, unknown>((trx) =>
    trx.updateTable("healing_plans").set(columns).where("incident_id", "=", incidentId).execute(),
  );
}

export async function caseOf(host: Pick<Host, "db">, incidentId: string): Promise<Case | null> {
  const row = await host
    .db<HealingTables>()
    .selectFrom("healing_plans")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .executeTakeFirst();
  return row === undefined ? null : toCase(row);
}

/** The cases that are not over, or whose dependents are still to be looked at, oldest first. */
export async function openCases(host: Pick<Host, "db">): Promise<Case[]> {
  const rows = await host
    .db<HealingTables>()
    .selectFrom("healing_plans")
    .selectAll()
    .where((expression) => expression.or([expression("is_over", "=", 0), expression("dependents_at", "is not", null)]))
    .orderBy("opened_at")
    .execute();
  return rows.map(toCase);
}

function toCase(row: HealingTables["healing_plans"]): Case {
  return {
    incidentId: row.incident_id,
    subject: JSON.parse(row.subject) as IncidentSubject,
    trouble: row.trouble as Trouble,
    category: row.category,
    severity: row.severity as Severity,
    wasIllAtFirstSight: row.first_sight === 1,
    isSettled: row.is_settled === 1,
    isOver: row.is_over === 1,
    affected: JSON.parse(row.affected) as string[],
    openedAt: row.opened_at,
    toldPlan: row.told_plan,
    lookAt: row.look_at,
    dependentsAt: row.dependents_at,
    toldNotice: row.told_notice as Case["toldNotice"],
  };
}
