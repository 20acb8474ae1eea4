import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Migration } from "../feature.ts";
import { HydraError } from "../errors.ts";
import type { Store } from "./store.ts";

interface MigrationTables {
  schema_migrations: { owner: string; number: number; name: string; applied_at: number };
}

export interface OwnedMigrations {
  owner: string;
  migrations: readonly Migration[];
}

export interface MigrationOutcome {
  applied: string[];
  /** Where the state as it was before lies; null when nothing was migrated or the state was new. */
  backup: string | null;
}

const KEPT_BACKUPS = 5;

/**
 * Bring the tables of every owner up to date. Before the first change of an existing state the whole file is copied to
 * `backups/`, and the Hydra that wrote it still starts on that copy.
 *
 * @throws HydraError conflict when the state was written by a newer Hydra, or is older than this one can read.
 */
export async function migrate(store: Store, owners: readonly OwnedMigrations[], version: string, now: number): Promise<MigrationOutcome> {
  const db = store.tables<MigrationTables>();
  await db.schema
    .createTable("schema_migrations")
    .ifNotExists()
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("applied_at", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("schema_migrations_key", ["owner", "number"])
    .execute();
  const rows = await db.selectFrom("schema_migrations").selectAll().execute();
  refuseForeignState(rows, owners, store.path, version);

  const done = new Set(rows.map((row) => `${row.owner}:${row.number}`));
  const pending = owners.flatMap(({ owner, migrations }) =>
    migrations.map((migration, index) => ({ owner, number: index + 1, migration })).filter(({ number }) => !done.has(`${owner}:${number}`)),
  );
  if (pending.length === 0) return { applied: [], backup: null };

  const backup = rows.length === 0 ? null : await backUpBeforeMigrating(store, now);
  for (const { owner, number, migration } of pending) {
    await store.commit<MigrationTables, void>(async (trx) => {
      await migration.up(trx);
      await trx.insertInto("schema_migrations").values({ owner, number, name: migration.name, applied_at: now }).execute();
    });
  }
  return { applied: pending.map(({ owner, migration }) => `${owner}: ${migration.name}`), backup };
}

function refuseForeignState(
  rows: readonly MigrationTables["schema_migrations"][],
  owners: readonly OwnedMigrations[],
  path: string,
  version: string,
): void {
  const known = new Map(owners.map(({ owner, migrations }) => [owner, migrations]));
  for (const row of rows) {
    const migration = known.get(row.owner)?.[row.number - 1];
    if (migration === undefined) {
      throw new HydraError(
        "conflict",
        `The state in ${path} was written by a newer Hydra (it has "${row.owner}: ${row.name}", which version ${version} does not know). Start that newer version, or copy a file from the folder backups/ beside it in its place.`,
      );
    }
    if (migration.name !== row.name) {
      throw new HydraError(
        "conflict",
        `The state in ${path} is too old for version ${version} ("${row.owner}: ${row.name}" is no longer read). Move it aside and start fresh, or start an older version once.`,
      );
    }
  }
}

async function backUpBeforeMigrating(store: Store, now: number): Promise<string> {
  const folder = join(dirname(store.path), "backups");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `before-migration-${new Date(now).toISOString().replaceAll(/[:.]/g, "-")}.db`);
  await store.backup(path);
  const old = readdirSync(folder)
    // Never the one just made: after a clock that jumped back its name sorts among the oldest.
    .filter((name) => name.startsWith("before-migration-") && name.endsWith(".db") && name !== basename(path))
    .toSorted()
    .slice(0, -(KEPT_BACKUPS - 1));
  for (const name of old) rmSync(join(folder, name));
  return path;
}
