import { z } from "zod";
import type { Host } from "../../../kernel/context.ts";
import { messageOf } from "../../../kernel/errors.ts";
import { event, part } from "../../../kernel/keys.ts";
import type { Lease } from "../../../kernel/leases.ts";

/** Somebody waits for an answer of a model on a GPU that other work has leased: that work should yield soon. */
export const gpuWanted = event("gpu.wanted", z.strictObject({ gpu: z.string(), holder: z.string() }), {
  permission: "gateway.read",
  isTransient: true,
});

/** The lease of a GPU, for all who use one. */
export function gpuLease(gpu: string): string {
  return `gpu:${gpu}`;
}

const LEASE_MS = 30_000;
const RENEW_EVERY_MS = 10_000;
/** A conversation goes on in a moment: the lease outlives a call by this. */
const LINGER_MS = 2_000;

interface Held {
  calls: number;
  lease: Lease | null;
  /** What is being done about the lease, one after the other. */
  turn: Promise<void>;
  release: NodeJS.Timeout | null;
}

/**
 * The leases of the GPUs that calls are served by: one for each GPU, shared by all calls that use it at the time. A person
 * who waits for an answer goes first, so no call waits for a lease: who else holds it is asked to yield.
 */
export class GpuLeases {
  readonly #host: Host;
  readonly #held = new Map<string, Held>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** A call begins on this GPU. @returns what to call, once, when it has ended */
  hold(gpu: string): () => void {
    const held = this.#held.get(gpu) ?? { calls: 0, lease: null, turn: Promise.resolve(), release: null };
    this.#held.set(gpu, held);
    held.calls += 1;
    if (held.release !== null) clearTimeout(held.release);
    held.release = null;
    if (held.calls === 1) this.#next(gpu, held, () => this.#take(gpu, held));
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      held.calls -= 1;
      if (held.calls > 0) return;
      held.release = setTimeout(() => this.#next(gpu, held, () => this.#give(held)), LINGER_MS).unref();
    };
  }

  /** Called every few seconds: what is in use is renewed, and what somebody else held is tried again. */
  async renew(): Promise<void> {
    for (const [gpu, held] of this.#held) {
      if (held.calls === 0) continue;
      this.#next(gpu, held, async () => {
        if (held.lease !== null && (await held.lease.renew(LEASE_MS))) return;
        held.lease = null;
        await this.#take(gpu, held);
      });
    }
    await this.settled();
  }

  /** Give everything back: Hydra stops. */
  async stop(): Promise<void> {
    for (const [gpu, held] of this.#held) {
      if (held.release !== null) clearTimeout(held.release);
      this.#next(gpu, held, () => this.#give(held));
    }
    await this.settled();
  }

  async settled(): Promise<void> {
    await Promise.all([...this.#held.values()].map(({ turn }) => turn));
  }

  #next(gpu: string, held: Held, work: () => Promise<void>): void {
    held.turn = held.turn.then(work).catch((error: unknown) => {
      this.#host.log.warn({ gpu, reason: messageOf(error) }, "the lease of a GPU could not be changed; it is tried again in a moment");
    });
  }

  async #take(gpu: string, held: Held): Promise<void> {
    if (held.calls === 0 || held.lease !== null) return;
    const name = gpuLease(gpu);
    held.lease = await this.#host.leases.take(name, "gateway", LEASE_MS);
    if (held.lease !== null) return;
    const holder = await this.#host.leases.holderOf(name);
    if (holder !== null) await this.#host.emit(gpuWanted, { gpu, holder });
  }

  async #give(held: Held): Promise<void> {
    // Another call may have begun meanwhile.
    if (held.calls > 0 && !this.#host.stopping.aborted) return;
    const { lease } = held;
    held.lease = null;
    await lease?.release();
  }
}

export const gpuLeases = part("gateway.gpus", (host) => new GpuLeases(host));

export function keepLeases(host: Host): void {
  host.every("gateway.leases", RENEW_EVERY_MS, () => host.part(gpuLeases).renew());
}
