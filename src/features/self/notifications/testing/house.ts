import { setTimeout as sleep } from "node:timers/promises";
import { ManualClock } from "../../../../kernel/clock.ts";
import type { Kernel } from "../../../../kernel/kernel.ts";
import { openTestKernel, type TestKernel } from "../../../../kernel/testing.ts";
import type { Feature } from "../../../../kernel/feature.ts";
import type { Log } from "../../../../kernel/log.ts";
import { desk } from "../desk.ts";
import { noticeRaised, type NoticeKind, type Severity } from "../events.ts";
import { notifications } from "../index.ts";
import * as operations from "../operations.ts";
import type { NotificationTables } from "../outbox/tables.ts";
import { openReceiver, SecretFolder, type Receiver } from "./receiver.ts";

const PATIENCE_MS = 20_000;

export async function until(what: () => boolean | Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
  for (const giveUpAt = Date.now() + patienceMs; !(await what());) {
    if (Date.now() > giveUpAt) throw new Error(`it did not come to pass: ${String(what)}`);
    await sleep(10);
  }
}

export interface Listed {
  id: string;
  topic: string;
  kind: string;
  fate: string;
  reason: string | null;
  tellings: { message: string; channel: string; state: string; attempts: number; reason: string | null }[];
}

/** A kernel with notifications alone, an endpoint that its channels may use, and a clock that is moved by hand. */
export class House implements AsyncDisposable {
  readonly clock = new ManualClock(Date.UTC(2026, 10, 23, 12));
  readonly receiver: Receiver;
  readonly secrets = new SecretFolder();
  #opened: TestKernel | null = null;
  #raised = 0;

  private constructor(receiver: Receiver) {
    this.receiver = receiver;
  }

  static async open(): Promise<House> {
    return new House(await openReceiver());
  }

  get kernel(): Kernel {
    if (this.#opened === null) throw new Error("the house was not started");
    return this.#opened.kernel;
  }

  get home(): string {
    return this.#opened?.home ?? "";
  }

  /** A webhook to the receiver. */
  hook(more: Record<string, unknown> = {}): Record<string, unknown> {
    return { name: "hook", kind: "webhook", url: this.secrets.keep(`${this.receiver.origin}/hooks/tok-8f3kd92ls`), ...more };
  }

  /** Start, or stop without a goodbye to the outside and start again on the same state. */
  async start(settings: Record<string, unknown> = {}, more: { features?: Feature[]; log?: Log; home?: string } = {}): Promise<void> {
    const home = more.home ?? this.#opened?.home;
    await this.#opened?.kernel.stop();
    this.#opened = await openTestKernel({
      features: [notifications, ...(more.features ?? [])],
      clock: this.clock,
      settings: { notifications: { timeZone: "UTC", channels: [this.hook()], ...settings } },
      ...(home === undefined ? {} : { home }),
      ...(more.log === undefined ? {} : { log: more.log }),
    });
  }

  raise(topic: string, kind: NoticeKind = "down", severity: Severity = "high", id?: string): Promise<void> {
    this.#raised += 1;
    const words = { title: `${topic} is ${kind}`, text: `What is known of ${topic}.`, path: `/#incident=${topic}` };
    return this.kernel.services.events.emit(noticeRaised, { id: id ?? `n-${this.#raised}`, kind, severity, topic, ...words });
  }

  /** Raise, and wait until it is kept. */
  async hear(...raising: Parameters<House["raise"]>): Promise<void> {
    const before = await this.count();
    await this.raise(...raising);
    await this.kept(before + 1);
  }

  kept(count: number, patienceMs?: number): Promise<void> {
    return until(async () => (await this.count()) === count, patienceMs);
  }

  async count(): Promise<number> {
    const { count } = await this.kernel.store
      .tables<NotificationTables>()
      .selectFrom("notifications_notice")
      .select((select) => select.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Time goes on by so much; what is due is decided and delivered. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    const all = this.kernel.hostOf("notifications").part(desk);
    await all.turn();
    await all.delivered();
  }

  /** Newest first. */
  async listed(): Promise<Listed[]> {
    return ((await this.kernel.callAsOwner(operations.list, { limit: 500 })) as { notices: Listed[] }).notices;
  }

  async fates(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.listed()).map(({ topic, kind, fate }) => [`${topic} ${kind}`, fate]));
  }

  /** The titles that arrived. */
  get titles(): unknown[] {
    return this.receiver.received.map(({ body }) => body["title"]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened?.end();
    await this.receiver[Symbol.asyncDispose]();
    this.secrets[Symbol.dispose]();
  }
}
