import type { Kysely, Transaction } from "kysely";
import type { AuditTables } from "./audit-tables.ts";
import type { Audit } from "./audit.ts";
import type { Caller, Door } from "./caller.ts";
import { canonicalJson } from "./canonical.ts";
import type { Clock } from "./clock.ts";
import type { Migration } from "./feature.ts";
import { maskValue } from "./secrets.ts";
import type { Store } from "./store/store.ts";

export const JOB_STATES = ["running", "done", "failed", "interrupted"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** One mutation: written before it acts (the intent) and again when it ended (the outcome). */
export interface Job {
  id: string;
  operation: string;
  input: unknown;
  caller: Caller;
  door: Door;
  subject: string | null;
  /** The state of the world before, as canonical JSON; null when the operation looks at none. */
  stateBefore: string | null;
  state: JobState;
  startedAt: number;
  finishedAt: number | null;
  error: string | null;
  /** How often it was begun: more than once after a crash. */
  tries: number;
}

interface JobRow {
  id: string;
  operation: string;
  input: string;
  caller: string;
  door: Door;
  subject: string | null;
  state_before: string | null;
  state: JobState;
  started_at: number;
  finished_at: number | null;
  error: string | null;
  tries: number;
}

interface JobTables extends AuditTables {
  jobs: JobRow;
  job_steps: { job_id: string; step: string; result: string; at: number };
}

export const jobMigrations: readonly Migration[] = [
  {
    name: "jobs",
    async up(db: Kysely<JobTables>) {
      await db.schema
        .createTable("jobs")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("operation", "text", (column) => column.notNull())
        .addColumn("input", "text", (column) => column.notNull())
        .addColumn("caller", "text", (column) => column.notNull())
        .addColumn("door", "text", (column) => column.notNull())
        .addColumn("subject", "text")
        .addColumn("state_before", "text")
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("started_at", "integer", (column) => column.notNull())
        .addColumn("finished_at", "integer")
        .addColumn("error", "text")
        .addColumn("tries", "integer", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("jobs_started_at").on("jobs").column("started_at").execute();
      await db.schema
        .createTable("job_steps")
        .addColumn("job_id", "text", (column) => column.notNull())
        .addColumn("step", "text", (column) => column.notNull())
        .addColumn("result", "text", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("job_steps_key", ["job_id", "step"])
        .execute();
    },
  },
];

/** The table of mutations: intent, memoised steps, outcome. Dispatch is in this process. */
export class Jobs {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #audit: Audit;

  constructor(store: Store, clock: Clock, audit: Audit) {
    this.#store = store;
    this.#clock = clock;
    this.#audit = audit;
  }

  /** Write the intent, with the input as it is: a resumed job needs it. `end` masks what is secret in it. */
  async begin(job: Pick<Job, "id" | "operation" | "input" | "caller" | "door" | "subject" | "stateBefore">): Promise<void> {
    await this.#store.commit<JobTables, unknown>((trx) =>
      trx
        .insertInto("jobs")
        .values({
          id: job.id,
          operation: job.operation,
          input: canonicalJson(job.input),
          caller: JSON.stringify(job.caller),
          door: job.door,
          subject: job.subject,
          state_before: job.stateBefore,
          state: "running",
          started_at: this.#clock.now(),
          finished_at: null,
          error: null,
          tries: 1,
        })
        .execute(),
    );
  }

  /** Write the outcome and its audit line in one commit. */
  async end(
    job: Pick<Job, "id" | "operation" | "input" | "caller" | "door" | "subject">,
    state: Exclude<JobState, "running">,
    detail: string | null,
  ): Promise<void> {
    await this.#store.commit<JobTables, void>(async (trx) => {
      await trx
        .updateTable("jobs")
        .set({ state, finished_at: this.#clock.now(), error: state === "done" ? null : detail, input: canonicalJson(maskValue(job.input)) })
        .where("id", "=", job.id)
        .execute();
      await trx.deleteFrom("job_steps").where("job_id", "=", job.id).execute();
      await this.#audit.appendIn(trx as unknown as Transaction<AuditTables>, {
        actor: job.caller.id,
        caller: job.caller.kind,
        door: job.door,
        operation: job.operation,
        subject: job.subject,
        input: job.input,
        outcome: state,
        detail,
      });
    });
  }

  /** Do `run` once for this job: a later try gets the stored result. */
  async step<T>(jobId: string, key: string, run: () => Promise<T>): Promise<T> {
    const known = await this.#store
      .tables<JobTables>()
      .selectFrom("job_steps")
      .select("result")
      .where("job_id", "=", jobId)
      .where("step", "=", key)
      .executeTakeFirst();
    if (known !== undefined) return JSON.parse(known.result) as T;
    const result = await run();
    await this.#store.commit<JobTables, unknown>((trx) =>
      trx
        .insertInto("job_steps")
        .values({ job_id: jobId, step: key, result: JSON.stringify(result ?? null), at: this.#clock.now() })
        .execute(),
    );
    return result;
  }

  /** Jobs whose process died: to be compared with the world and ended or run again. */
  async takeInterrupted(): Promise<Job[]> {
    return this.#store.commit<JobTables, Job[]>(async (trx) => {
      await trx
        .updateTable("jobs")
        .set((expression) => ({ tries: expression("tries", "+", 1) }))
        .where("state", "=", "running")
        .execute();
      const rows = await trx.selectFrom("jobs").selectAll().where("state", "=", "running").orderBy("started_at").execute();
      return rows.map(toJob);
    });
  }

  async list(state: JobState | undefined, limit: number): Promise<Job[]> {
    let query = this.#store
      .tables<JobTables>()
      .selectFrom("jobs")
      .selectAll()
      .orderBy("started_at", "desc")
      .orderBy("id", "desc")
      .limit(limit);
    if (state !== undefined) query = query.where("state", "=", state);
    return (await query.execute()).map(toJob);
  }
}

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    operation: row.operation,
    input: JSON.parse(row.input),
    caller: JSON.parse(row.caller) as Caller,
    door: row.door,
    subject: row.subject,
    stateBefore: row.state_before,
    state: row.state,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: row.error,
    tries: row.tries,
  };
}
