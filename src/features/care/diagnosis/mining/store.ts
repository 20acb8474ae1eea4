import type { Kysely } from "kysely";
import { z } from "zod";
import type { Host } from "../../../../kernel/context.ts";
import type { Migration, TableRetention } from "../../../../kernel/feature.ts";
import type { KeptShape } from "../../../watch/logs/operations.ts";

interface StreamTables {
  diagnosis_streams: {
    /** Whose stream it is: a household member, or the program that calls. */
    owner: string;
    name: string;
    /** JSON, at most what a miner remembers. */
    shapes: string;
    learned_at: number;
  };
}

export const migrations: readonly Migration[] = [
  {
    name: "learned streams of log lines",
    async up(db: Kysely<StreamTables>) {
      await db.schema
        .createTable("diagnosis_streams")
        .addColumn("owner", "text", (column) => column.notNull())
        .addColumn("name", "text", (column) => column.notNull())
        .addColumn("shapes", "text", (column) => column.notNull())
        .addColumn("learned_at", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("diagnosis_streams_key", ["owner", "name"])
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "diagnosis_streams", timeColumn: "learned_at", maxAgeDays: 90, maxRows: 200 },
];

const Kept = z.array(z.strictObject({ text: z.string(), count: z.number(), templateId: z.string() }));

/** What a stream has learned; empty when it is not known. */
export async function readStream(host: Pick<Host, "db">, owner: string, name: string): Promise<KeptShape[]> {
  const row = await host
    .db<StreamTables>()
    .selectFrom("diagnosis_streams")
    .select("shapes")
    .where("owner", "=", owner)
    .where("name", "=", name)
    .executeTakeFirst();
  return row === undefined ? [] : Kept.parse(JSON.parse(row.shapes));
}

export async function writeStream(
  host: Pick<Host, "store">,
  owner: string,
  name: string,
  shapes: readonly KeptShape[],
  learnedAt: number,
): Promise<void> {
  const row = { shapes: JSON.stringify(shapes), learned_at: learnedAt };
  await host.store.commit<StreamTables, void>(async (trx) => {
    await trx
      .insertInto("diagnosis_streams")
      .values({ owner, name, ...row })
      .onConflict((conflict) => conflict.columns(["owner", "name"]).doUpdateSet(row))
      .execute();
  });
}

export async function listStreams(host: Pick<Host, "db">, owner: string): Promise<{ name: string; shapes: KeptShape[] }[]> {
  const rows = await host
    .db<StreamTables>()
    .selectFrom("diagnosis_streams")
    .select(["name", "shapes"])
    .where("owner", "=", owner)
    .orderBy("name")
    .execute();
  return rows.map(({ name, shapes }) => ({ name, shapes: Kept.parse(JSON.parse(shapes)) }));
}

/** @returns how many streams were forgotten */
export async function eraseStreams(host: Pick<Host, "store">, owner: string): Promise<number> {
  return host.store.commit<StreamTables, number>(async (trx) => {
    const { numDeletedRows } = await trx.deleteFrom("diagnosis_streams").where("owner", "=", owner).executeTakeFirst();
    return Number(numDeletedRows);
  });
}
