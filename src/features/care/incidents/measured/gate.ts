/** What one look says about a thing. `between`: neither as bad as needed to tell of it nor well enough to say that it is over. */
export type Reading = "bad" | "between" | "good" | "unknown";

/** How long a reading has to hold before it is believed, by the monotonic clock. */
export interface Hold {
  badMs: number;
  goodMs: number;
}

export interface GateState {
  /** What was told last; null before anything was. */
  told: boolean | null;
  /** Since when every look said so, monotonic ms. */
  badSince: number | null;
  goodSince: number | null;
  /** The very first look found it bad, and it has been so ever since. */
  isBadFromTheStart: boolean;
}

/** A thing that was looked at for the first time. */
export function openGate(): GateState {
  return { told: null, badSince: null, goodSince: null, isBadFromTheStart: true };
}

export interface Step {
  state: GateState;
  /** What is to be told now: true it is bad, false it is over or well; null nothing new. */
  tell: boolean | null;
}

/**
 * Take in one look. A thing that is well is told once, at the first look that says so: something that was told before a restart
 * of Hydra may wait for it. A look that saw nothing changes nothing.
 */
export function pass(before: GateState, reading: Reading, now: number, { badMs, goodMs }: Hold): Step {
  if (reading === "unknown") return { state: before, tell: null };
  const badSince = reading === "bad" ? (before.badSince ?? now) : null;
  const goodSince = reading === "good" ? (before.goodSince ?? now) : null;
  const state = { ...before, badSince, goodSince, isBadFromTheStart: before.isBadFromTheStart && reading === "bad" };
  if (before.told !== true && badSince !== null && now - badSince >= badMs) return { state: { ...state, told: true }, tell: true };
  const isOver = before.told === true && goodSince !== null && now - goodSince >= goodMs;
  const isWellFromTheStart = before.told === null && reading === "good";
  if (isOver || isWellFromTheStart) return { state: { ...state, told: false }, tell: false };
  return { state, tell: null };
}
