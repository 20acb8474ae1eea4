import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerEvent } from "./facts.ts";

export interface LooksOptions {
  /** How many at once. */
  parallel: number;
  /** The shortest time between two looks at one container, unless somebody asks. */
  restMs: number;
  signal: AbortSignal;
}

interface Wish {
  event: ContainerEvent | null;
  isUrgent: boolean;
  done: PromiseWithResolvers<void>;
}

/** One container: at most one look runs, at most one more is wished for. */
interface Seat {
  isBusy: boolean;
  next: Wish | null;
  wake: AbortController;
}

/**
 * Looks at containers, few at once and one after the other for each: of a burst of events the first is looked at straight
 * away, the rest become a single look after a rest, which names the last of them.
 */
export class Looks {
  readonly #look: (id: string, event: ContainerEvent | null) => Promise<void>;
  readonly #options: LooksOptions;
  readonly #seats = new Map<string, Seat>();
  readonly #queue: string[] = [];
  #running = 0;

  constructor(look: (id: string, event: ContainerEvent | null) => Promise<void>, options: LooksOptions) {
    this.#look = look;
    this.#options = options;
  }

  /**
   * Resolves after a look that began later than this call.
   * @param isUrgent do not wait for the container's rest to end
   * @throws whatever the look throws; the abort reason once the signal fired
   */
  request(id: string, event: ContainerEvent | null, isUrgent = false): Promise<void> {
    if (this.#options.signal.aborted) return Promise.reject(this.#options.signal.reason as Error);
    const seat = this.#seats.get(id) ?? { isBusy: false, next: null, wake: new AbortController() };
    this.#seats.set(id, seat);
    const wish = seat.next ?? { event, isUrgent, done: Promise.withResolvers() };
    wish.event = event ?? wish.event;
    wish.isUrgent ||= isUrgent;
    seat.next = wish;
    if (!seat.isBusy) this.#enqueue(id, seat);
    else if (isUrgent) seat.wake.abort();
    return wish.done.promise;
  }

  #enqueue(id: string, seat: Seat): void {
    seat.isBusy = true;
    this.#queue.push(id);
    this.#serve();
  }

  #serve(): void {
    while (this.#running < this.#options.parallel) {
      const id = this.#queue.shift();
      if (id === undefined) return;
      const seat = this.#seats.get(id);
      const wish = seat?.next;
      if (seat === undefined || wish === null || wish === undefined) continue;
      seat.next = null;
      void this.#run(id, seat, wish);
    }
  }

  async #run(id: string, seat: Seat, wish: Wish): Promise<void> {
    this.#running += 1;
    try {
      this.#options.signal.throwIfAborted();
      await this.#look(id, wish.event);
      wish.done.resolve();
    } catch (error) {
      wish.done.reject(error);
    }
    this.#running -= 1;
    this.#serve();
    await this.#rest(seat);
    seat.isBusy = false;
    if (seat.next === null) this.#seats.delete(id);
    else this.#enqueue(id, seat);
  }

  async #rest(seat: Seat): Promise<void> {
    const { restMs, signal } = this.#options;
    if (seat.next?.isUrgent === true) return;
    seat.wake = new AbortController();
    await sleep(restMs, undefined, { signal: AbortSignal.any([signal, seat.wake.signal]), ref: false }).catch(() => undefined);
  }
}
