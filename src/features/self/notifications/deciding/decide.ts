import { SEVERITIES, type Severity } from "../events.ts";
import { isQuiet, quietUntil } from "./quiet-hours.ts";
import {
  BURST_MS,
  BURST_TOPICS,
  isTrouble,
  urgencyOf,
  type ChannelRule,
  type Fate,
  type LastTelling,
  type Pending,
  type Rules,
} from "./rules.ts";

/** All that a decision looks at. */
export interface Situation {
  now: number;
  /** In the order in which they came. */
  pending: readonly Pending[];
  lastTold(channel: string, topic: string): LastTelling | undefined;
  /** Messages of the last minute: when, and about how many topics. */
  recent: readonly { at: number; topics: number }[];
}

export interface PlannedMessage {
  kind: "notice" | "burst" | "held";
  channels: readonly string[];
  notices: readonly Pending[];
  topics: number;
}

export interface Plan {
  messages: readonly PlannedMessage[];
  /** What becomes of each notice that was decided about. What is in none of these goes on as it is. */
  fates: readonly { id: string; fate: Exclude<Fate, "waiting" | "told">; reason: string | null }[];
  /** When there is something to decide again, epoch ms; null: when something new comes. */
  nextAt: number | null;
}

/** Notices that come one upon the other are waited for until nothing came for this long, up to a minute. */
const SETTLE_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** Who is told what now, in which messages; what is held, and what nobody hears at once. */
export function decide(situation: Situation, rules: Rules): Plan {
  const { now, pending } = situation;
  const held = pending.filter(({ isHeld }) => isHeld);
  const fresh = pending.filter(({ isHeld }) => !isHeld);
  const quietEnd = rules.quiet !== null && isQuiet(now, rules.quiet, rules.local) ? quietUntil(now, rules.quiet, rules.local) : null;
  const readyAt = whenReady(fresh, rules.groupMs, now);
  const crowdedUntil = whenLessCrowded(situation);
  const heldIsDue = held.length > 0 && quietEnd === null;
  const due = crowdedUntil !== null ? [] : heldIsDue ? pending : readyAt !== null && readyAt <= now ? fresh : [];
  const verdicts = due.map((notice) => judge(notice, situation, rules, quietEnd));
  const holds = verdicts.some(({ fate }) => fate === "held");
  return {
    messages: messagesOf(verdicts, situation),
    fates: verdicts.map(({ notice, fate, reason }) => ({ id: notice.id, fate, reason })),
    nextAt: earliest([
      // Nothing that is due was left over: only what still waits is looked at again.
      due.length === 0 && fresh.length > 0 ? Math.max(readyAt ?? now, crowdedUntil ?? 0) : null,
      held.length > 0 || holds ? (quietEnd ?? crowdedUntil) : null,
    ]),
  };
}

/** When the oldest has waited long enough and no other is just coming in; null without any. A clock put back ends the wait. */
function whenReady(fresh: readonly Pending[], groupMs: number, now: number): number | null {
  if (fresh.length === 0) return null;
  const times = fresh.map(({ receivedAt }) => receivedAt);
  const first = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  if (last > now) return now;
  return Math.min(Math.max(first + groupMs, last + Math.min(SETTLE_MS, groupMs)), first + Math.max(groupMs, LONGEST_WAIT_MS));
}

/** After a burst the next message waits until the minute is over; null: there was none. */
function whenLessCrowded({ recent, now }: Situation): number | null {
  const within = recent.filter(({ at }) => at <= now && at > now - BURST_MS);
  if (topicsOf(within) < BURST_TOPICS) return null;
  return within.reduce((oldest, { at }) => Math.min(oldest, at), now) + BURST_MS;
}

function topicsOf(messages: readonly { topics: number }[]): number {
  return messages.reduce((sum, { topics }) => sum + topics, 0);
}

interface Verdict {
  notice: Pending;
  channels: readonly string[];
  fate: "sending" | "held" | "digest" | "dropped";
  reason: string | null;
}

function judge(notice: Pending, situation: Situation, rules: Rules, quietEnd: number | null): Verdict {
  const answers = rules.channels.map((channel) => ({ name: channel.name, no: refusalOf(notice, channel, situation, rules) }));
  const channels = answers.filter(({ no }) => no === null).map(({ name }) => name);
  if (channels.length > 0) {
    if (quietEnd !== null && rules.quiet !== null && !isAtLeast(notice.severity, rules.quiet.severityAtLeast))
      return { notice, channels: [], fate: "held", reason: `quiet hours until ${rules.quiet.to}` };
    return { notice, channels, fate: "sending", reason: null };
  }
  const refusals = answers.flatMap(({ no }) => (no === null ? [] : [no]));
  // Said already, or nobody's news: that is no more news in the digest.
  const dropped = refusals.find(({ fate }) => fate === "dropped");
  if (dropped !== undefined) return { notice, channels, ...dropped };
  if (!isTrouble(notice.kind)) return { notice, channels, fate: "dropped", reason: "nobody was told that it was unwell" };
  return { notice, channels, ...(refusals[0] ?? { fate: "digest", reason: "no channel is set up" }) };
}

/** Why a channel is not told, and what that makes of the notice; null: it is told. */
function refusalOf(
  { kind, severity, topic }: Pending,
  channel: ChannelRule,
  { lastTold, now }: Situation,
  { againAfterMs }: Rules,
): { fate: "digest" | "dropped"; reason: string } | null {
  if (!channel.kinds.includes(kind)) return { fate: "digest", reason: `no channel is told "${kind}"` };
  const last = lastTold(channel.name, topic);
  const wasToldOfTrouble = last !== undefined && isTrouble(last.kind);
  if (!isTrouble(kind)) return wasToldOfTrouble ? null : { fate: "dropped", reason: "nobody was told that it was unwell" };
  if (!isAtLeast(severity, channel.severityAtLeast)) return { fate: "digest", reason: "less severe than any channel is told" };
  const isSaid =
    wasToldOfTrouble &&
    Math.abs(now - last.at) < againAfterMs &&
    isAtLeast(last.severity, severity) &&
    urgencyOf(last.kind) >= urgencyOf(kind);
  return isSaid ? { fate: "dropped", reason: "told a short while ago" } : null;
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

/** Channels that hear the same share messages. What was held is one message, many topics are one; else one for each topic. */
function messagesOf(verdicts: readonly Verdict[], situation: Situation): PlannedMessage[] {
  const names = [...new Set(verdicts.flatMap(({ channels }) => channels))];
  const audiences = new Map<string, { channels: string[]; notices: Pending[] }>();
  for (const name of names) {
    const notices = verdicts.filter(({ channels }) => channels.includes(name)).map(({ notice }) => notice);
    const key = notices.map(({ id }) => id).join("\n");
    const audience = audiences.get(key) ?? { channels: [], notices };
    audience.channels.push(name);
    audiences.set(key, audience);
  }
  const said = topicsOf(situation.recent.filter(({ at }) => at <= situation.now && at > situation.now - BURST_MS));
  return [...audiences.values()].flatMap(({ channels, notices }) => {
    const byTopic = Map.groupBy(notices, ({ topic }) => topic);
    const together = (kind: "burst" | "held"): PlannedMessage[] => [{ kind, channels, notices, topics: byTopic.size }];
    if (notices.some(({ isHeld }) => isHeld)) return together("held");
    if (byTopic.size > 1 && said + byTopic.size >= BURST_TOPICS) return together("burst");
    return [...byTopic.values()].map((ofTopic) => ({ kind: "notice" as const, channels, notices: ofTopic, topics: 1 }));
  });
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
