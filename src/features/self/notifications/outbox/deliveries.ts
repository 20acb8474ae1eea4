import { sql, type Kysely, type Transaction } from "kysely";
import type { Sent } from "../channels/channel.ts";
import { isGivenUp, pauseAfter } from "./backoff.ts";
import type { DeliveryRow, MessageRow, NotificationTables } from "./tables.ts";

type Trx = Transaction<NotificationTables>;
type Db = Kysely<NotificationTables>;

export type DueDelivery = Pick<DeliveryRow, "attempts" | "created_at" | "channel"> & MessageRow;

/** The oldest message that this channel should be sent now; a clock that was put back makes nothing wait longer. */
export async function nextDue(db: Db, channel: string, now: number): Promise<DueDelivery | undefined> {
  return db
    .selectFrom("notifications_delivery as delivery")
    .innerJoin("notifications_message as message", "message.id", "delivery.message_id")
    .selectAll("message")
    .select(["delivery.attempts as attempts", "delivery.created_at as created_at", "delivery.channel as channel"])
    .where("delivery.channel", "=", channel)
    .where("delivery.state", "=", "waiting")
    .where((where) => where.or([where("delivery.next_at", "<=", now), where("delivery.created_at", ">", now)]))
    .orderBy("message.at")
    .orderBy("message.id")
    .limit(1)
    .executeTakeFirst();
}

/** Write how an attempt went. @returns when the next one is due, epoch ms; null when there is none */
export async function noteAttempt(trx: Trx, delivery: DueDelivery, sent: Sent, now: number): Promise<number | null> {
  const attempts = delivery.attempts + 1;
  const isOver = isGivenUp(attempts, now - delivery.created_at);
  const nextAt = sent.outcome === "later" && !isOver ? now + Math.max(pauseAfter(attempts), sent.retryAfterMs ?? 0) : null;
  const change: Partial<DeliveryRow> =
    sent.outcome === "delivered"
      ? { state: "delivered", ended_at: now, reason: null }
      : nextAt === null
        ? {
            state: "failed",
            ended_at: now,
            failed_at: now,
            reason: sent.outcome === "later" ? `given up after a day: ${sent.reason}` : sent.reason,
          }
        : { next_at: nextAt, failed_at: now, reason: sent.reason };
  await trx
    .updateTable("notifications_delivery")
    .set({ attempts, ...change })
    .where("message_id", "=", delivery.id)
    .where("channel", "=", delivery.channel)
    .execute();
  // Somebody is there again: what failed before has its turn.
  if (sent.outcome === "delivered")
    await trx
      .updateTable("notifications_delivery")
      .set({ next_at: now })
      .where("channel", "=", delivery.channel)
      .where("state", "=", "waiting")
      .execute();
  await settleMessages(trx, delivery.id, change.reason ?? null);
  return nextAt;
}

/** A channel that is no longer in the settings gets nothing more. */
export async function giveUpOthers(trx: Trx, channels: readonly string[], now: number): Promise<void> {
  const reason = "the channel is no longer set up";
  const left = await trx
    .selectFrom("notifications_delivery")
    .select(["message_id", "channel"])
    .where("state", "=", "waiting")
    .$if(channels.length > 0, (query) => query.where("channel", "not in", channels))
    .execute();
  for (const { message_id: id, channel } of left) {
    await trx
      .updateTable("notifications_delivery")
      .set({ state: "failed", reason, ended_at: now, failed_at: now })
      .where("message_id", "=", id)
      .where("channel", "=", channel)
      .execute();
    await settleMessages(trx, id, reason);
  }
}

/** The notices of a message: told as soon as it reached one channel, dropped once it can reach none any more. */
export async function settleMessages(trx: Trx, messageId: string, reason: string | null): Promise<void> {
  const parts = trx.selectFrom("notifications_part").select("notice_id").where("message_id", "=", messageId);
  const reached = (states: readonly DeliveryRow["state"][]) =>
    trx
      .selectFrom("notifications_part as part")
      .innerJoin("notifications_delivery as delivery", "delivery.message_id", "part.message_id")
      .select(sql<number>`1`.as("one"))
      .where("part.notice_id", "=", sql.ref<string>("notifications_notice.id"))
      .where("delivery.state", "in", states);
  // What was taken for lost and arrives after all was told.
  await trx
    .updateTable("notifications_notice")
    .set({ fate: "told", reason: null })
    .where("id", "in", parts)
    .where("fate", "in", ["sending", "dropped"])
    .where((where) => where.exists(reached(["delivered"])))
    .execute();
  await trx
    .updateTable("notifications_notice")
    .set({ fate: "dropped", reason })
    .where("id", "in", parts)
    .where("fate", "=", "sending")
    .where((where) => where.not(where.exists(reached(["waiting", "delivered"]))))
    .execute();
}
