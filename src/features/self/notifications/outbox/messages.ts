import type { Transaction } from "kysely";
import { newId } from "../../../../kernel/ids.ts";
import { compose } from "../deciding/compose.ts";
import { decide, type Plan, type PlannedMessage } from "../deciding/decide.ts";
import { BURST_MS, type LastTelling, type Pending, type Rules } from "../deciding/rules.ts";
import type { MessageRow, NotificationTables } from "./tables.ts";

type Trx = Transaction<NotificationTables>;

/** So many are decided about at once; the rest a moment later. It bounds the memory, not what is told. */
const MOST_AT_ONCE = 4_000;
/** Parameters of one statement stay far below what a database takes. */
const SLICE = 200;

/** Decide about what is pending and write all that follows: messages, who gets them, what became of the notices. */
export async function decideAndKeep(trx: Trx, rules: Rules, now: number): Promise<Plan> {
  const pending = await readPending(trx);
  if (pending.length === 0) return { messages: [], fates: [], nextAt: null };
  const last = await readLastTold(trx, [...new Set(pending.map(({ topic }) => topic))]);
  const recent = await trx
    .selectFrom("notifications_message")
    .select(["at", "topics"])
    .where("kind", "in", ["notice", "burst", "held"])
    .where("at", ">", now - BURST_MS)
    .execute();
  const plan = decide({ now, pending, recent, lastTold: (channel, topic) => last.get(`${channel}\n${topic}`) }, rules);
  for (const message of plan.messages) await keepMessage(trx, message, now);
  for (const { id, fate, reason } of plan.fates)
    await trx.updateTable("notifications_notice").set({ fate, reason }).where("id", "=", id).execute();
  return pending.length < MOST_AT_ONCE || plan.fates.length === 0 ? plan : { ...plan, nextAt: now };
}

async function readPending(trx: Trx): Promise<Pending[]> {
  const rows = await trx
    .selectFrom("notifications_notice")
    .selectAll()
    .where("fate", "in", ["waiting", "held"])
    // What waits comes before what is held: a long night must not keep back what is urgent.
    .orderBy("fate", "desc")
    .orderBy("seq")
    .limit(MOST_AT_ONCE)
    .execute();
  rows.sort((a, b) => a.seq - b.seq);
  return rows.map(({ id, kind, severity, topic, title, text, path, raised_at: raisedAt, received_at: receivedAt, fate }) => ({
    id,
    kind,
    severity,
    topic,
    title,
    text,
    path,
    raisedAt,
    receivedAt,
    isHeld: fate === "held",
  }));
}

/** What each channel was told last about each topic, or is about to be told. */
async function readLastTold(trx: Trx, topics: readonly string[]): Promise<Map<string, LastTelling>> {
  const last = new Map<string, LastTelling>();
  for (let from = 0; from < topics.length; from += SLICE) {
    const rows = await trx
      .selectFrom("notifications_part as part")
      .innerJoin("notifications_delivery as delivery", "delivery.message_id", "part.message_id")
      .innerJoin("notifications_notice as notice", "notice.id", "part.notice_id")
      .select(["delivery.channel as channel", "part.topic as topic", "notice.kind as kind", "notice.severity as severity", "part.at as at"])
      .where("part.topic", "in", topics.slice(from, from + SLICE))
      .where("delivery.state", "in", ["waiting", "delivered"])
      .orderBy("notice.seq")
      .execute();
    for (const { channel, topic, kind, severity, at } of rows) last.set(`${channel}\n${topic}`, { kind, severity, at });
  }
  return last;
}

async function keepMessage(trx: Trx, planned: PlannedMessage, now: number): Promise<void> {
  const { kind, channels, notices, topics } = planned;
  const id = newId("message", now);
  await writeMessage(trx, { id, kind, ...compose(planned), notices: notices.length, topics, at: now }, channels);
  for (let from = 0; from < notices.length; from += SLICE)
    await trx
      .insertInto("notifications_part")
      .values(notices.slice(from, from + SLICE).map(({ id: notice, topic }) => ({ message_id: id, notice_id: notice, topic, at: now })))
      .execute();
}

/** A message and who gets it. */
export async function writeMessage(trx: Trx, message: MessageRow, channels: readonly string[]): Promise<void> {
  await trx.insertInto("notifications_message").values(message).execute();
  for (const channel of channels)
    await trx
      .insertInto("notifications_delivery")
      .values({
        message_id: message.id,
        channel,
        state: "waiting",
        attempts: 0,
        next_at: message.at,
        created_at: message.at,
        ended_at: null,
        failed_at: null,
        reason: null,
      })
      .execute();
}
