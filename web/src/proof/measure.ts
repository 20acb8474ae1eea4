/** How a figure stands to what was promised; unknown as long as nothing was measured. */
export type Standing = "met" | "unmet" | "unknown";

/** @param most what was promised; null for a figure without a promise */
export function standingOf(value: number | null, most: number | null): Standing {
  if (value === null || most === null) return "unknown";
  return value <= most ? "met" : "unmet";
}

/** Of one week of incidents, as much as the mean is made of. */
interface Week {
  opened: number;
  false: number;
  byPerson: number;
  healedBy: { hydra: number; docker: number; person: number; itself: number };
}

/** Over all weeks together. */
export interface Totals {
  opened: number;
  falsePerWeek: number | null;
  byPersonPerWeek: number | null;
  /** Of those that were healed by somebody or something, the share without a person. */
  healedAlone: number | null;
}

/**
 * What the weeks say together. Weeks before Hydra was there say nothing: they are left out, and without any the means are null.
 *
 * @param weeks the newest first
 * @param weeksMeasured how long Hydra counts, in weeks; null when that is not known
 */
export function totalsOf(weeks: readonly Week[], weeksMeasured: number | null): Totals {
  const sum = (of: (week: Week) => number): number => weeks.reduce((total, week) => total + of(week), 0);
  const opened = sum((week) => week.opened);
  const healed = sum(({ healedBy: { hydra, docker, person, itself } }) => hydra + docker + person + itself);
  const byPerson = sum(({ healedBy }) => healedBy.person);
  // A part of a week is not stretched to a whole one.
  const measured = weeksMeasured === null ? null : Math.min(weeks.length, Math.max(1, weeksMeasured));
  const mean = (total: number): number | null => (measured === null ? null : Math.round((total / measured) * 100) / 100);
  return {
    opened,
    falsePerWeek: mean(sum((week) => week.false)),
    byPersonPerWeek: mean(sum((week) => week.byPerson)),
    healedAlone: healed === 0 ? null : (healed - byPerson) / healed,
  };
}

/** A bar's share of the highest, 0 to 1; all are 0 when nothing was counted. */
export function sharesOf(counts: readonly number[]): number[] {
  const highest = Math.max(0, ...counts);
  return counts.map((count) => (highest === 0 ? 0 : count / highest));
}
