import { setTimeout as sleep } from "node:timers/promises";
import { Worker, type ResourceLimits } from "node:worker_threads";
import { HydraError, messageOf, type ErrorCode } from "./errors.ts";

/** What can be asked of a thread, and what it answers, by kind: plain data that can be copied between threads. */
export type Askable<Requests> = { [Kind in keyof Requests]: { input: unknown; answer: unknown } };

export interface Question<Requests extends Askable<Requests>, Kind extends keyof Requests = keyof Requests> {
  id: number;
  kind: Kind;
  input: Requests[Kind]["input"];
}

export type Answer = { id: number; value: unknown } | { id: number; error: string; code: ErrorCode };

/** Said once, when the thread is ready. `rebuiltBecause`: what it keeps was damaged and is built anew. */
export interface Ready {
  ready: true;
  rebuiltBecause: string | null;
}

export interface AskedThreadOptions {
  /** The thread's entry. */
  entry: URL;
  name: string;
  workerData: unknown;
  heap: ResourceLimits;
  /** Whom a person reads of when it fails, as a sentence begins: `The log index`. */
  subject: string;
  /** Begun at once and again after each loss, or only with a question. */
  begins: "at-once" | "when-asked";
  /** It ended by itself (its file was damaged, its heap ran out). Begun at once: told when a new one stands in its place. */
  onLost(reason: string): void;
  onRebuilt(reason: string): void;
}

const LONGEST_PAUSE_MS = 60_000;
const CLOSE_MS = 1_500;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface Thread {
  worker: Worker;
  waiting: Map<number, Waiting>;
}

/**
 * The main thread's end of a thread that is asked and answers, and is begun again by itself when it ends. Questions are
 * sent in the order in which they were asked.
 */
export class AskedThread<Requests extends Askable<Requests> & { close: { input: null; answer: null } }> {
  readonly #options: AskedThreadOptions;
  /** Null before the first question, and in the pause before one that failed is begun again. */
  #thread: Thread | null = null;
  #nextId = 1;
  #failures = 0;
  #beginsAgainAt = 0;
  #isStopping = false;

  constructor(options: AskedThreadOptions) {
    this.#options = options;
    if (options.begins === "at-once") this.#thread = this.#launch();
  }

  /** @throws HydraError as the thread threw it; internal when it ends before it answers, or is not there just now; conflict when Hydra stops */
  ask<Kind extends keyof Requests>(kind: Kind, input: Requests[Kind]["input"]): Promise<Requests[Kind]["answer"]> {
    const { subject, begins } = this.#options;
    if (this.#isStopping) return Promise.reject(new HydraError("conflict", `Hydra is stopping. ${subject} is closed.`));
    if (this.#thread === null && (begins === "at-once" || performance.now() < this.#beginsAgainAt))
      return Promise.reject(new HydraError("internal", `${subject} is being started again; repeat the call in a minute.`));
    this.#thread ??= this.#launch();
    return this.#send(this.#thread, kind, input);
  }

  /** Write what waits and end. At most two seconds. */
  async stop(): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    const thread = this.#thread;
    if (thread === null) return;
    thread.worker.ref();
    const giveUp = new AbortController();
    const closed = this.#send(thread, "close", null).catch(() => undefined);
    await Promise.race([closed, sleep(CLOSE_MS, undefined, { signal: giveUp.signal }).catch(() => undefined)]);
    giveUp.abort();
    await thread.worker.terminate();
  }

  /** Sent at once, so that order is kept: a thread that is not ready yet reads its messages when it is. */
  #send<Kind extends keyof Requests>(
    { worker, waiting }: Thread,
    kind: Kind,
    input: Requests[Kind]["input"],
  ): Promise<Requests[Kind]["answer"]> {
    const question: Question<Requests, Kind> = { id: this.#nextId++, kind, input };
    return new Promise((resolve, reject) => {
      waiting.set(question.id, { resolve: resolve as Waiting["resolve"], reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- to a thread, not to a window
      worker.postMessage(question);
    });
  }

  #launch(): Thread {
    const { entry, name, workerData, heap: resourceLimits, onRebuilt } = this.#options;
    const worker = new Worker(entry, { workerData, resourceLimits, name });
    const waiting = new Map<number, Waiting>();
    let reason = "it ended";
    worker.on("message", (message: Ready | Answer) => {
      if ("ready" in message) {
        if (message.rebuiltBecause !== null) onRebuilt(message.rebuiltBecause);
        return;
      }
      this.#failures = 0;
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if ("error" in message) asked?.reject(new HydraError(message.code, message.error));
      else asked?.resolve(message.value);
    });
    worker.on("error", (error) => {
      reason = messageOf(error);
    });
    worker.on("exit", () => this.#lost(waiting, reason));
    worker.unref();
    return { worker, waiting };
  }

  #lost(waiting: Map<number, Waiting>, reason: string): void {
    const { subject, begins, onLost } = this.#options;
    this.#thread = null;
    if (!this.#isStopping) {
      this.#failures += 1;
      const pauseMs = this.#failures === 1 ? 0 : Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.#failures);
      this.#beginsAgainAt = performance.now() + pauseMs;
      if (begins === "at-once") setTimeout(() => this.#relaunch(reason), pauseMs).unref();
      else onLost(reason);
    }
    const error = new HydraError("internal", `${subject} ended (${reason}) and is started again; repeat the call.`);
    for (const each of waiting.values()) each.reject(error);
  }

  #relaunch(reason: string): void {
    if (this.#isStopping) return;
    this.#thread = this.#launch();
    this.#options.onLost(reason);
  }
}
