import type { Kysely, Transaction } from "kysely";
import { newId } from "../../../../kernel/ids.ts";
import { composeDigest, type Digest, type DigestFacts } from "../deciding/digest.ts";
import { countMessages } from "./figures.ts";
import { writeMessage } from "./messages.ts";
import { APPROVAL_TOPIC, type NotificationTables } from "./tables.ts";

type Db = Kysely<NotificationTables> | Transaction<NotificationTables>;

const MOST_LISTED = 20;
const DAY_MS = 86_400_000;

/**
 * Write the digest of a local day, once; nothing happened, nothing is sent. On the very first day it is only noted that
 * Hydra counts from now on.
 */
export async function keepDigest(
  trx: Transaction<NotificationTables>,
  { day, isDue, now, channels }: { day: string; isDue: boolean; now: number; channels: readonly string[] },
): Promise<void> {
  const since = await lastDigestAt(trx);
  if (since === null) {
    await trx
      .insertInto("notifications_digest")
      .values({ day: isDue ? day : "first", at: now, message_id: null })
      .execute();
    return;
  }
  if (!isDue) return;
  const known = await trx.selectFrom("notifications_digest").select("at").where("day", "=", day).executeTakeFirst();
  if (known !== undefined) return;
  const { isEmpty, ...words } = await nextDigest(trx, now);
  const id = isEmpty || channels.length === 0 ? null : newId("message", now);
  if (id !== null) await writeMessage(trx, { id, kind: "digest", ...words, notices: 0, topics: 0, at: now }, channels);
  await trx.insertInto("notifications_digest").values({ day, at: now, message_id: id }).execute();
  await trx
    .updateTable("notifications_notice")
    .set({ digested_at: now })
    .where("fate", "in", ["told", "digest", "dropped"])
    .where("digested_at", "is", null)
    .execute();
}

/** What a digest at `now` says. */
export async function nextDigest(db: Db, now: number): Promise<Digest> {
  const since = (await lastDigestAt(db)) ?? 0;
  const about = (fate: "digest" | "dropped" | "told") =>
    db.selectFrom("notifications_notice").where("fate", "=", fate).where("digested_at", "is", null);
  const healed = about("digest").where("kind", "=", "healed");
  const minor = about("digest").where("kind", "!=", "healed");
  const passing = about("dropped").where("kind", "in", ["needs-person", "down"]).where("over_at", "is not", null);
  const [healedFacts, minorFacts, passingFacts, told, unreached, open, messagesLastWeek] = await Promise.all([
    factsOf(healed),
    factsOf(minor),
    factsOf(passing),
    countOf(about("told")),
    unreachedSince(db, since, now),
    openFacts(db, now),
    countMessages(db, now - 7 * DAY_MS, now),
  ]);
  return composeDigest({ healed: healedFacts, minor: minorFacts, passing: passingFacts, told, unreached, open, messagesLastWeek });
}

/** When the last digest was looked at, epoch ms; null before the first. */
export async function lastDigestAt(db: Db): Promise<number | null> {
  const row = await db
    .selectFrom("notifications_digest")
    .select((select) => select.fn.max("at").as("at"))
    .executeTakeFirst();
  return row?.at ?? null;
}

type Notices = ReturnType<typeof noticesOf>;
function noticesOf(db: Db) {
  return db.selectFrom("notifications_notice").where("fate", "=", "digest");
}

async function countOf(query: Notices): Promise<number> {
  const { count } = await query.select((select) => select.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  return Number(count);
}

async function factsOf(query: Notices): Promise<DigestFacts["healed"]> {
  return { count: await countOf(query), newest: await query.select("title").orderBy("seq", "desc").limit(MOST_LISTED).execute() };
}

async function unreachedSince(db: Db, since: number, now: number): Promise<number> {
  const { count } = await db
    .selectFrom("notifications_delivery as delivery")
    .innerJoin("notifications_message as message", "message.id", "delivery.message_id")
    .select((select) => select.fn.count<number>("delivery.message_id").distinct().as("count"))
    .where("delivery.state", "=", "failed")
    .where("message.kind", "!=", "test")
    .where("delivery.ended_at", ">", since)
    .where("delivery.ended_at", "<=", now)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What is wrong and not over, one line for each topic: the newest thing said about it. */
async function openFacts(db: Db, now: number): Promise<DigestFacts["open"]> {
  const open = db
    .selectFrom("notifications_notice")
    .where("kind", "in", ["needs-person", "down"])
    .where("over_at", "is", null)
    // An approval expires after a day without saying so.
    .where((where) => where.or([where("topic", "not like", `${APPROVAL_TOPIC}%`), where("raised_at", ">", now - DAY_MS)]));
  const { count } = await open.select((select) => select.fn.count<number>("topic").distinct().as("count")).executeTakeFirstOrThrow();
  const newest = await open
    .select((select) => [select.fn.max("seq").as("seq"), "topic"])
    .groupBy("topic")
    .orderBy("seq", "desc")
    .limit(MOST_LISTED)
    .execute();
  const titles =
    newest.length === 0
      ? []
      : await db
          .selectFrom("notifications_notice")
          .select("title")
          .where(
            "seq",
            "in",
            newest.map(({ seq }) => Number(seq)),
          )
          .orderBy("seq", "desc")
          .execute();
  return { count: Number(count), newest: titles };
}
