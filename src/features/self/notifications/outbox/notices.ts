import type { Transaction } from "kysely";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import { manyLines, oneLine } from "../channels/text.ts";
import { arrive } from "../deciding/arrival.ts";
import type { Notice } from "../deciding/rules.ts";
import { settleMessages } from "./deliveries.ts";
import type { NotificationTables } from "./tables.ts";

/** A place on the page, `/#incident=db-1`, and nothing that leads elsewhere. */
const ON_THE_PAGE = /^\/(?!\/)[\w./~:%-]{0,300}(?:#[\w.~:%=-]{1,300})?$/;

export type Trx = Transaction<NotificationTables>;

const TROUBLE = ["needs-person", "down"] as const;
const PENDING = ["waiting", "held"] as const;
const MOST_TITLE = 300;
const MOST_TEXT = 2_000;

/** Is this message on its way to this channel at this moment? It cannot be called back then. */
export type IsInFlight = (messageId: string, channel: string) => boolean;

/**
 * Keep a notice as it came, secrets masked. The same id again changes nothing.
 * @returns whether it is new
 */
export async function keepNotice(trx: Trx, notice: Notice, isInFlight: IsInFlight): Promise<boolean> {
  const known = await trx.selectFrom("notifications_notice").select("seq").where("id", "=", notice.id).executeTakeFirst();
  if (known !== undefined) return false;
  const pending = await trx
    .selectFrom("notifications_notice")
    .select(["id", "kind"])
    .where("topic", "=", notice.topic)
    .where("fate", "in", PENDING)
    .execute();
  const { fate, reason, drops, endsTopic } = arrive(notice, pending);
  for (const drop of drops) await dropNotice(trx, drop.id, drop.reason);
  if (endsTopic) await endTopic(trx, notice.topic, "it was over before it could be delivered", notice.receivedAt, isInFlight);
  await trx
    .insertInto("notifications_notice")
    .values({
      id: notice.id,
      kind: notice.kind,
      severity: notice.severity,
      topic: notice.topic,
      title: oneLine(maskSecrets(notice.title), MOST_TITLE),
      text: manyLines(maskSecrets(notice.text), MOST_TEXT),
      path: notice.path !== null && ON_THE_PAGE.test(notice.path) ? notice.path : null,
      raised_at: notice.raisedAt,
      received_at: notice.receivedAt,
      fate,
      reason,
      over_at: null,
      digested_at: null,
    })
    .execute();
  return true;
}

async function dropNotice(trx: Trx, id: string, reason: string): Promise<void> {
  await trx.updateTable("notifications_notice").set({ fate: "dropped", reason }).where("id", "=", id).execute();
}

/** What a topic was about is over: nobody hears what was not delivered yet. */
export async function endTopic(trx: Trx, topic: string, reason: string, now: number, isInFlight: IsInFlight): Promise<void> {
  await trx
    .updateTable("notifications_notice")
    .set({ fate: "dropped", reason })
    .where("topic", "=", topic)
    .where("kind", "in", TROUBLE)
    .where("fate", "in", PENDING)
    .execute();
  await trx
    .updateTable("notifications_notice")
    .set({ over_at: now })
    .where("topic", "=", topic)
    .where("kind", "in", TROUBLE)
    .where("over_at", "is", null)
    .execute();
  await withdraw(trx, topic, reason, now, isInFlight);
}

/** Take back what still waits for its channel, where nothing in the message is news any more. */
async function withdraw(trx: Trx, topic: string, reason: string, now: number, isInFlight: IsInFlight): Promise<void> {
  const waiting = await trx
    .selectFrom("notifications_delivery as delivery")
    .innerJoin("notifications_part as part", "part.message_id", "delivery.message_id")
    .select(["delivery.message_id as id", "delivery.channel as channel"])
    .distinct()
    .where("part.topic", "=", topic)
    .where("delivery.state", "=", "waiting")
    .execute();
  const mine = waiting.filter(({ id, channel }) => !isInFlight(id, channel));
  for (const { id, channel } of mine) {
    const news = await trx
      .selectFrom("notifications_part as part")
      .innerJoin("notifications_notice as notice", "notice.id", "part.notice_id")
      .select("notice.id")
      .where("part.message_id", "=", id)
      .where("notice.over_at", "is", null)
      .limit(1)
      .executeTakeFirst();
    if (news !== undefined) continue;
    await trx
      .updateTable("notifications_delivery")
      .set({ state: "withdrawn", reason, ended_at: now })
      .where("message_id", "=", id)
      .where("channel", "=", channel)
      .execute();
    await settleMessages(trx, id, reason);
  }
}
