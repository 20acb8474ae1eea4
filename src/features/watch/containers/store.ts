import type { Kysely } from "kysely";
import type { Host } from "../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../kernel/feature.ts";
import type { Entry } from "./board.ts";

export interface ContainersTables {
  containers_identities: {
    key: string;
    node: string;
    project: string | null;
    service: string | null;
    name: string;
    first_seen: number;
    last_seen: number;
    last_container_id: string;
    last_image_id: string;
    recreations: number;
    previous_image_id: string | null;
    image_changed_at: number | null;
  };
  containers_history: { key: string; at: number; container_id: string; state: string; health: string; exit_code: number | null };
  /** What was seen of the last end of each container. */
  containers_ends: { container_id: string; ended_at: number; ended_by: string; is_own_act: number; deaths: string; seen_at: number };
}

export const migrations: readonly Migration[] = [
  {
    name: "identities and history",
    async up(db: Kysely<ContainersTables>) {
      await db.schema
        .createTable("containers_identities")
        .addColumn("key", "text", (column) => column.primaryKey())
        .addColumn("node", "text", (column) => column.notNull())
        .addColumn("project", "text")
        .addColumn("service", "text")
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("first_seen", "integer", (column) => column.notNull())
        .addColumn("last_seen", "integer", (column) => column.notNull())
        .addColumn("last_container_id", "text", (column) => column.notNull())
        .addColumn("last_image_id", "text", (column) => column.notNull())
        .addColumn("recreations", "integer", (column) => column.notNull())
        .execute();
      await db.schema
        .createTable("containers_history")
        .addColumn("key", "text", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("container_id", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("health", "text", (column) => column.notNull())
        .addColumn("exit_code", "integer")
        .execute();
      await db.schema.createIndex("containers_history_key_at").on("containers_history").columns(["key", "at"]).execute();
      await db.schema.createIndex("containers_history_at").on("containers_history").column("at").execute();
    },
  },
  {
    name: "the image before",
    async up(db: Kysely<ContainersTables>) {
      await db.schema.alterTable("containers_identities").addColumn("previous_image_id", "text").execute();
      await db.schema.alterTable("containers_identities").addColumn("image_changed_at", "integer").execute();
    },
  },
  {
    name: "who ended it",
    async up(db: Kysely<ContainersTables>) {
      await db.schema
        .createTable("containers_ends")
        .addColumn("container_id", "text", (column) => column.primaryKey())
        .addColumn("ended_at", "integer", (column) => column.notNull())
        .addColumn("ended_by", "text", (column) => column.notNull())
        .addColumn("is_own_act", "integer", (column) => column.notNull())
        .addColumn("deaths", "text", (column) => column.notNull())
        .addColumn("seen_at", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "containers_history", timeColumn: "at", maxAgeDays: 30, maxRows: 200_000 },
  { table: "containers_identities", timeColumn: "last_seen", maxAgeDays: 365, maxRows: 20_000 },
  { table: "containers_ends", timeColumn: "seen_at", maxAgeDays: 365, maxRows: 20_000 },
];

/** Note that an identity is there; a new container id under a known identity is a recreation. */
export async function rememberIdentity(host: Host, { facts, identity }: Entry): Promise<void> {
  const now = host.clock.now();
  const { key, node, project, service, name } = identity;
  await host.store.commit<ContainersTables, void>(async (trx) => {
    const known = await trx
      .selectFrom("containers_identities")
      .select(["last_container_id", "last_image_id", "recreations"])
      .where("key", "=", key)
      .executeTakeFirst();
    if (known === undefined) {
      await trx
        .insertInto("containers_identities")
        .values({
          key,
          node,
          project,
          service,
          name,
          first_seen: now,
          last_seen: now,
          last_container_id: facts.id,
          last_image_id: facts.imageId,
          recreations: 0,
          previous_image_id: null,
          image_changed_at: null,
        })
        .execute();
      return;
    }
    const recreations = known.recreations + (known.last_container_id === facts.id ? 0 : 1);
    const image = known.last_image_id === facts.imageId ? {} : { previous_image_id: known.last_image_id, image_changed_at: now };
    await trx
      .updateTable("containers_identities")
      .set({ name, last_seen: now, last_container_id: facts.id, last_image_id: facts.imageId, recreations, ...image })
      .where("key", "=", key)
      .execute();
  });
}

/** Write down what a container is now; nothing when that is what was written last, as after a restart of Hydra. */
export async function recordTransition(host: Host, { facts, identity }: Entry, at: number): Promise<void> {
  const row = { container_id: facts.id, state: facts.state, health: facts.health, exit_code: facts.exitCode };
  await host.store.commit<ContainersTables, void>(async (trx) => {
    const last = await trx
      .selectFrom("containers_history")
      .select(["at", "container_id", "state", "health", "exit_code"])
      .where("key", "=", identity.key)
      .orderBy("at", "desc")
      .limit(1)
      .executeTakeFirst();
    const isSame = last !== undefined && Object.entries(row).every(([column, value]) => last[column as keyof typeof last] === value);
    if (isSame && (facts.startedAt ?? 0) <= last.at) return;
    await trx
      .insertInto("containers_history")
      .values({ key: identity.key, at, ...row })
      .execute();
  });
}

export interface Transition {
  at: number;
  containerId: string;
  state: string;
  health: string;
  exitCode: number | null;
}

/** The last transitions of an identity, newest first, over all its containers. */
export async function transitionsOf(host: Pick<Host, "db">, key: string, limit: number): Promise<Transition[]> {
  const rows = await host
    .db<ContainersTables>()
    .selectFrom("containers_history")
    .selectAll()
    .where("key", "=", key)
    .orderBy("at", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ at: row.at, containerId: row.container_id, state: row.state, health: row.health, exitCode: row.exit_code }));
}

export interface KnownIdentity {
  firstSeen: number;
  recreations: number;
  /** What it was made from before the image that it has now; null when no other was seen. */
  previousImageId: string | null;
  imageChangedAt: number | null;
}

export async function identityRecord(host: Pick<Host, "db">, key: string): Promise<KnownIdentity | null> {
  const row = await host
    .db<ContainersTables>()
    .selectFrom("containers_identities")
    .select(["first_seen", "recreations", "previous_image_id", "image_changed_at"])
    .where("key", "=", key)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { first_seen: firstSeen, recreations, previous_image_id: previousImageId, image_changed_at: imageChangedAt } = row;
  return { firstSeen, recreations, previousImageId, imageChangedAt };
}
