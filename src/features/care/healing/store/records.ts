import type { Host } from "../../../../kernel/context.ts";
import type { Remedy } from "../../incidents/events.ts";
import { withOutcome, withRelapse, type RemedyRecord } from "../plan/record.ts";
import type { HealingTables } from "./tables.ts";

export interface KeptRecord extends RemedyRecord {
  signature: string;
  /** Name of the container that it is about. */
  subject: string;
  madeOf: string | null;
  changedAt: number;
}

type World = Pick<Host, "store" | "clock">;

export async function recordsOf(host: Pick<Host, "db">, signature?: string): Promise<KeptRecord[]> {
  let query = host.db<HealingTables>().selectFrom("healing_record").selectAll().orderBy("changed_at", "desc");
  if (signature !== undefined) query = query.where("signature", "=", signature);
  return (await query.execute()).map(toRecord);
}

type Tried = Pick<KeptRecord, "signature" | "remedy" | "subject" | "madeOf">;

/** Count how one try ended. */
export function countOutcome(host: World, tried: Tried, hasWorked: boolean): Promise<void> {
  return change(host, tried, (before) => withOutcome(before, hasWorked, host.clock.now()));
}

/** What was counted as having worked did not last. */
export function countRelapse(
  host: World,
  { signature, remedy, name: subject }: { signature: string; remedy: Remedy; name: string },
): Promise<void> {
  return change(host, { signature, remedy, subject }, (before) => withRelapse(before, host.clock.now()));
}

async function change(
  host: World,
  { signature, remedy, subject, madeOf }: Omit<Tried, "madeOf"> & Partial<Pick<Tried, "madeOf">>,
  count: (before: RemedyRecord) => RemedyRecord,
): Promise<void> {
  await host.store.commit<HealingTables, void>(async (trx) => {
    const row = await trx
      .selectFrom("healing_record")
      .selectAll()
      .where("signature", "=", signature)
      .where("remedy", "=", remedy)
      .executeTakeFirst();
    const before = row === undefined ? NEW : toRecord(row);
    const after = count({ ...before, remedy });
    const columns = {
      subject,
      worked: after.worked,
      tried: after.tried,
      failed_in_row: after.failedInRow,
      retired_at: after.retiredAt,
      retired_because: after.retiredBecause,
      made_of: madeOf === undefined ? (row?.made_of ?? null) : madeOf,
      changed_at: host.clock.now(),
    };
    await trx
      .insertInto("healing_record")
      .values({ signature, remedy, ...columns })
      .onConflict((conflict) => conflict.columns(["signature", "remedy"]).doUpdateSet(columns))
      .execute();
  });
}

/** It may be tried again. Without a remedy, all of the signature. @returns how many were retired */
export async function unretireRecords(host: World, signature: string, remedy?: Remedy): Promise<number> {
  return host.store.commit<HealingTables, number>(async (trx) => {
    let query = trx
      .updateTable("healing_record")
      .set({ retired_at: null, retired_because: null, failed_in_row: 0, changed_at: host.clock.now() })
      .where("signature", "=", signature)
      .where("retired_at", "is not", null);
    if (remedy !== undefined) query = query.where("remedy", "=", remedy);
    return Number((await query.executeTakeFirst()).numUpdatedRows);
  });
}

const NEW = { worked: 0, tried: 0, failedInRow: 0, retiredAt: null, retiredBecause: null };

function toRecord(row: HealingTables["healing_record"]): KeptRecord {
  return {
    signature: row.signature,
    remedy: row.remedy as Remedy,
    subject: row.subject,
    worked: row.worked,
    tried: row.tried,
    failedInRow: row.failed_in_row,
    retiredAt: row.retired_at,
    retiredBecause: row.retired_because,
    madeOf: row.made_of,
    changedAt: row.changed_at,
  };
}
