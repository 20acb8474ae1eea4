import { z } from "zod";
import { toIso, toIsoOrNull, toPastIso, type Clock } from "../../../kernel/clock.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { operation } from "../../../kernel/operation.ts";
import { HEARD } from "./channels/channel.ts";
import { hostOf, type ChannelSettings } from "./channels/table.ts";
import { FATES } from "./deciding/rules.ts";
import { desk } from "./desk.ts";
import { NOTICE_KINDS, SEVERITIES } from "./events.ts";
import { nextDigest } from "./outbox/digests.ts";
import { countedSince, countMessages, figuresByDay } from "./outbox/figures.ts";
import { listNotices, recordOf, type ChannelRecord } from "./outbox/history.ts";
import { DELIVERY_STATES, type NotificationTables } from "./outbox/tables.ts";

const DAY_MS = 86_400_000;

const NoticeShape = z.strictObject({
  id: z.string(),
  kind: z.enum(NOTICE_KINDS),
  severity: z.enum(SEVERITIES),
  topic: z.string(),
  title: z.string(),
  text: z.string(),
  path: z.string().nullable(),
  raisedAt: z.iso.datetime(),
  fate: z.enum(FATES).describe("told, digest and dropped are the ends; waiting, held and sending pass"),
  reason: z.string().nullable().describe("why it was held back, left to the digest or dropped"),
  overAt: z.iso.datetime().nullable().describe("when the trouble was over; null while it is not"),
  tellings: z.array(
    z.strictObject({
      message: z.string().describe("notices of one message share it"),
      channel: z.string(),
      state: z.enum(DELIVERY_STATES),
      attempts: z.int(),
      at: z.iso.datetime(),
      endedAt: z.iso.datetime().nullable(),
      reason: z.string().nullable(),
    }),
  ),
});

export const list = operation({
  name: "notifications.list",
  summary: "List what somebody was told, by which channel and with what outcome, and what was held back and why",
  http: "GET /notifications",
  shell: "notifications",
  risk: "read",
  rarelyAsked: true,
  say: ["what were you going to tell me", "show my notifications"],
  input: z.strictObject({
    fate: z.enum(FATES).optional().describe("only what came to this"),
    kind: z.enum(NOTICE_KINDS).optional().describe("only of this kind"),
    topic: z.string().min(1).max(300).optional().describe("only about this, as an incident's id"),
    limit: z.int().min(1).max(500).default(50).describe("how many to list at most, the newest first"),
  }),
  output: z.strictObject({ notices: z.array(NoticeShape) }),
  whenEmpty: "Nothing happened that anybody would have to hear.",
  run: async (filter, ctx) => {
    const notices = await listNotices(ctx.db<NotificationTables>(), filter);
    return {
      notices: notices.map(
        ({ id, kind, severity, topic, title, text, path, raised_at: raisedAt, fate, reason, over_at: overAt, tellings }) => ({
          id,
          kind,
          severity,
          topic,
          title,
          text,
          path,
          raisedAt: toPastIso(ctx.clock, raisedAt),
          fate,
          reason,
          overAt: toIsoOrNull(overAt),
          tellings: tellings.map(({ message, channel, state, attempts, at, ended_at: endedAt, reason: why }) => ({
            message,
            channel,
            state,
            attempts,
            at: toIso(at),
            endedAt: toIsoOrNull(endedAt),
            reason: why,
          })),
        }),
      ),
    };
  },
});

const ChannelShape = z.strictObject({
  name: z.string(),
  kind: z.string(),
  host: z.string().nullable().describe("the rest of an address is a secret; null when its secret cannot be read"),
  state: z.enum(["well", "unwell", "unknown"]).describe("unknown: nothing was sent yet"),
  reason: z.string().nullable().describe("why it is unwell"),
  lastSuccessAt: z.iso.datetime().nullable(),
  lastFailureAt: z.iso.datetime().nullable(),
  waiting: z.int().describe("messages that it was not sent yet"),
  severityAtLeast: z.enum(SEVERITIES),
  kinds: z.array(z.enum(HEARD)),
});

/** The host of a channel, or why it cannot be known. */
function addressOf(channel: ChannelSettings): { host: string | null; problem: string | null } {
  try {
    return { host: hostOf(channel), problem: null };
  } catch (error) {
    if (!(error instanceof HydraError)) throw error;
    return { host: null, problem: error.message };
  }
}

