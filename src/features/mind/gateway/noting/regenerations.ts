import type { Conversation } from "../reading/conversation.ts";
import { isSameText, likeness } from "../reading/likeness.ts";

/** A call that has ended, as far as it matters to whether a person asked for the same once more. Times in epoch ms. */
export interface Heard {
  id: string;
  callerId: string;
  conversation: Conversation;
  /** The model that was asked for by name; null when the gateway chose. */
  wantedModel: string | null;
  startedAt: number;
  endedAt: number;
  isAnswered: boolean;
  answer: string;
  hasToolCalls: boolean;
  isStreamed: boolean;
  /** The request itself says that no person wants another try: temperature 0, a seed, several answers at once, log probabilities. */
  isReproducible: boolean;
  /** Calls of the same caller that were under way when this one ended, and that began in the minute before. */
  othersUnderWay: number;
  startedLately: number;
}

export interface Judgement {
  id: string;
  outcome: "regenerated" | "accepted" | "edited";
  reason: string;
}

interface Kept {
  heard: Heard;
  isJudged: boolean;
}

interface Doubt {
  key: string;
  kept: Kept;
  /** It is decided when nothing more was heard until then. */
  decideAt: number;
}

/** Nobody has read an answer and pressed a button sooner than this after its end; a loop of a program has. */
const SOONEST_MS = 700;
const LATEST_MS = 600_000;
/** A person asks for another answer a few times; what comes more often is a program. */
const MOST_TRIES = 5;
/** One person's programs, with the titles and tags that chat pages ask for by themselves. */
const MOST_A_MINUTE = 20;
const MOST_UNDER_WAY = 2;
/** Times between equal calls that differ by less than this share are a schedule. */
const SCHEDULE_SHARE = 0.1;
/** Without a second sign, it is waited for this many times the gap whether the same comes again, as a schedule would. */
const DOUBT_GAPS = 2.5;
const SHORTEST_DOUBT_MS = 5_000;
const REMEMBERED_MS = 3_600_000;
const MOST_REMEMBERED = 2_000;
/** Shares of an answer's pairs of words that came back. */
const KEPT_SHARE = 0.9;
const EDITED_SHARE = 0.4;

/**
 * Recognises by itself what a person thought of an answer: the same conversation returns without it (regenerated), goes
 * on with it (accepted), or with another text in its place (edited, or regenerated when little of it is left). Doubt
 * counts as nothing: errors and their retries, tool loops, schedules, evaluations and bursts judge no answer.
 */
export class Regenerations {
  /** Calls of one caller with one conversation, oldest first; the one heard last stands last. */
  readonly #known = new Map<string, Kept[]>();
  #count = 0;
  #doubts: Doubt[] = [];

  /** A call has ended. Calls are told in the order of their ends. */
  hear(heard: Heard): Judgement[] {
    this.#forget(heard.endedAt);
    const key = keyOf(heard, heard.conversation.digest);
    const earlier = this.#known.get(key) ?? [];
    // The same once more: what was in doubt was no person's second try, or the doubt begins anew.
    this.#doubts = this.#doubts.filter((doubt) => doubt.key !== key);
    const judgements = isByPerson(heard) ? [...this.#judgeAgain(key, earlier, heard), ...this.#judgeContinued(heard)] : [];
    this.#remember(key, earlier, heard);
    return judgements;
  }

  /** What has become certain by waiting. */
  settle(now: number): Judgement[] {
    const due = this.#doubts.filter(({ decideAt }) => decideAt <= now);
    this.#doubts = this.#doubts.filter(({ decideAt }) => decideAt > now);
    return due.flatMap(({ kept }) => judge(kept, "regenerated", "the same was asked once more"));
  }

  get size(): number {
    return this.#count;
  }

  #judgeAgain(key: string, earlier: readonly Kept[], heard: Heard): Judgement[] {
    const previous = earlier.at(-1);
    if (previous === undefined || !isWorthRegenerating(previous.heard)) return [];
    const gapMs = heard.startedAt - previous.heard.endedAt;
    if (gapMs < SOONEST_MS || gapMs > LATEST_MS || earlier.length >= MOST_TRIES) return [];
    if (isSchedule([...earlier.map((each) => each.heard.startedAt), heard.startedAt])) return [];
    if (heard.isStreamed || heard.conversation.hasAnswer)
      return judge(previous, "regenerated", "the same conversation returned without its last answer");
    const isComparison = heard.wantedModel !== null && heard.wantedModel !== previous.heard.wantedModel;
    if (!isComparison && earlier.length === 1)
      this.#doubts.push({ key, kept: previous, decideAt: heard.endedAt + Math.max(SHORTEST_DOUBT_MS, DOUBT_GAPS * gapMs) });
    return [];
  }

