import { join } from "node:path";
import type { Counter } from "prom-client";
import type { ContainerFacts, LogLine } from "../../../integrations/docker/facts.ts";
import type { DockerHost } from "../../../integrations/docker/hosts.ts";
import type { Host } from "../../../kernel/context.ts";
import { HydraError, messageOf } from "../../../kernel/errors.ts";
import { part } from "../../../kernel/keys.ts";
import { secretsLearnedSince, type KnownSecret } from "../../../kernel/known-secrets.ts";
import { identityOf, isIgnoredByLabel } from "../../../integrations/docker/identity.ts";
import { Follower, type Intake } from "./collecting/follower.ts";
import { LineQueue, type LineOwner } from "./collecting/line-queue.ts";
import { startLogThread, type LogThread } from "./thread/log-thread.ts";
import type { RequestKind, Requests, SourceIdentity } from "./thread/messages.ts";
import { logsSettings } from "./settings.ts";
import { Turns } from "./collecting/turns.ts";

/** On their way to the thread: at most this much. At 10,000 lines a second it is two seconds of slack. */
const MOST_QUEUED_LINES = 20_000;
const MOST_QUEUED_CHARS = 4_194_304;
/** Of which lines of history, which can wait: young strings that live short are cheap, queued ones grow old and are not. */
const MOST_HISTORY_LINES = 500;
/** One message to the thread. Under load the next is sent when the last is answered, else once a second. */
const BATCH_LINES = 500;
const SEND_AFTER_MS = 1_000;
const LAST_LINES_MS = 2_000;
const LOOK_FOR_ROOM_MS = 30_000;
/** So many containers read their history at once. */
const TURNS = 2;

export type LineListener = (line: LogLine) => void;

/** Which lines are collected, and how that goes. One for each kernel. */
export class Collector implements Intake {
  readonly linesPerContainer: number;
  readonly isEnabled: boolean;
  readonly #host: Host;
  readonly #thread: LogThread | null;
  readonly #queue = new LineQueue(MOST_QUEUED_LINES, MOST_QUEUED_CHARS);
  readonly #followers = new Map<string, Follower>();
  readonly #listeners = new Map<string, Set<LineListener>>();
  readonly #turns = new Turns(TURNS);
  #isSending = false;
  #timer: NodeJS.Timeout | undefined;
  #roomWaiters: (() => void)[] = [];
  #toldSecrets = 0;
  readonly #count: { total: Counter; dropped: Counter };
  /** Why nothing is collected just now, or null. */
  paused: string | null = null;

  constructor(host: Host) {
    this.#host = host;
    const { isEnabled, linesPerContainer, sizeLimitMiB, keepRemovedDays } = host.settings(logsSettings);
    this.linesPerContainer = linesPerContainer;
    this.isEnabled = isEnabled;
    this.#thread = isEnabled
      ? startLogThread(
          {
            path: join(host.kernel.home, "logs.db"),
            linesPerContainer,
            sizeLimitBytes: sizeLimitMiB * 1_048_576,
            keepRemovedMs: keepRemovedDays * 86_400_000,
          },
          {
            onLost: (reason) => this.#startAgain(reason),
            onRebuilt: (reason) =>
              host.log.warn({ reason }, "logs.db could not be used and was begun anew; lines are read again from the engines"),
          },
        )
      : null;
    const total = host.metrics.counter("hydra_logs_lines_total", "Log lines that were collected");
    const dropped = host.metrics.counter("hydra_logs_dropped_lines_total", "Log lines that came faster than they could be kept");
    this.#count = { total, dropped };
  }

