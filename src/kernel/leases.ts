import type { Kysely } from "kysely";
import type { Clock } from "./clock.ts";
import type { Migration } from "./feature.ts";
import { newSecret } from "./ids.ts";
import type { Store } from "./store/store.ts";

interface LeaseTables {
  leases: { name: string; holder: string; token: string; expires_at: number; for_ms: number };
}

export const leaseMigrations: readonly Migration[] = [
  {
    name: "leases",
    async up(db: Kysely<LeaseTables>) {
      await db.schema
        .createTable("leases")
        .addColumn("name", "text", (column) => column.primaryKey())
        .addColumn("holder", "text", (column) => column.notNull())
        .addColumn("token", "text", (column) => column.notNull())
        .addColumn("expires_at", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

export const leaseDurationMigrations: readonly Migration[] = [
  {
    name: "lease durations",
    async up(db: Kysely<LeaseTables>) {
      await db.schema
        .alterTable("leases")
        .addColumn("for_ms", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
    },
  },
];

export interface Lease {
  /** False once it ran out or somebody else took it: stop what it guarded. */
  renew(forMs: number): Promise<boolean>;
  release(): Promise<void>;
}

/** "Only one at a time", over restarts: a lease has a name, one holder and an end that it cannot outlive. */
export class Leases {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The lease, or null while somebody else holds it. */
  async take(name: string, holder: string, forMs: number): Promise<Lease | null> {
    const token = newSecret();
    const taken = await this.#store.commit<LeaseTables, boolean>(async (trx) => {
      const now = this.#clock.now();
      await trx.deleteFrom("leases").where("name", "=", name).where("expires_at", "<=", now).execute();
      // More time left than it was ever given: the clock jumped back, and the lease must not last as long as the jump.
      await trx
        .updateTable("leases")
        .set((expression) => ({ expires_at: expression("for_ms", "+", now) }))
        .where("name", "=", name)
        .where("expires_at", ">", (expression) => expression("for_ms", "+", now))
        .execute();
      const result = await trx
        .insertInto("leases")
        .values({ name, holder, token, expires_at: now + forMs, for_ms: forMs })
        .onConflict((conflict) => conflict.column("name").doNothing())
        .executeTakeFirst();
      return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
    });
    if (!taken) return null;
    return {
      renew: (renewForMs) =>
        this.#store.commit<LeaseTables, boolean>(async (trx) => {
          const now = this.#clock.now();
          const result = await trx
            .updateTable("leases")
            .set({ expires_at: now + renewForMs, for_ms: renewForMs })
            .where("name", "=", name)
            .where("token", "=", token)
            .where("expires_at", ">", now)
            .executeTakeFirst();
          return Number(result.numUpdatedRows) === 1;
        }),
      release: () =>
        this.#store.commit<LeaseTables, void>(async (trx) => {
          await trx.deleteFrom("leases").where("name", "=", name).where("token", "=", token).execute();
        }),
    };
  }

  async holderOf(name: string): Promise<string | null> {
    const row = await this.#store
      .tables<LeaseTables>()
      .selectFrom("leases")
      .select("holder")
      .where("name", "=", name)
      .where("expires_at", ">", this.#clock.now())
      .executeTakeFirst();
    return row?.holder ?? null;
  }
}
