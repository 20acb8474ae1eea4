const GIVE_UP_MS = 86_400_000;
const LEAST_ATTEMPTS = 10;

const FIRST_MS = 5_000;
const LONGEST_MS = 900_000;

/** How long to wait after so many failed attempts, ms: 5 s, 10 s, ... up to a quarter of an hour, up to a fifth less so that many do not come together. */
export function pauseAfter(attempts: number, random: () => number = Math.random): number {
  const pause = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, Math.max(0, attempts - 1)));
  return Math.round(pause * (1 - random() * 0.2));
}

/** A message that found nobody for a day is no news any more. It takes some attempts too: a clock may jump a day ahead. */
export function isGivenUp(attempts: number, ageMs: number): boolean {
  return ageMs >= GIVE_UP_MS && attempts >= LEAST_ATTEMPTS;
}
