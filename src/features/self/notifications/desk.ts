import type { Host } from "../../../kernel/context.ts";
import { HydraError } from "../../../kernel/errors.ts";
import { newId } from "../../../kernel/ids.ts";
import { part } from "../../../kernel/keys.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { LocalTime, minutesOf } from "./deciding/local-time.ts";
import { isQuiet } from "./deciding/quiet-hours.ts";
import type { Notice, Rules } from "./deciding/rules.ts";
import { Courier } from "./outbox/courier.ts";
import { giveUpOthers, noteAttempt } from "./outbox/deliveries.ts";
import { keepDigest } from "./outbox/digests.ts";
import { decideAndKeep, writeMessage } from "./outbox/messages.ts";
import { endTopic, keepNotice, type Trx } from "./outbox/notices.ts";
import type { MessageRow, NotificationTables } from "./outbox/tables.ts";
import { machineZone, notificationsSettings } from "./settings.ts";

const TURN_MS = 1_000;

export interface TestOutcome {
  channel: string;
  isDelivered: boolean;
  reason: string | null;
}

/** Where notices come in, are decided about in turns, and are handed to the couriers. All of it stands in the store first. */
export class Desk {
  readonly couriers: readonly Courier[];
  readonly rules: Rules;
  readonly #host: Host;
  readonly #digestMinutes: number;
  /** When there is something to decide, epoch ms; 0: at the next turn. */
  #nextAt: number | null = 0;
  #turn: Promise<void> = Promise.resolve();
  /** The local day whose digest is done with; null before the first look. */
  #digestDay: string | null = null;

  constructor(host: Host) {
    this.#host = host;
    const { channels, quietHours, timeZone, groupSeconds, againAfterMinutes, digestAt, pageUrl } = host.settings(notificationsSettings);
    this.couriers = channels.map((channel) => new Courier(host, channel, pageUrl));
    this.#digestMinutes = minutesOf(digestAt);
    this.rules = {
      channels,
      groupMs: groupSeconds * 1_000,
      againAfterMs: againAfterMinutes * 60_000,
      quiet: quietHours ?? null,
      local: new LocalTime(timeZone ?? machineZone()),
    };
  }

  async start(): Promise<void> {
    const names = this.couriers.map(({ channel }) => channel.name);
    await this.#commit((trx) => giveUpOthers(trx, names, this.#host.clock.now()));
    await this.#digest(this.#host.clock.now());
    this.#host.every("notifications", TURN_MS, () => this.turn());
  }

  /** Resolves when no message is under way any more; what was cut off is tried again after the next start. */
  async stop(): Promise<void> {
    // A turn that failed was logged by whoever asked for it.
    await Promise.allSettled([this.#turn]);
    await Promise.all(this.couriers.map((courier) => courier.run()));
  }

  /** A notice came in: resolves when it is kept. Nobody is told yet. */
  async hear(notice: Omit<Notice, "receivedAt">): Promise<void> {
    const heard = { ...notice, receivedAt: this.#host.clock.now() };
    // Before and after: a turn that sees it kept decides about it, whoever goes on first.
    this.#nextAt = 0;
    await this.#commit((trx) => keepNotice(trx, heard, this.#isInFlight));
    this.#nextAt = 0;
  }

  /** A topic is over, and nobody needs to hear of that. */
  async end(topic: string, reason: string): Promise<void> {
    await this.#commit((trx) => endTopic(trx, topic, reason, this.#host.clock.now(), this.#isInFlight));
  }

  /** Decide about what is due and set the couriers going. One turn after the other, however it is called. */
  turn(): Promise<void> {
    this.#turn = this.#turn.then(
      () => this.#take(),
      () => this.#take(),
    );
    return this.#turn;
  }

  /** Resolves when nothing is due for any channel. */
  async delivered(): Promise<void> {
    await Promise.all(this.couriers.map((courier) => courier.run()));
  }

  /** Send a test message now. @throws HydraError not_configured without channels, not_found for an unknown one */
  async test(name: string | undefined): Promise<TestOutcome[]> {
    const { couriers } = this;
    if (couriers.length === 0)
      throw new HydraError("not_configured", "No channel is set up: add one under notifications.channels in hydra.yaml and restart Hydra.");
    const asked = couriers.filter(({ channel }) => name === undefined || channel.name === name);
    if (asked.length === 0) {
      const names = couriers.map(({ channel }) => channel.name);
      throw new HydraError("not_found", `There is no channel "${name}".${didYouMean(name ?? "", names)}`);
    }
    return Promise.all(asked.map((courier) => this.#test(courier)));
  }

  async #test(courier: Courier): Promise<TestOutcome> {
    const { clock } = this.#host;
    const channel = courier.channel.name;
    const message: MessageRow = {
      id: newId("message", clock.now()),
      kind: "test",
      severity: "low",
      title: "Test message",
      text: "Somebody asked Hydra to show that this channel works. It does.",
      path: "/",
      notices: 0,
      topics: 0,
      at: clock.now(),
    };
    const sent = await courier.send(message);
    // Nobody waits for a test that did not arrive: it is noted as it went and not tried again.
    const ended = sent.outcome === "later" ? { outcome: "refused" as const, reason: sent.reason } : sent;
    const delivery = { ...message, channel, attempts: 0, created_at: message.at };
    await this.#commit(async (trx) => {
      await writeMessage(trx, message, [channel]);
      await noteAttempt(trx, delivery, ended, clock.now());
    });
    return { channel, isDelivered: ended.outcome === "delivered", reason: ended.outcome === "delivered" ? null : ended.reason };
  }

  async #take(): Promise<void> {
    const { clock, stopping } = this.#host;
    const now = clock.now();
    if (stopping.aborted) return;
    if (this.#nextAt !== null && this.#nextAt <= now) {
      // Whatever is heard meanwhile asks for another turn.
      this.#nextAt = null;
      try {
        const { nextAt } = await this.#commit((trx) => decideAndKeep(trx, this.rules, now));
        this.#nextAt = this.#nextAt ?? nextAt;
      } catch (error) {
        this.#nextAt = now;
        throw error;
      }
    }
    await this.#digest(now);
    for (const courier of this.couriers) void courier.run();
  }

  async #digest(now: number): Promise<void> {
    const { local, quiet } = this.rules;
    const channels = this.rules.channels.filter(({ kinds }) => kinds.includes("digest")).map(({ name }) => name);
    const day = local.day(now);
    const isDue = local.minutes(now) >= this.#digestMinutes && !(quiet !== null && isQuiet(now, quiet, local));
    const isNews = this.#digestDay === null || (isDue && this.#digestDay !== day);
    if (!isNews) return;
    await this.#commit((trx) => keepDigest(trx, { day, isDue, now, channels }));
    this.#digestDay = isDue ? day : "none yet";
  }

  readonly #isInFlight = (messageId: string, channel: string): boolean =>
    this.couriers.some((courier) => courier.channel.name === channel && courier.isCarrying(messageId));

  #commit<Result>(work: (trx: Trx) => Promise<Result>): Promise<Result> {
    return this.#host.store.commit<NotificationTables, Result>(work);
  }
}

export const desk = part("notifications.desk", (host) => new Desk(host));
