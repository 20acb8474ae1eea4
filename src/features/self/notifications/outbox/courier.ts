import type { Host } from "../../../../kernel/context.ts";
import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import { maskSecrets } from "../../../../kernel/secrets.ts";
import type { Outgoing, Sent } from "../channels/channel.ts";
import { send, type ChannelSettings } from "../channels/table.ts";
import { nextDue, noteAttempt, type DueDelivery } from "./deliveries.ts";
import type { MessageRow, NotificationTables } from "./tables.ts";

const TIMEOUT_MS = 10_000;
/** How long a channel that could not be written about rests: the disk may be full. */
const REST_MS = 30_000;
/** What comes new is tried at least this soon, however long the older messages have been waiting. */
const LONGEST_REST_MS = 300_000;

/**
 * Carries messages to one channel, one after the other and each until it arrived or is given up. Couriers know nothing of
 * each other: an endpoint that hangs holds up only its own.
 */
export class Courier {
  readonly channel: ChannelSettings;
  readonly #host: Host;
  readonly #pageUrl: string | undefined;
  #running: Promise<void> | null = null;
  #inFlight: string | null = null;
  /** Nobody answers there: also what comes new waits until then. On the clock that only grows. */
  #restsUntilMs = 0;

  constructor(host: Host, channel: ChannelSettings, pageUrl: string | undefined) {
    this.#host = host;
    this.channel = channel;
    this.#pageUrl = pageUrl;
  }

  /** Send what is due, unless that is being done already. Resolves when nothing is due any more. */
  run(): Promise<void> {
    this.#running ??= this.#deliverAll()
      .catch((error: unknown) => {
        if (this.#host.stopping.aborted) return;
        this.#rest(REST_MS);
        this.#host.log.warn({ channel: this.channel.name, reason: messageOf(error) }, "a channel's messages could not be read or noted");
      })
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  isCarrying(messageId: string): boolean {
    return this.#inFlight === messageId;
  }

  /** One attempt, noted nowhere. */
  async send(message: MessageRow): Promise<Sent> {
    const { http, stopping: signal } = this.#host;
    try {
      return await send(this.#outgoing(message), this.channel, { http, signal, timeoutMs: TIMEOUT_MS });
    } catch (error) {
      // A secret that is missing may be there in a moment; nothing was sent.
      if (!(error instanceof HydraError)) throw error;
      return { outcome: "later", reason: maskSecrets(error.message), isUnreachable: true, retryAfterMs: null };
    }
  }

  async #deliverAll(): Promise<void> {
    const { clock, stopping } = this.#host;
    const db = this.#host.db<NotificationTables>();
    while (!stopping.aborted && clock.monotonicMs() >= this.#restsUntilMs) {
      const delivery = await nextDue(db, this.channel.name, clock.now());
      if (delivery === undefined) return;
      this.#inFlight = delivery.id;
      try {
        await this.#attempt(delivery);
      } finally {
        this.#inFlight = null;
      }
    }
  }

  async #attempt(delivery: DueDelivery): Promise<void> {
    const { clock, store, stopping, log } = this.#host;
    const sent = await this.send(delivery);
    // Stopped in the middle: it was cut off by us, not refused by them, and is tried again after the start.
    if (stopping.aborted && sent.outcome !== "delivered") return;
    const now = clock.now();
    const nextAt = await store.commit<NotificationTables, number | null>((trx) => noteAttempt(trx, delivery, sent, now));
    if (sent.outcome === "delivered") return;
    log.warn({ channel: this.channel.name, reason: sent.reason, isTriedAgain: nextAt !== null }, "a notification could not be delivered");
    if (sent.outcome === "later" && sent.isUnreachable && nextAt !== null) this.#rest(Math.min(LONGEST_REST_MS, nextAt - now));
  }

  #rest(ms: number): void {
    this.#restsUntilMs = this.#host.clock.monotonicMs() + ms;
  }

  #outgoing({ id, kind, severity, title, text, path, notices, at }: MessageRow): Outgoing {
    const link = path === null || this.#pageUrl === undefined ? null : `${this.#pageUrl}${path}`;
    return { id, kind, severity, title, text, link, count: notices, at };
  }
}
