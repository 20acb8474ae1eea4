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
  openedAt: number;
  toldPlan: string | null;
  lookAt: number | null;
  dependentsAt: number | null;
  toldNotice: "down" | "needs-person" | null;
}

/** What the incident's events say; the rest of a case is healing's own. */
export type CaseNews = Pick<Case, "incidentId" | "subject" | "trouble" | "category" | "severity" | "wasIllAtFirstSight"> &
  Partial<Pick<Case, "isSettled" | "isOver" | "affected">>;
type Own = Partial<Pick<Case, "toldPlan" | "lookAt" | "dependentsAt" | "toldNotice">>;
type World = Pick<Host, "store" | "clock">;

/** Take in what an event says. Events come at least once and in any order: nothing goes back to unsettled or open. */
export async function noteCase(host: World, news: CaseNews): Promise<void> {
  const now = host.clock.now();
  const about = {
    subject: JSON.stringify(news.subject),
    trouble: news.trouble,
    category: news.category,
    severity: news.severity,
    first_sight: Number(news.wasIllAtFirstSight),
    changed_at: now,
    ...(news.isSettled === true ? { is_settled: 1 } : {}),
    ...(news.isOver === true ? { is_over: 1, look_at: null } : {}),
    ...(news.affected === undefined ? {} : { affected: JSON.stringify(news.affected) }),
  };
  await host.store.commit<HealingTables, unknown>((trx) =>
    trx
      .insertInto("healing_plans")
      .values({
        incident_id: news.incidentId,
        is_settled: 0,
        is_over: 0,
        affected: "[]",
        opened_at: now,
        told_plan: null,
        look_at: null,
        dependents_at: null,
        told_notice: null,
        ...about,
      })
      .onConflict((conflict) => conflict.column("incident_id").doUpdateSet(about))
      .execute(),
  );
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
