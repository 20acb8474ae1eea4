import type { Kysely, Selectable } from "kysely";
import type { Fate } from "../deciding/rules.ts";
import type { NoticeKind } from "../events.ts";
import type { DeliveryRow, DeliveryState, NoticeRow, NotificationTables } from "./tables.ts";

type Db = Kysely<NotificationTables>;

export interface NoticeFilter {
  fate?: Fate | undefined;
  kind?: NoticeKind | undefined;
  topic?: string | undefined;
  limit: number;
}

/** A message that a notice is in, on its way to one channel. */
export type Telling = Pick<DeliveryRow, "channel" | "state" | "attempts" | "ended_at" | "reason"> & {
  message: string;
  notice: string;
  at: number;
};

export type KeptNotice = Selectable<NoticeRow> & { tellings: Telling[] };

/** Notices, the newest first, each with where it went. */
export async function listNotices(db: Db, { fate, kind, topic, limit }: NoticeFilter): Promise<KeptNotice[]> {
  let query = db.selectFrom("notifications_notice").selectAll().orderBy("seq", "desc").limit(limit);
  if (fate !== undefined) query = query.where("fate", "=", fate);
  if (kind !== undefined) query = query.where("kind", "=", kind);
  if (topic !== undefined) query = query.where("topic", "=", topic);
  const notices = await query.execute();
  if (notices.length === 0) return [];
  const tellings: Telling[] = await db
    .selectFrom("notifications_part as part")
    .innerJoin("notifications_delivery as delivery", "delivery.message_id", "part.message_id")
    .select(["part.notice_id as notice", "part.message_id as message", "part.at as at"])
    .select(["delivery.channel as channel", "delivery.state as state", "delivery.attempts as attempts"])
    .select(["delivery.ended_at as ended_at", "delivery.reason as reason"])
    .where(
      "part.notice_id",
      "in",
      notices.map(({ id }) => id),
    )
    .orderBy("part.at")
    .execute();
  const byNotice = Map.groupBy(tellings, ({ notice }) => notice);
  return notices.map((notice) => ({ ...notice, tellings: byNotice.get(notice.id) ?? [] }));
}

export interface ChannelRecord {
  lastSuccessAt: number | null;
  lastFailureAt: number | null;
  /** Why the newest failure was one. */
  lastReason: string | null;
  waiting: number;
}

/** How it went with one channel. */
export async function recordOf(db: Db, channel: string): Promise<ChannelRecord> {
  const of = (state: DeliveryState) => db.selectFrom("notifications_delivery").where("channel", "=", channel).where("state", "=", state);
  const [success, failure, waiting] = await Promise.all([
    of("delivered")
      .select((select) => select.fn.max("ended_at").as("at"))
      .executeTakeFirst(),
    db
      .selectFrom("notifications_delivery")
      .select(["failed_at as at", "reason", "state"])
      .where("channel", "=", channel)
      .where("failed_at", "is not", null)
      .orderBy("failed_at", "desc")
      .limit(1)
      .executeTakeFirst(),
    of("waiting")
      .select((select) => select.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow(),
  ]);
  return {
    lastSuccessAt: success?.at ?? null,
    lastFailureAt: failure?.at ?? null,
    lastReason: failure?.reason ?? null,
    waiting: Number(waiting.count),
  };
}
