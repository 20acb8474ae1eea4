/** The only source of time, so that tests can move it. */
export interface Clock {
  /** Wall clock, epoch milliseconds. May jump, also backwards: never measure a duration with it. */
  now(): number;
  /** Milliseconds that only ever grow: for durations, timeouts and "no sooner than". */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** A clock that stands still until it is moved. `jump` moves the wall clock alone, as a wrong NTP answer does. */
export class ManualClock implements Clock {
  #wallMs: number;
  #monotonicMs = 0;

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#wallMs = startMs;
  }

  now(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  advance(ms: number): void {
    this.#wallMs += ms;
    this.#monotonicMs += ms;
  }

  jump(ms: number): void {
    this.#wallMs += ms;
  }
}

/** ISO 8601 UTC, as every door writes times. */
export function toIso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

export function toIsoOrNull(epochMs: number | null | undefined): string | null {
  return epochMs === null || epochMs === undefined ? null : toIso(epochMs);
}

/** The same for a moment that Hydra noted itself: a wall clock that was put back since does not make it one that is still to come. */
export function toPastIso(clock: Clock, epochMs: number): string {
  return toIso(Math.min(epochMs, clock.now()));
}
