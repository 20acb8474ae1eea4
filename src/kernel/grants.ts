import type { Kysely } from "kysely";
import type { Caller } from "./caller.ts";
import type { Clock } from "./clock.ts";
import { HydraError } from "./errors.ts";
import type { Migration } from "./feature.ts";
import { newId } from "./ids.ts";
import type { Subject } from "./operation.ts";
import type { Store } from "./store/store.ts";

/** `watch` records what would have been done, `ask` parks the call for a person, `act` runs it. */
export const GRANT_LEVELS = ["watch", "ask", "act"] as const;
export type GrantLevel = (typeof GRANT_LEVELS)[number];
export const GRANT_SCOPES = ["one", "project", "all"] as const;

export interface Grant {
  id: string;
  /** Who may: `hydra:*`, `hydra:healing`, `model:*`, `model:claude`. */
  grantee: string;
  operation: string;
  scope: { kind: (typeof GRANT_SCOPES)[number]; name?: string };
  /** Only for this cause, when given. */
  cause: string | null;
  level: GrantLevel;
  by: string;
  /** Why it is as it is, when Hydra itself lowered it: one sentence. */
  reason: string | null;
  since: number;
  expiresAt: number | null;
}

interface GrantTables {
  grants: {
    id: string;
    grantee: string;
    operation: string;
    scope_kind: "one" | "project" | "all";
    scope_name: string | null;
    cause: string | null;
    level: GrantLevel;
    granted_by: string;
    reason: string | null;
    since: number;
    expires_at: number | null;
  };
}

export const grantMigrations: readonly Migration[] = [
  {
    name: "grants",
    async up(db: Kysely<GrantTables>) {
      await db.schema
        .createTable("grants")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("grantee", "text", (column) => column.notNull())
        .addColumn("operation", "text", (column) => column.notNull())
        .addColumn("scope_kind", "text", (column) => column.notNull())
        .addColumn("scope_name", "text")
        .addColumn("cause", "text")
        .addColumn("level", "text", (column) => column.notNull())
        .addColumn("granted_by", "text", (column) => column.notNull())
        .addColumn("since", "integer", (column) => column.notNull())
        .addColumn("expires_at", "integer")
        .execute();
    },
  },
];

/** Stands at the end of the kernel's list: the number of a migration is its place there. */
export const grantReasonMigrations: readonly Migration[] = [
  {
    name: "reasons of grants",
    async up(db: Kysely<GrantTables>) {
      await db.schema.alterTable("grants").addColumn("reason", "text").execute();
    },
  },
];

/** Without a grant: Hydra watches, a model asks. */
const DEFAULT_LEVEL: Record<"hydra" | "model", GrantLevel> = { hydra: "watch", model: "ask" };
const SPECIFICITY = { one: 2, project: 1, all: 0 } as const;

/** Does the grant speak of this subject? A scope of `one` names it (`web`, or `home/web` with its node), of `project` its project. */
export function grantApplies(grant: Pick<Grant, "scope">, subject: Subject | null): boolean {
  if (grant.scope.kind === "all") return true;
  if (subject === null) return false;
  if (grant.scope.kind === "project") return grant.scope.name === subject.project;
  return grant.scope.name === subject.name || grant.scope.name === `${subject.node}/${subject.name}`;
}

/** A call as grants see it. */
export interface Granted {
  /** The caller's id: `hydra:healing`, `model:claude`. */
  grantee: string;
  operation: string;
  subject: Subject | null;
  cause: string | null;
}

/** Does a grant for `hydra:*` or `hydra:healing` speak of this caller? */
export function coversGrantee(granted: string, callerId: string): boolean {
  return granted === callerId || granted === `${callerId.slice(0, callerId.indexOf(":"))}:*`;
}

/** The grants that decide about a call at a moment: the narrowest that apply. Several when they are equally narrow. */
export function decidingGrants(grants: readonly Grant[], { grantee, operation, subject, cause }: Granted, now: number): Grant[] {
  const applying = grants.filter(
    (grant) =>
      grant.operation === operation &&
      coversGrantee(grant.grantee, grantee) &&
      (grant.expiresAt === null || grant.expiresAt > now) &&
      (grant.cause === null || grant.cause === cause) &&
      grantApplies(grant, subject),
  );
  const weight = (grant: Grant): number => SPECIFICITY[grant.scope.kind] * 2 + (grant.cause === null ? 0 : 1);
  const narrowest = Math.max(...applying.map(weight));
  return applying.filter((grant) => weight(grant) === narrowest);
}

