import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { HydraError, messageOf } from "../../../../kernel/errors.ts";
import type { Answer, Question, Ready, RequestKind, Requests } from "./messages.ts";

/** Heap of the thread. Vectors and rosters are arrays outside of it; what comes in one call is at most 32 MiB. */
const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 };
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

export interface KnowledgeThreadOptions {
  /** Where the files lie. */
  folder: string;
  onLost(reason: string): void;
  onRebuilt(reason: string): void;
}

/** The main thread's end of the knowledge thread. It is started with the first question. */
export class KnowledgeThread {
  readonly #options: KnowledgeThreadOptions;
  #thread: Thread | null = null;
  #nextId = 1;
  #failures = 0;
  #restartAt = 0;
  #isStopping = false;

  constructor(options: KnowledgeThreadOptions) {
    this.#options = options;
  }

  /** @throws HydraError as the thread threw it; internal when it ended before it answered (a new one is started by itself) */
  ask<Kind extends RequestKind>(kind: Kind, input: Requests[Kind]["input"]): Promise<Requests[Kind]["answer"]> {
    if (this.#isStopping) return Promise.reject(new HydraError("conflict", "Hydra is stopping: its knowledge is closed."));
    if (this.#thread === null && performance.now() < this.#restartAt)
      return Promise.reject(new HydraError("internal", "The knowledge store is being started again; repeat the call in a minute."));
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
    const { folder } = this.#options;
    const worker = new Worker(new URL("worker.ts", import.meta.url), { workerData: { folder }, resourceLimits: HEAP, name: "knowledge" });
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
    this.#thread = null;
    if (!this.#isStopping) {
      this.#failures += 1;
      this.#restartAt = this.#failures === 1 ? 0 : performance.now() + Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.#failures);
      this.#options.onLost(reason);
    }
    const error = new HydraError("internal", `The knowledge store ended (${reason}) and is started again; repeat the call.`);
    for (const each of waiting.values()) each.reject(error);
  }
}
