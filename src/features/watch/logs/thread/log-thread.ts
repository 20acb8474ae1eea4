import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import type { Answer, ArchiveOptions, Question, Ready, RequestKind, Requests } from "./messages.ts";

/** Heap of the thread. What waits there is at most a megabyte; a block that is read is a few hundred kilobytes at worst. */
const HEAP = { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };
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

export interface LogThreadOptions extends ArchiveOptions {
  /** A new thread stands where one ended (its file was damaged, its heap ran out): every source has to attach again. */
  onLost(reason: string): void;
  onRebuilt(reason: string): void;
}

/** The main thread's end of the log thread. Questions are answered in the order in which they were asked. */
export class LogThread {
  readonly #options: LogThreadOptions;
  /** Null in the pause before a thread that failed is started again. */
  #thread: Thread | null;
  #nextId = 1;
  #failures = 0;
  #isStopping = false;

  constructor(options: LogThreadOptions) {
    this.#options = options;
    this.#thread = this.#launch();
  }

  /** @throws HydraError internal when the thread ends before it answers, or is not there just now; it is started again by itself */
  ask<Kind extends RequestKind>(kind: Kind, input: Requests[Kind]["input"]): Promise<Requests[Kind]["answer"]> {
    if (this.#isStopping) return Promise.reject(new HydraError("conflict", "Hydra is stopping: its logs are closed."));
    if (this.#thread === null)
      return Promise.reject(new HydraError("internal", "The log index is being started again; repeat the call in a minute."));
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
  #send<Kind extends RequestKind>(
    { worker, waiting }: Thread,
    kind: Kind,
    input: Requests[Kind]["input"],
  ): Promise<Requests[Kind]["answer"]> {
    const question: Question<Kind> = { id: this.#nextId++, kind, input };
    return new Promise((resolve, reject) => {
      waiting.set(question.id, { resolve: resolve as Waiting["resolve"], reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- to a thread, not to a window
      worker.postMessage(question);
    });
  }

  #launch(): Thread {
    const { path, linesPerContainer, sizeLimitBytes, keepRemovedMs } = this.#options;
    const workerData: ArchiveOptions = { path, linesPerContainer, sizeLimitBytes, keepRemovedMs };
    const worker = new Worker(new URL("worker.ts", import.meta.url), { workerData, resourceLimits: HEAP, name: "logs" });
    const waiting = new Map<number, Waiting>();
    let reason = "it ended";
    worker.on("message", (message: Ready | Answer) => {
      if ("ready" in message) {
        if (message.rebuiltBecause !== null) this.#options.onRebuilt(message.rebuiltBecause);
        return;
      }
      this.#failures = 0;
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if ("error" in message) asked?.reject(new HydraError("internal", `The log index failed: ${message.error}`));
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
    if (!this.#isStopping) {
      this.#failures += 1;
      this.#thread = null;
      const pauseMs = this.#failures === 1 ? 0 : Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.#failures);
      setTimeout(() => this.#relaunch(reason), pauseMs).unref();
    }
    const error = new HydraError("internal", `The log index ended (${reason}) and is started again; repeat the call.`);
    for (const each of waiting.values()) each.reject(error);
  }

  #relaunch(reason: string): void {
    if (this.#isStopping) return;
    this.#thread = this.#launch();
    this.#options.onLost(reason);
  }
}