/** The level for a call: the narrowest grant that applies decides, among equals the most careful one. */
export function levelOf(
  grants: readonly Grant[],
  caller: Caller,
  operation: string,
  subject: Subject | null,
  cause: string | null,
  now: number,
): GrantLevel {
  const levels = decidingGrants(grants, { grantee: caller.id, operation, subject, cause }, now).map((grant) => grant.level);
  return GRANT_LEVELS.find((level) => levels.includes(level)) ?? DEFAULT_LEVEL[caller.kind === "hydra" ? "hydra" : "model"];
}

/** What people allowed Hydra and models to do by themselves. */
export class Grants {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async list(): Promise<Grant[]> {
    const rows = await this.#store.tables<GrantTables>().selectFrom("grants").selectAll().orderBy("since").execute();
    return rows.map((row) => ({
      id: row.id,
      grantee: row.grantee,
      operation: row.operation,
      scope: { kind: row.scope_kind, ...(row.scope_name === null ? {} : { name: row.scope_name }) },
      cause: row.cause,
      level: row.level,
      by: row.granted_by,
      reason: row.reason,
      since: row.since,
      expiresAt: row.expires_at,
    }));
  }

  async levelFor(caller: Caller, operation: string, subject: Subject | null, cause: string | null = null): Promise<GrantLevel> {
    return levelOf(await this.list(), caller, operation, subject, cause, this.#clock.now());
  }

  /** The grant that says something about the same: (grantee, operation, scope, cause). */
  async like(wanted: Pick<Grant, "grantee" | "operation" | "scope" | "cause">): Promise<Grant | undefined> {
    return (await this.list()).find(
      (known) =>
        known.grantee === wanted.grantee &&
        known.operation === wanted.operation &&
        known.scope.kind === wanted.scope.kind &&
        known.scope.name === wanted.scope.name &&
        known.cause === wanted.cause,
    );
  }

  /** Set the level for (grantee, operation, scope, cause): replaces the grant that says something about the same. */
  async put(grant: Omit<Grant, "id" | "since">): Promise<Grant> {
    const since = this.#clock.now();
    const same = await this.like(grant);
    const stored: Grant = { ...grant, id: same?.id ?? newId("grant", since), since };
    await this.#store.commit<GrantTables, void>(async (trx) => {
      await trx.deleteFrom("grants").where("id", "=", stored.id).execute();
      await trx
        .insertInto("grants")
        .values({
          id: stored.id,
          grantee: grant.grantee,
          operation: grant.operation,
          scope_kind: grant.scope.kind,
          scope_name: grant.scope.name ?? null,
          cause: grant.cause,
          level: grant.level,
          granted_by: grant.by,
          reason: grant.reason,
          since,
          expires_at: grant.expiresAt,
        })
        .execute();
    });
    return stored;
  }

  /** Hydra takes from itself what it was given: acting becomes asking. `since` stays, and with it the record. Null: it did not act. */
  async lower(id: string, reason: string): Promise<Grant | null> {
    const isLowered = await this.#store.commit<GrantTables, boolean>(async (trx) => {
      const result = await trx
        .updateTable("grants")
        .set({ level: "ask", granted_by: "hydra", reason })
        .where("id", "=", id)
        .where("level", "=", "act")
        .executeTakeFirst();
      return Number(result.numUpdatedRows) > 0;
    });
    return isLowered ? ((await this.list()).find((grant) => grant.id === id) ?? null) : null;
  }

  async remove(id: string): Promise<Grant> {
    const known = (await this.list()).find((grant) => grant.id === id);
    if (known === undefined) throw new HydraError("not_found", `There is no grant ${id}. GET /grants lists them.`);
    await this.#store.commit<GrantTables, unknown>((trx) => trx.deleteFrom("grants").where("id", "=", id).execute());
    return known;
  }
}
