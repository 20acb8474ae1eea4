import type { Kysely } from "kysely";
import type { Host } from "../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../kernel/feature.ts";
import type { IncidentState } from "./events.ts";
import type { Incident, TimelineEntry } from "./keeping/incident.ts";
import type { Signal } from "./signals/signal.ts";

interface IncidentsTables {
  incidents_records: {
    id: string;
    seq: number;
    state: string;
    key: string;
    trouble: string;
    category: string;
    opened_at: number;
    closed_at: number | null;
    merged_into: string | null;
    /** Some of its events are still to be told. */
    is_untold: number;
    /** The whole incident, JSON. */
    record: string;
  };
  incidents_signals: { incident: string; at: number; kind: string; trouble: string; key: string; is_bad: number; detail: string };
  incidents_timeline: { incident: string; at: number; what: string };
}

export const migrations: readonly Migration[] = [
  {
    name: "incidents, signals, timeline",
    async up(db: Kysely<IncidentsTables>) {
      await db.schema
        .createTable("incidents_records")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("seq", "integer", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("key", "text", (column) => column.notNull())
        .addColumn("trouble", "text", (column) => column.notNull())
        .addColumn("category", "text", (column) => column.notNull())
        .addColumn("opened_at", "integer", (column) => column.notNull())
        .addColumn("closed_at", "integer")
        .addColumn("merged_into", "text")
        .addColumn("is_untold", "integer", (column) => column.notNull())
        .addColumn("record", "text", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("incidents_records_opened_at").on("incidents_records").column("opened_at").execute();
      await db.schema.createIndex("incidents_records_state").on("incidents_records").column("state").execute();
      await db.schema.createIndex("incidents_records_trouble").on("incidents_records").columns(["trouble", "category"]).execute();
      await db.schema
        .createTable("incidents_signals")
        .addColumn("incident", "text", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("trouble", "text", (column) => column.notNull())
        .addColumn("key", "text", (column) => column.notNull())
        .addColumn("is_bad", "integer", (column) => column.notNull())
        .addColumn("detail", "text", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("incidents_signals_incident").on("incidents_signals").columns(["incident", "at"]).execute();
      await db.schema.createIndex("incidents_signals_at").on("incidents_signals").column("at").execute();
      await db.schema
        .createTable("incidents_timeline")
        .addColumn("incident", "text", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("what", "text", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("incidents_timeline_incident").on("incidents_timeline").columns(["incident", "at"]).execute();
      await db.schema.createIndex("incidents_timeline_at").on("incidents_timeline").column("at").execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "incidents_records", timeColumn: "opened_at", maxAgeDays: 365, maxRows: 20_000 },
  { table: "incidents_signals", timeColumn: "at", maxAgeDays: 90, maxRows: 100_000 },
  { table: "incidents_timeline", timeColumn: "at", maxAgeDays: 365, maxRows: 200_000 },
];

/** A signal that comes again and again is counted, not kept without end. */
const MOST_SIGNALS = 100;
const MOST_TIMELINE = 300;

export interface Additions {
  signals?: readonly Signal[];
  timeline?: readonly TimelineEntry[];
  /** A line of the timeline that turned out not to be so. */
  unsaid?: { since: number; what: string };
}

/** Write an incident as it is now, with what came to it, in one commit. */
export async function saveIncident(host: Pick<Host, "store">, incident: Incident, { signals = [], timeline = [], unsaid }: Additions = {}) {
  // Read now, not when the store comes to it: the commits keep their order, and so does what they say.
  const { id, seq, state, trouble, category, openedAt, closedAt, mergedInto, subject } = incident;
  const row = {
    state,
    trouble,
    category,
    key: subject.key,
    closed_at: closedAt,
    merged_into: mergedInto,
    is_untold: Number(incident.untold.length > 0),
    record: JSON.stringify(incident),
  };
  const room = Math.max(0, MOST_SIGNALS - (incident.signals - signals.length));
  const kept = signals.slice(0, room);
  await host.store.commit<IncidentsTables, void>(async (trx) => {
    await trx
      .insertInto("incidents_records")
      .values({ id, seq, opened_at: openedAt, ...row })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
      .execute();
    for (const { at, kind, trouble: what, subject: whose, isBad, detail } of kept)
      await trx
        .insertInto("incidents_signals")
        .values({ incident: id, at, kind, trouble: what, key: whose.key, is_bad: Number(isBad), detail })
        .execute();
    if (unsaid !== undefined)
      await trx
        .deleteFrom("incidents_timeline")
        .where("incident", "=", id)
        .where("at", ">=", unsaid.since)
        .where("what", "=", unsaid.what)
        .execute();
    for (const { at, what } of timeline) await trx.insertInto("incidents_timeline").values({ incident: id, at, what }).execute();
  });
}

/** Its signals belong to another incident from now on. */
export async function moveSignals(host: Pick<Host, "store">, from: string, to: string): Promise<void> {
  await host.store.commit<IncidentsTables, unknown>((trx) =>
    trx.updateTable("incidents_signals").set({ incident: to }).where("incident", "=", from).execute(),
  );
}

export async function highestSeq(host: Pick<Host, "db">): Promise<number> {
  const row = await host
    .db<IncidentsTables>()
    .selectFrom("incidents_records")
    .select((expression) => expression.fn.max("seq").as("seq"))
    .executeTakeFirst();
  return row?.seq ?? 0;
}

/** What an earlier version wrote knows less. */
function readRecord({ record }: { record: string }): Incident {
  const unknown = { reopenedAt: null, earlierMs: 0, startedThrough: null };
  return { ...unknown, ...(JSON.parse(record) as Omit<Incident, keyof typeof unknown>) };
}

export interface IncidentFilter {
  states?: readonly IncidentState[];
  /** Opened or closed since then, epoch ms. */
  since?: number;
  withMerged?: boolean;
  limit: number;
}

/** Newest first. */
export async function listIncidents(host: Pick<Host, "db">, filter: IncidentFilter): Promise<Incident[]> {
  let query = host.db<IncidentsTables>().selectFrom("incidents_records").select("record").orderBy("seq", "desc").limit(filter.limit);
  if (filter.states !== undefined) query = query.where("state", "in", filter.states);
  if (filter.withMerged !== true) query = query.where("merged_into", "is", null);
  const { since } = filter;
  if (since !== undefined) query = query.where((where) => where.or([where("opened_at", ">=", since), where("closed_at", ">=", since)]));
  return (await query.execute()).map(readRecord);
}

export async function findIncident(host: Pick<Host, "db">, id: string): Promise<Incident | null> {
  const row = await host.db<IncidentsTables>().selectFrom("incidents_records").select("record").where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : readRecord(row);
}

/** Earlier ones of the same trouble that are over, newest first. */
export async function pastIncidents(host: Pick<Host, "db">, { seq, trouble }: Incident, limit: number): Promise<Incident[]> {
  const rows = await host
    .db<IncidentsTables>()
    .selectFrom("incidents_records")
    .select("record")
    .where("trouble", "=", trouble)
    .where("seq", "<", seq)
    .where("closed_at", "is not", null)
    .where("merged_into", "is", null)
    .orderBy("seq", "desc")
    .limit(limit)
    .execute();
  return rows.map(readRecord);
}

/** What was written down and not told, oldest first. */
export async function untoldIncidents(host: Pick<Host, "db">): Promise<Incident[]> {
  const rows = await host
    .db<IncidentsTables>()
    .selectFrom("incidents_records")
    .select("record")
    .where("is_untold", "=", 1)
    .orderBy("seq")
    .execute();
  return rows.map(readRecord);
}

export interface KeptSignal {
  at: number;
  kind: string;
  trouble: string;
  key: string;
  isBad: boolean;
  detail: string;
}

/** The first signals of an incident, in the order of their source. */
export async function signalsOf(host: Pick<Host, "db">, id: string): Promise<KeptSignal[]> {
  const rows = await host
    .db<IncidentsTables>()
    .selectFrom("incidents_signals")
    .selectAll()
    .where("incident", "=", id)
    .orderBy("at")
    .limit(MOST_SIGNALS * 3)
    .execute();
  return rows.map(({ at, kind, trouble, key, is_bad: isBad, detail }) => ({ at, kind, trouble, key, isBad: isBad === 1, detail }));
}

export async function timelineOf(host: Pick<Host, "db">, id: string): Promise<TimelineEntry[]> {
  const rows = await host
    .db<IncidentsTables>()
    .selectFrom("incidents_timeline")
    .select(["at", "what"])
    .where("incident", "=", id)
    .orderBy("at", "desc")
    .limit(MOST_TIMELINE)
    .execute();
  // What was written in one moment stays in the order of its writing.
  return rows.toSorted((a, b) => a.at - b.at);
}