  /** Begin to collect from all engines; ends by `stop`. */
  start(): void {
    const docker = this.#host.integration("docker");
    if (!this.isEnabled || docker === undefined) return;
    for (const engine of docker.hosts) {
      const unsubscribe = engine.listen({
        onChange: ({ before, after }) => {
          if (after !== null) this.#see(engine, after);
          else if (before !== null) this.#letGo(before.id);
        },
        onConnection: ({ status }) => {
          if (status === "connected") for (const follower of this.#followers.values()) if (follower.host === engine) follower.poke();
        },
      });
      this.#host.stopping.addEventListener("abort", unsubscribe, { once: true });
      for (const facts of engine.containers.values()) this.#see(engine, facts);
    }
    this.#host.every("room for logs", LOOK_FOR_ROOM_MS, () => this.lookForRoom());
  }

  /** Everything on its way is written. At most two seconds. */
  async stop(): Promise<void> {
    for (const follower of this.#followers.values()) follower.stop();
    clearTimeout(this.#timer);
    if (this.paused === null) this.#sendAll();
    await this.#thread?.stop();
  }

  /** Ask the index, after all lines that came so far. @throws HydraError not_configured when logs are switched off */
  async ask<Kind extends RequestKind>(kind: Kind, input: Requests[Kind]["input"]): Promise<Requests[Kind]["answer"]> {
    if (this.#thread === null) throw new HydraError("not_configured", "Logs are switched off: set logs.isEnabled to true in hydra.yaml.");
    this.#sendAll();
    return this.#thread.ask(kind, input);
  }

  /** Hear the lines of an identity from now on, also when its container is made anew. */
  listen(key: string, listener: LineListener): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
    };
  }

  get followers(): readonly Follower[] {
    return [...this.#followers.values()];
  }

  droppedOf(key: string): number {
    return this.#queue.droppedOf(key);
  }

  /** While paused: is there room again? */
  async lookForRoom(): Promise<void> {
    if (this.paused === null || this.#thread === null) return;
    const { paused } = await this.#thread.ask("flush", null);
    if (paused !== null) return;
    this.paused = null;
    this.#host.log.info({}, "logs are collected again, from where they stopped");
    for (const follower of this.#followers.values()) follower.start();
  }

  attach(identity: SourceIdentity): Promise<Requests["attach"]["answer"]> {
    return this.ask("attach", identity);
  }

  takeTurn(signal: AbortSignal): Promise<() => void> {
    return this.#turns.take(signal);
  }

  put(owner: LineOwner, line: LogLine, mayRepeat: boolean): void {
    this.#count.total.inc();
    const dropped = this.#queue.push(owner, line.at, line.stream, line.text);
    if (dropped > 0) this.#count.dropped.inc(dropped);
    if (!mayRepeat) for (const listener of this.#listeners.get(owner.key) ?? []) listener(line);
    this.#sendSoon();
  }

  async room(signal: AbortSignal): Promise<void> {
    while (this.#queue.length >= MOST_HISTORY_LINES && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#roomWaiters.push(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }

  #see(engine: DockerHost, facts: ContainerFacts): void {
    if (isIgnoredByLabel(facts.labels) || isSwitchedOff(facts)) return;
    const identity: SourceIdentity = { ...identityOf(engine.name, facts), containerId: facts.id };
    const known = this.#followers.get(facts.id);
    if (known !== undefined && known.identity.name === identity.name) {
      known.see(facts);
      return;
    }
    known?.stop();
    const follower = new Follower(engine, facts, identity, this);
    this.#followers.set(facts.id, follower);
    if (this.paused === null) follower.start();
  }

  /** It is gone. Its last lines may still be on their way: a job with --rm goes at the moment it ends. */
  #letGo(containerId: string): void {
    const follower = this.#followers.get(containerId);
    if (follower === undefined) return;
    this.#followers.delete(containerId);
    setTimeout(() => {
      follower.stop();
      if (follower.sourceId !== null) this.ask("detach", follower.sourceId).catch((error: unknown) => this.#tell(error));
    }, LAST_LINES_MS).unref();
  }

  #sendSoon(): void {
    if (this.#isSending) return;
    if (this.#queue.length >= BATCH_LINES) void this.#sendNext();
    else this.#timer ??= setTimeout(() => void this.#sendNext(), SEND_AFTER_MS).unref();
  }

  /** One batch; the next goes when the thread has taken this one. */
  async #sendNext(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isSending = true;
    await this.#post();
    this.#isSending = false;
    if (this.#queue.length < MOST_HISTORY_LINES) {
      const waiters = this.#roomWaiters;
      this.#roomWaiters = [];
      for (const wake of waiters) wake();
    }
    if (this.#queue.length > 0) this.#sendSoon();
  }

  /** Everything, so that the next question is about all that came before it. */
  #sendAll(): void {
    while (this.#queue.length > 0) void this.#post();
  }

  async #post(): Promise<void> {
    const batch = this.#queue.take(BATCH_LINES);
    if (batch === null || this.#thread === null) return;
    try {
      const { paused } = await this.#thread.ask("append", { ...batch, secrets: this.#newSecrets() });
      if (paused !== null) this.#pause(paused);
    } catch (error) {
      this.#tell(error);
    }
  }

  #newSecrets(): KnownSecret[] {
    const { serial, secrets } = secretsLearnedSince(this.#toldSecrets);
    this.#toldSecrets = serial;
    return secrets;
  }

  #pause(reason: string): void {
    if (this.paused !== null) return;
    this.paused = reason;
    for (const follower of this.#followers.values()) follower.stop();
    this.#queue.clear();
    this.#host.log.warn(
      { reason },
      "no room for logs: collecting pauses until there is; reading goes on, and nothing is lost that the engines still have",
    );
  }

  /** The thread is a new one: everything attaches to it again, and goes on where the file ends. */
  #startAgain(reason: string): void {
    this.#host.log.warn({ reason }, "the log index was started again");
    this.#toldSecrets = 0;
    this.#queue.clear();
    if (this.paused !== null) return;
    for (const follower of this.#followers.values()) {
      follower.stop();
      follower.start();
    }
  }

  #tell(error: unknown): void {
    if (!this.#host.stopping.aborted) this.#host.log.warn({ reason: messageOf(error) }, "some log lines did not reach the index");
  }
}

/** The owner's word that its logs are nobody's business. */
export function isSwitchedOff({ labels }: Pick<ContainerFacts, "labels">): boolean {
  return ["false", "0", "no", "off"].includes(labels["hydra.logs"]?.toLowerCase() ?? "");
}

export const collector = part("logs.collector", (host) => new Collector(host));
