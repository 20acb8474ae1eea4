import { sql, type Kysely, type Transaction } from "kysely";
import type { MessageKind } from "../channels/channel.ts";
import type { LocalTime } from "../deciding/local-time.ts";
import type { NotificationTables } from "./tables.ts";

type Db = Kysely<NotificationTables> | Transaction<NotificationTables>;

/** What interrupts somebody. A digest comes when it was asked for, a test because. */
const INTERRUPTING: readonly MessageKind[] = ["notice", "burst", "held"];

/** Messages that reached somebody, after `from` up to `to`, epoch ms; one over several channels is one. */
export async function countMessages(db: Db, from: number, to: number): Promise<number> {
  const { count } = await delivered(db, from, to)
    .where("message.kind", "in", INTERRUPTING)
    .select((select) => select.fn.count<number>("message.id").distinct().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

export interface DayFigures {
  /** Local day, `2026-11-23`. */
  day: string;
  notifications: number;
  digests: number;
}

/** The last days up to `now`, the newest first, also those without anything. */
export async function figuresByDay(db: Db, days: number, now: number, local: LocalTime): Promise<DayFigures[]> {
  const figures = new Map<string, DayFigures>();
  // Noon to noon backwards meets each local day once, also where one has 23 or 25 hours.
  for (let back = 0; figures.size < days && back <= days * 2; back += 1) {
    const day = local.day(now - back * 43_200_000);
    if (!figures.has(day)) figures.set(day, { day, notifications: 0, digests: 0 });
  }
  const rows = await delivered(db, now - (days + 1) * 86_400_000, now)
    .select(["message.id as id", "message.kind as kind", "message.at as at"])
    .distinct()
    .execute();
  for (const { kind, at } of rows) {
    const figure = figures.get(local.day(at));
    if (figure === undefined) continue;
    if (kind === "digest") figure.digests += 1;
    else if (INTERRUPTING.includes(kind)) figure.notifications += 1;
  }
  return [...figures.values()];
}

/** Since when it is counted, epoch ms; null before the first turn. */
export async function countedSince(db: Db): Promise<number | null> {
  const row = await db
    .selectFrom("notifications_digest")
    .select(sql<number | null>`min(at)`.as("at"))
    .executeTakeFirst();
  return row?.at ?? null;
}

function delivered(db: Db, from: number, to: number) {
  return db
    .selectFrom("notifications_delivery as delivery")
    .innerJoin("notifications_message as message", "message.id", "delivery.message_id")
    .where("delivery.state", "=", "delivered")
    .where("message.at", ">", from)
    .where("message.at", "<=", to);
}
