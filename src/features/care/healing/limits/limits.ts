import { isDrillKey } from "../../../../integrations/docker/identity.ts";

/** One act by Hydra itself, as far as limits look at it. */
export interface CountedAct {
  /** Identity of what was acted on. */
  key: string;
  /** How long ago it was, ms. Never below zero: a clock that was put back makes an act "just now", not one of the future. */
  agoMs: number;
}

export interface Limits {
  perContainerPerHour: number;
  backOffMs: number;
  perTenMinutes: number;
}

export interface Allowance {
  /** Null: now. Else how long it takes until the next act, ms. */
  waitMs: number | null;
  /** One sentence when it has to wait. */
  reason: string | null;
  /** Nothing more than a pause between two tries: it goes on by itself soon. */
  isBackOff: boolean;
}

export const HOUR_MS = 3_600_000;
export const TEN_MINUTES_MS = 600_000;
const BACK_OFF_FACTOR = 4;
const NOW: Allowance = { waitMs: null, reason: null, isBackOff: false };

/** The pause before the next act after so many within the hour: 0, 30 s, 2 min, 8 min, never more than an hour. */
export function backOffMs(actsWithinHour: number, firstMs: number): number {
  if (actsWithinHour === 0) return 0;
  return Math.min(HOUR_MS, firstMs * BACK_OFF_FACTOR ** (actsWithinHour - 1));
}

/** May Hydra act on `key` now? The longest wait of all limits counts, and names itself. */
export function allowanceFor(key: string, acts: readonly CountedAct[], limits: Limits): Allowance {
  const own = agesOf(acts.filter((act) => act.key === key));
  // Drills take nothing from what Hydra may do for others, and wait for nobody.
  const shared = isDrillKey(key) ? [] : acts.filter((act) => !isDrillKey(act.key));
  const all = agesOf(shared).filter((ago) => ago < TEN_MINUTES_MS);
  const waits: Allowance[] = [];
  const lastButLimit = own[limits.perContainerPerHour - 1];
  if (lastButLimit !== undefined) {
    const count = `${own.length} ${own.length === 1 ? "time" : "times"}`;
    waits.push({
      waitMs: HOUR_MS - lastButLimit,
      reason: `Hydra acted on it ${count} within an hour, which is its limit`,
      isBackOff: false,
    });
  }
  const [newest] = own;
  const pause = backOffMs(own.length, limits.backOffMs);
  if (newest !== undefined && newest < pause)
    waits.push({ waitMs: pause - newest, reason: "it waits a little before it tries again", isBackOff: true });
  const lastOfAll = all[limits.perTenMinutes - 1];
  if (lastOfAll !== undefined)
    waits.push({
      waitMs: TEN_MINUTES_MS - lastOfAll,
      reason: `Hydra acted ${all.length} times in ten minutes on everything together, which is its limit`,
      isBackOff: false,
    });
  return waits.toSorted((a, b) => Number(a.isBackOff) - Number(b.isBackOff) || (b.waitMs ?? 0) - (a.waitMs ?? 0))[0] ?? NOW;
}

/** Ages within the hour, youngest first. */
function agesOf(acts: readonly CountedAct[]): number[] {
  return acts
    .map(({ agoMs }) => Math.max(0, agoMs))
    .filter((ago) => ago < HOUR_MS)
    .toSorted((a, b) => a - b);
}