  #judgeContinued(heard: Heard): Judgement[] {
    const { before } = heard.conversation;
    if (before === null) return [];
    const answers = this.#known.get(keyOf(heard, before.digest)) ?? [];
    const last = answers.at(-1);
    if (last === undefined || !isWorthRegenerating(last.heard) || heard.startedAt - last.heard.endedAt < SOONEST_MS) return [];
    if (isSameText(before.answer, last.heard.answer)) return judge(last, "accepted", "the conversation went on with it");
    if (answers.slice(0, -1).some((each) => isSameText(before.answer, each.heard.answer)))
      return judge(last, "regenerated", "the conversation went on with an earlier answer in its place");
    const { fromAnswer, ofAnswer } = likeness(before.answer, last.heard.answer);
    // Cut short, or with something around it: programs do that, and it says nothing against the answer.
    if (fromAnswer >= KEPT_SHARE || ofAnswer >= KEPT_SHARE) return judge(last, "accepted", "the conversation went on with it");
    if (Math.max(fromAnswer, ofAnswer) >= EDITED_SHARE) return judge(last, "edited", "the conversation went on with a changed answer");
    return judge(last, "regenerated", "the conversation went on with another answer in its place");
  }

  #remember(key: string, earlier: readonly Kept[], heard: Heard): void {
    const list = [...earlier, { heard, isJudged: false }].slice(-MOST_TRIES - 1);
    this.#count += list.length - earlier.length;
    this.#known.delete(key);
    this.#known.set(key, list);
  }

  #forget(now: number): void {
    for (const [key, list] of this.#known) {
      const isOld = now - (list.at(-1)?.heard.endedAt ?? 0) > REMEMBERED_MS;
      if (!isOld && this.#count < MOST_REMEMBERED) return;
      this.#known.delete(key);
      this.#count -= list.length;
    }
  }
}

function keyOf({ callerId }: Heard, digest: string): string {
  return `${callerId}\n${digest}`;
}

/** May a person be behind this call? */
function isByPerson(heard: Heard): boolean {
  const { isAnswered, conversation, isReproducible, othersUnderWay, startedLately } = heard;
  return (
    isAnswered && conversation.lastRole === "user" && !isReproducible && othersUnderWay <= MOST_UNDER_WAY && startedLately <= MOST_A_MINUTE
  );
}

/** An answer that a person could read: not a failure, not a step of a loop. */
function isWorthRegenerating({ isAnswered, hasToolCalls, answer, isReproducible }: Heard): boolean {
  return isAnswered && !hasToolCalls && !isReproducible && answer.trim() !== "";
}

/** Do at least three calls follow each other in equal steps? */
function isSchedule(startedAt: readonly number[]): boolean {
  const steps = startedAt.slice(1).map((at, index) => at - (startedAt[index] ?? at));
  if (steps.length < 2) return false;
  const longest = Math.max(...steps);
  return longest - Math.min(...steps) <= SCHEDULE_SHARE * longest;
}

/** An answer is judged once: the first word that is certain stands. */
function judge(kept: Kept, outcome: Judgement["outcome"], reason: string): Judgement[] {
  if (kept.isJudged) return [];
  kept.isJudged = true;
  return [{ id: kept.heard.id, outcome, reason }];
}
