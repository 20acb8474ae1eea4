import type { Kysely } from "kysely";
import type { Host } from "../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../kernel/feature.ts";
import { newId } from "../../../kernel/ids.ts";
import { packRollups, unpackRollup, type Bucket } from "./history/rollups.ts";
import type { TimedRollup } from "./history/series.ts";
import { subjectId, type Subject, type SubjectKind } from "./history/subjects.ts";

interface TelemetryTables {
  telemetry_subjects: { id: string; number: number; kind: string; node: string; key: string; name: string; seen_at: number };
  /** Five minutes of everything in one row: writing 50 rows instead would touch 50 pages every time. */
  telemetry_rollups: { id: string; at: number; packed: string };
  telemetry_rings: { id: string; saved_at: number; packed: string };
}

export const migrations: readonly Migration[] = [
  {
    name: "subjects, rollups and saved rings",
    async up(db: Kysely<TelemetryTables>) {
      await db.schema
        .createTable("telemetry_subjects")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("number", "bigint", (column) => column.notNull())
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("node", "text", (column) => column.notNull())
        .addColumn("key", "text", (column) => column.notNull())
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("seen_at", "bigint", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("telemetry_rollups")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("at", "bigint", (column) => column.notNull())
        .addColumn("packed", "text", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("telemetry_rollups_at").on("telemetry_rollups").column("at").execute();
      await db.schema
        .createTable("telemetry_rings")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("saved_at", "bigint", (column) => column.notNull())
        .addColumn("packed", "text", (column) => column.notNull())
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  // 2,016 rows are seven days; the rest is room for clocks that jumped.
  { table: "telemetry_rollups", timeColumn: "at", maxAgeDays: 7, maxRows: 2_500 },
  { table: "telemetry_subjects", timeColumn: "seen_at", maxAgeDays: 10, maxRows: 20_000 },
  { table: "telemetry_rings", timeColumn: "saved_at", maxAgeDays: 1, maxRows: 1 },
];

const DAY_MS = 86_400_000;
const RINGS_ID = "last";

interface KnownSubject {
  subject: Subject;
  number: number;
  seenAt: number;
}

/** What outlives the process: who was measured, seven days in steps of five minutes, and the rings of a clean stop. */
export class TelemetryStore {
  readonly #host: Host;
  readonly #known = new Map<string, KnownSubject>();
  #lastNumber = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  get subjects(): Subject[] {
    return [...this.#known.values()].map(({ subject }) => subject);
  }

  /** Who stands behind the numbers in the packed rows. */
  subjectsByNumber(): Map<number, Subject> {
    return new Map([...this.#known.values()].map(({ number, subject }) => [number, subject]));
  }

  async load(): Promise<void> {
    const rows = await this.#host.db<TelemetryTables>().selectFrom("telemetry_subjects").selectAll().execute();
    for (const { id, number, kind, node, key, name, seen_at } of rows) {
      this.#known.set(id, { subject: { kind: kind as SubjectKind, node, key, name }, number, seenAt: seen_at });
      this.#lastNumber = Math.max(this.#lastNumber, number);
    }
  }

  /** Write finished buckets in one transaction, with the subjects that are new, renamed or not noted today. */
  async saveBuckets(buckets: readonly Bucket[]): Promise<void> {
    const now = this.#host.clock.now();
    const changed = new Map<string, KnownSubject>();
    const numberOf = (id: string, subject: Subject): number => {
      const known = changed.get(id) ?? this.#known.get(id);
      const number = known?.number ?? (this.#lastNumber += 1);
      const isStale = known === undefined || known.subject.name !== subject.name || Math.abs(now - known.seenAt) > DAY_MS;
      if (isStale) changed.set(id, { subject, number, seenAt: now });
      return number;
    };
    const rows = buckets.map(({ at, rollups, subjects }) => {
      const numbered = new Map([...rollups].map(([id, rollup]) => [numberOf(id, subjects.get(id) as Subject), rollup]));
      return { id: newId("rollup", now), at, packed: packRollups(numbered).toString("base64") };
    });
    if (rows.length === 0) return;
    const subjectRows = [...changed].map(([id, { subject, number, seenAt }]) => ({ ...subject, id, number, seen_at: seenAt }));
    await this.#host.store.commit<TelemetryTables, void>(async (trx) => {
      for (const row of subjectRows) {
        await trx
          .insertInto("telemetry_subjects")
          .values(row)
          .onConflict((conflict) => conflict.column("id").doUpdateSet({ name: row.name, seen_at: row.seen_at }))
          .execute();
      }
      await trx.insertInto("telemetry_rollups").values(rows).execute();
    });
    for (const [id, known] of changed) this.#known.set(id, known);
  }

  /** A subject's rollups with `from <= at <= to`, in any order. */
  async rollups(subject: Subject, from: number, to: number): Promise<TimedRollup[]> {
    const number = this.#known.get(subjectId(subject))?.number;
    if (number === undefined) return [];
    return (await this.packed(from, to)).flatMap(({ at, packed }) => {
      const rollup = unpackRollup(packed, number);
      return rollup === null ? [] : [{ at, rollup }];
    });
  }

  /** Five minutes of everything each, with `from <= at <= to`, in any order. */
  async packed(from: number, to: number): Promise<{ at: number; packed: Buffer }[]> {
    const rows = await this.#host
      .db<TelemetryTables>()
      .selectFrom("telemetry_rollups")
      .select(["at", "packed"])
      .where("at", ">=", from)
      .where("at", "<=", to)
      .execute();
    return rows.map(({ at, packed }) => ({ at, packed: Buffer.from(packed, "base64") }));
  }

  async saveRings(packed: string): Promise<void> {
    const row = { id: RINGS_ID, saved_at: this.#host.clock.now(), packed };
    await this.#host.store.commit<TelemetryTables, unknown>((trx) =>
      trx
        .insertInto("telemetry_rings")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
        .execute(),
    );
  }

  /** The rings of the last stop, once: a crash after this must not bring them back as if nothing had passed. */
  async takeRings(): Promise<{ savedAt: number; packed: string } | null> {
    const row = await this.#host
      .db<TelemetryTables>()
      .selectFrom("telemetry_rings")
      .selectAll()
      .where("id", "=", RINGS_ID)
      .executeTakeFirst();
    if (row === undefined) return null;
    await this.#host.store.commit<TelemetryTables, unknown>((trx) =>
      trx.deleteFrom("telemetry_rings").where("id", "=", RINGS_ID).execute(),
    );
    return { savedAt: row.saved_at, packed: row.packed };
  }
}
