import type { Generated, Kysely } from "kysely";
import type { Migration, TableRetention } from "../../../../kernel/feature.ts";
import type { MessageKind } from "../channels/channel.ts";
import type { Fate } from "../deciding/rules.ts";
import type { NoticeKind, Severity } from "../events.ts";

/** `failed`: given up, with the reason. `withdrawn`: it was over before it could be delivered. */
export const DELIVERY_STATES = ["waiting", "delivered", "failed", "withdrawn"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Notices about an approval have the topic `approval/<id>`. */
export const APPROVAL_TOPIC = "approval/";

export interface NoticeRow {
  /** In the order in which they came. */
  seq: Generated<number>;
  id: string;
  kind: NoticeKind;
  severity: Severity;
  topic: string;
  title: string;
  text: string;
  path: string | null;
  raised_at: number;
  received_at: number;
  fate: Fate;
  reason: string | null;
  /** When the trouble was over; null while it is not, and for what is none. */
  over_at: number | null;
  /** When a digest spoke of it, or would have; null before. */
  digested_at: number | null;
}

export interface MessageRow {
  id: string;
  kind: MessageKind;
  severity: Severity;
  title: string;
  text: string;
  path: string | null;
  notices: number;
  topics: number;
  at: number;
}

export interface DeliveryRow {
  message_id: string;
  channel: string;
  state: DeliveryState;
  attempts: number;
  next_at: number;
  created_at: number;
  ended_at: number | null;
  failed_at: number | null;
  reason: string | null;
}

export interface NotificationTables {
  notifications_notice: NoticeRow;
  notifications_message: MessageRow;
  /** Which notices a message is made of. */
  notifications_part: { message_id: string; notice_id: string; topic: string; at: number };
  notifications_delivery: DeliveryRow;
  /** One row for each local day whose digest was looked at; the first says since when Hydra counts. */
  notifications_digest: { day: string; at: number; message_id: string | null };
}

export const migrations: readonly Migration[] = [
  {
    name: "notices, messages and deliveries",
    async up(db: Kysely<NotificationTables>) {
      await db.schema
        .createTable("notifications_notice")
        .addColumn("seq", "integer", (column) => column.primaryKey().autoIncrement())
        .addColumn("id", "text", (column) => column.notNull().unique())
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("severity", "text", (column) => column.notNull())
        .addColumn("topic", "text", (column) => column.notNull())
        .addColumn("title", "text", (column) => column.notNull())
        .addColumn("text", "text", (column) => column.notNull())
        .addColumn("path", "text")
        .addColumn("raised_at", "integer", (column) => column.notNull())
        .addColumn("received_at", "integer", (column) => column.notNull())
        .addColumn("fate", "text", (column) => column.notNull())
        .addColumn("reason", "text")
        .addColumn("over_at", "integer")
        .addColumn("digested_at", "integer")
        .execute();
      await db.schema.createIndex("notifications_notice_fate").on("notifications_notice").column("fate").execute();
      await db.schema.createIndex("notifications_notice_topic").on("notifications_notice").column("topic").execute();
      await db.schema.createIndex("notifications_notice_at").on("notifications_notice").column("received_at").execute();
      await db.schema
        .createTable("notifications_message")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("severity", "text", (column) => column.notNull())
        .addColumn("title", "text", (column) => column.notNull())
        .addColumn("text", "text", (column) => column.notNull())
        .addColumn("path", "text")
        .addColumn("notices", "integer", (column) => column.notNull())
        .addColumn("topics", "integer", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("notifications_message_at").on("notifications_message").column("at").execute();
      await db.schema
        .createTable("notifications_part")
        .addColumn("message_id", "text", (column) => column.notNull())
        .addColumn("notice_id", "text", (column) => column.notNull())
        .addColumn("topic", "text", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint("notifications_part_key", ["message_id", "notice_id"])
        .execute();
      await db.schema.createIndex("notifications_part_notice").on("notifications_part").column("notice_id").execute();
      await db.schema.createIndex("notifications_part_topic").on("notifications_part").column("topic").execute();
      await db.schema
        .createTable("notifications_delivery")
        .addColumn("message_id", "text", (column) => column.notNull())
        .addColumn("channel", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("attempts", "integer", (column) => column.notNull())
        .addColumn("next_at", "integer", (column) => column.notNull())
        .addColumn("created_at", "integer", (column) => column.notNull())
        .addColumn("ended_at", "integer")
        .addColumn("failed_at", "integer")
        .addColumn("reason", "text")
        .addPrimaryKeyConstraint("notifications_delivery_key", ["message_id", "channel"])
        .execute();
      await db.schema.createIndex("notifications_delivery_state").on("notifications_delivery").columns(["channel", "state"]).execute();
      await db.schema
        .createTable("notifications_digest")
        .addColumn("day", "text", (column) => column.primaryKey())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("message_id", "text")
        .execute();
    },
  },
];

export const retention: readonly TableRetention[] = [
  { table: "notifications_notice", timeColumn: "received_at", maxAgeDays: 90, maxRows: 50_000 },
  { table: "notifications_message", timeColumn: "at", maxAgeDays: 90, maxRows: 50_000 },
  { table: "notifications_part", timeColumn: "at", maxAgeDays: 90, maxRows: 200_000 },
  { table: "notifications_delivery", timeColumn: "created_at", maxAgeDays: 90, maxRows: 100_000 },
  { table: "notifications_digest", timeColumn: "at", maxAgeDays: 400, maxRows: 1_000 },
];
