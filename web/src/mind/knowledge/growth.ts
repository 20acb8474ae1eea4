export interface GrowthDay {
  /** `2026-01-31` */
  day: string;
  added: number;
  removed: number;
}

export interface GrowthBar extends GrowthDay {
  /** Of the highest: 0 to 1. */
  height: number;
}

const DAYS = 30;
const DAY_MS = 86_400_000;

/** One bar for each of the last thirty days, also for those on which nothing changed. */
export function growthBars(growth: readonly GrowthDay[], now: Date): GrowthBar[] {
  const known = new Map(growth.map((day) => [day.day, day]));
  const most = Math.max(1, ...growth.map(({ added }) => added));
  return Array.from({ length: DAYS }, (_, index) => {
    const day = new Date(now.getTime() - (DAYS - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    const { added = 0, removed = 0 } = known.get(day) ?? {};
    return { day, added, removed, height: added / most };
  });
}
