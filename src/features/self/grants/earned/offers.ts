import type { Kysely } from "kysely";
import type { Host } from "../../../../kernel/context.ts";
import { HydraError } from "../../../../kernel/errors.ts";
import type { Migration, TableRetention } from "../../../../kernel/feature.ts";
import { newId } from "../../../../kernel/ids.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import type { Deed } from "./deed.ts";
import type { Offered } from "./promotion.ts";
import type { TrackKey } from "./store.ts";

/** `withdrawn`: Hydra took it back, because the record speaks for it no longer or it was granted otherwise. */
export const OFFER_STATES = ["open", "accepted", "declined", "withdrawn"] as const;
export type OfferState = (typeof OFFER_STATES)[number];

export type Evidence = Pick<Deed, "id" | "at" | "reason"> & { subject: string };

/** Hydra asks to be allowed something. */
export interface Offer extends Offered {
  id: string;
  sentence: string;
  /** The newest of the deeds that speak for it. */
  evidence: Evidence[];
  state: OfferState;
  offeredAt: number;
  decidedBy: string | null;
  decidedAt: number | null;
  decisionReason: string | null;
  isTold: boolean;
}

interface OfferRow {
  id: string;
  grantee: string;
  operation: string;
  cause: string | null;
  scope: string;
  sentence: string;
  evidence: string;
  state: OfferState;
  offered_at: number;
  decided_by: string | null;
  decided_at: number | null;
  decision_reason: string | null;
  is_told: number;
}

interface OfferTables {
  grants_offers: OfferRow;
}

export const offerMigrations: readonly Migration[] = [
  {
    name: "offers",
    async up(db: Kysely<OfferTables>) {
      await db.schema
        .createTable("grants_offers")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("grantee", "text", (column) => column.notNull())
        .addColumn("operation", "text", (column) => column.notNull())
        .addColumn("cause", "text")
        .addColumn("scope", "text", (column) => column.notNull())
        .addColumn("sentence", "text", (column) => column.notNull())
        .addColumn("evidence", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("offered_at", "integer", (column) => column.notNull())
        .addColumn("decided_by", "text")
        .addColumn("decided_at", "integer")
        .addColumn("decision_reason", "text")
        .addColumn("is_told", "integer", (column) => column.notNull())
        .execute();
    },
  },
];

export const offerRetention: readonly TableRetention[] = [
  { table: "grants_offers", timeColumn: "offered_at", maxAgeDays: 365, maxRows: 5_000 },
];

type Keeping = Pick<Host, "store" | "clock">;
type Reading = Pick<Host, "db">;

/** Keep an offer, unless one about the same is open. */
export async function openOffer(host: Keeping, offer: Pick<Offer, keyof Offered | "sentence" | "evidence">): Promise<void> {
  await host.store.commit<OfferTables, void>(async (trx) => {
    const { grantee, operation, cause } = offer;
    const open = await trx
      .selectFrom("grants_offers")
      .select("id")
      .where("state", "=", "open")
      .where("grantee", "=", grantee)
      .where("operation", "=", operation)
      .where("cause", cause === null ? "is" : "=", cause)
      .executeTakeFirst();
    if (open !== undefined) return;
    const now = host.clock.now();
    await trx
      .insertInto("grants_offers")
      .values({
        id: newId("offer", now),
        grantee,
        operation,
        cause,
        scope: JSON.stringify(offer.scope),
        sentence: offer.sentence,
        evidence: JSON.stringify(offer.evidence),
        state: "open",
        offered_at: now,
        decided_by: null,
        decided_at: null,
        decision_reason: null,
        is_told: 0,
      })
      .execute();
  });
}

export async function markTold(host: Keeping, { id }: Pick<Offer, "id">): Promise<void> {
  await host.store.commit<OfferTables, unknown>((trx) =>
    trx.updateTable("grants_offers").set({ is_told: 1 }).where("id", "=", id).execute(),
  );
}

/** @throws HydraError not_found */
export async function findOffer(host: Reading, id: string): Promise<Offer> {
  const row = await host.db<OfferTables>().selectFrom("grants_offers").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new HydraError("not_found", `There is no offer ${id}. GET /grants/offers lists them.`);
  return toOffer(row);
}

/** The newest first. */
export async function listOffers(host: Reading, state: OfferState, limit: number): Promise<Offer[]> {
  const rows = await host
    .db<OfferTables>()
    .selectFrom("grants_offers")
    .selectAll()
    .where("state", "=", state)
    .orderBy("offered_at", "desc")
    .limit(limit)
    .execute();
  return rows.map(toOffer);
}

export interface Decision {
  state: Exclude<OfferState, "open">;
  by: string;
  reason: string | null;
}

/** Decide an open offer. Of two who decide at once, the second gets a conflict. @throws HydraError not_found, conflict */
export async function decideOffer(host: Keeping & Reading, id: string, decision: Decision): Promise<Offer> {
  const isDecided = await host.store.commit<OfferTables, boolean>(async (trx) => {
    const result = await trx
      .updateTable("grants_offers")
      .set(rowOf(decision, host.clock.now()))
      .where("id", "=", id)
      .where("state", "=", "open")
      .executeTakeFirst();
    return Number(result.numUpdatedRows) > 0;
  });
  const offer = await findOffer(host, id);
  if (!isDecided) throw new HydraError("conflict", `The offer ${id} is ${offer.state} already.`);
  return offer;
}

/** Take back what is open about this track, if anything is. */
export async function withdrawOffer(host: Keeping, { grantee, operation, cause }: TrackKey, reason: string): Promise<void> {
  await host.store.commit<OfferTables, unknown>((trx) =>
    trx
      .updateTable("grants_offers")
      .set(rowOf({ state: "withdrawn", by: "hydra", reason }, host.clock.now()))
      .where("state", "=", "open")
      .where("grantee", "=", grantee)
      .where("operation", "=", operation)
      .where("cause", cause === null ? "is" : "=", cause)
      .execute(),
  );
}

function rowOf({ state, by, reason }: Decision, at: number) {
  return { state, decided_by: by, decided_at: at, decision_reason: reason === null ? null : maskSecrets(reason) };
}

function toOffer(row: OfferRow): Offer {
  return {
    id: row.id,
    grantee: row.grantee,
    operation: row.operation,
    cause: row.cause,
    scope: JSON.parse(row.scope) as Offer["scope"],
    sentence: row.sentence,
    evidence: JSON.parse(row.evidence) as Evidence[],
    state: row.state,
    offeredAt: row.offered_at,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    decisionReason: row.decision_reason,
    isTold: row.is_told === 1,
  };
}
