/** When knowledge of a kind is no longer to be trusted unseen: days since it was last said, by category. */
export const DAYS_TO_STALE: Readonly<Record<string, number>> = {
  status: 7,
  event: 30,
  news: 30,
  task: 60,
  incident: 90,
  conversation: 180,
  configuration: 180,
  general: 365,
  person: 365,
  preference: 365,
  "how-to": 365,
  decision: 730,
  reference: 730,
};

/** For a category that nobody gave an age. */
const OTHER_DAYS = 365;
const DAY_MS = 86_400_000;

export type StaleAges = Readonly<Record<string, number>>;

/** Why an entry of this category and time is too old, or null while it is not. */
export function tooOld(category: string, updatedAt: number, now: number, ages: StaleAges): string | null {
  const days = ages[category] ?? DAYS_TO_STALE[category] ?? OTHER_DAYS;
  const age = Math.floor((now - updatedAt) / DAY_MS);
  return age >= days ? `last said ${age} days ago; "${category}" is trusted for ${days}` : null;
}