function shownChannel(channel: ChannelSettings, record: ChannelRecord, clock: Clock): z.output<typeof ChannelShape> {
  const { lastSuccessAt, lastFailureAt, lastReason, waiting } = record;
  const { host, problem } = addressOf(channel);
  const hasFailed = lastFailureAt !== null && lastFailureAt > (lastSuccessAt ?? -1);
  const isUnwell = problem !== null || hasFailed;
  return {
    name: channel.name,
    kind: channel.kind,
    host,
    state: isUnwell ? "unwell" : lastSuccessAt === null ? "unknown" : "well",
    reason: problem ?? (hasFailed ? lastReason : null),
    lastSuccessAt: lastSuccessAt === null ? null : toPastIso(clock, lastSuccessAt),
    lastFailureAt: lastFailureAt === null ? null : toPastIso(clock, lastFailureAt),
    waiting,
    severityAtLeast: channel.severityAtLeast,
    kinds: [...channel.kinds],
  };
}

export const channels = operation({
  name: "notifications.channels",
  summary: "List the channels: whether each works, when it last did, and what it is told",
  http: "GET /notifications/channels",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({ channels: z.array(ChannelShape) }),
  whenEmpty: "No channel is set up: nobody is told anything. Add one under notifications.channels in hydra.yaml.",
  run: async (_input, ctx) => {
    const { couriers } = ctx.part(desk);
    const db = ctx.db<NotificationTables>();
    return {
      channels: await Promise.all(couriers.map(async ({ channel }) => shownChannel(channel, await recordOf(db, channel.name), ctx.clock))),
    };
  },
});

export const test = operation({
  name: "notifications.test",
  summary: "Send a test message through one channel or all",
  http: "POST /notifications/test",
  risk: "lasting",
  rarelyAsked: true,
  input: z.strictObject({ channel: z.string().min(1).max(40).optional().describe("the channel's name; default: all") }),
  output: z.strictObject({
    results: z.array(z.strictObject({ channel: z.string(), isDelivered: z.boolean(), reason: z.string().nullable() })),
  }),
  isFailure: ({ results }) => results.some(({ isDelivered }) => !isDelivered),
  run: async ({ channel }, ctx) => ({ results: await ctx.part(desk).test(channel) }),
});

const FIGURE_DAYS = 14;

export const figures = operation({
  name: "notifications.figures",
  summary: "Say how often Hydra notified somebody, per day and week",
  http: "GET /notifications/figures",
  risk: "read",
  rarelyAsked: true,
  input: z.strictObject({}),
  output: z.strictObject({
    lastDay: z.int().describe("messages that reached somebody in the last 24 hours; digests and tests are not counted"),
    lastWeek: z.int(),
    perDay: z.number().nullable().describe("mean of the last seven days, or of those measured; null before the first whole day"),
    targetPerDay: z.literal(1),
    measuredSince: z.iso.datetime().nullable(),
    days: z.array(z.strictObject({ day: z.string(), notifications: z.int(), digests: z.int() })).describe("local days, the newest first"),
  }),
  run: async (_input, ctx) => {
    const db = ctx.db<NotificationTables>();
    const now = ctx.clock.now();
    const since = await countedSince(db);
    const [lastDay, lastWeek, days] = await Promise.all([
      countMessages(db, now - DAY_MS, now),
      countMessages(db, now - 7 * DAY_MS, now),
      figuresByDay(db, FIGURE_DAYS, now, ctx.part(desk).rules.local),
    ]);
    const measuredDays = since === null ? 0 : Math.min(7, (now - since) / DAY_MS);
    return {
      lastDay,
      lastWeek,
      perDay: measuredDays < 1 ? null : Math.round((lastWeek / measuredDays) * 100) / 100,
      targetPerDay: 1 as const,
      measuredSince: since === null ? null : toPastIso(ctx.clock, since),
      days,
    };
  },
});

export const digest = operation({
  name: "notifications.digest",
  summary: "Say what the next daily digest would say: what was healed without you, what is open",
  http: "GET /notifications/digest",
  risk: "read",
  rarelyAsked: true,
  say: ["what happened while I was away", "read me the digest"],
  input: z.strictObject({}),
  output: z.strictObject({
    title: z.string(),
    text: z.string(),
    isEmpty: z.boolean().describe("nothing happened since the last one: nothing would be sent"),
  }),
  run: async (_input, ctx) => {
    const { title, text, isEmpty } = await nextDigest(ctx.db<NotificationTables>(), ctx.clock.now());
    return { title, text, isEmpty };
  },
});
