/** When a monitor is looked at again. All times in milliseconds. */

/** After a change, and while a state is not settled, looks are this close for a while. */
export const QUICK_MS = 20_000;
export const QUICK_FOR_MS = 300_000;
/** The second look after one that contradicts the state. */
export const RECHECK_MS = 4_000;
export const BACK_OFF_AFTER = 10;
export const LONGEST_BACK_OFF_MS = 300_000;

export interface Rhythm {
  intervalMs: number;
  /** Something happened to it lately. */
  isQuick: boolean;
  /** The last look said something else than the state. */
  isContradicted: boolean;
  /** It never answered since it was started: waiting for it is cheap, asking is not. */
  neverAnswered: boolean;
  failuresInARow: number;
}

export function delayMs({ intervalMs, isQuick, isContradicted, neverAnswered, failuresInARow }: Rhythm): number {
  if (isContradicted) return Math.min(RECHECK_MS, intervalMs);
  if (isQuick) return Math.min(QUICK_MS, intervalMs);
  if (!neverAnswered || failuresInARow <= BACK_OFF_AFTER) return intervalMs;
  return Math.max(intervalMs, Math.min(LONGEST_BACK_OFF_MS, intervalMs * 2 ** (failuresInARow - BACK_OFF_AFTER)));
}

/**
 * The moment `delay` from now, moved onto a grid that is the monitor's own, so that monitors that were added together
 * spread over the interval instead of all asking at once. Never sooner than half the delay, nor later than one and a half.
 *
 * @param phase 0 to 1, from `phaseOf`
 */
export function nextMoment(nowMs: number, delay: number, phase: number): number {
  const sinceGrid = (((nowMs - phase * delay) % delay) + delay) % delay;
  const untilGrid = delay - sinceGrid;
  return nowMs + (untilGrid < delay / 2 ? untilGrid + delay : untilGrid);
}

/** A number from 0 to 1 that is always the same for an id (FNV-1a, mixed so that similar ids lie far apart). */
export function phaseOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
