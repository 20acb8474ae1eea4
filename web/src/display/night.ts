/** Minutes of the day; a night may go over midnight. */
export interface Night {
  from: number;
  to: number;
}

const USUAL: Night = { from: 22 * 60, to: 7 * 60 };

function minutesIn(clock: string): number | null {
  const [, hours, minutes = "0"] = /^(\d{1,2})(?::(\d{2}))?$/.exec(clock) ?? [];
  if (hours === undefined) return null;
  const total = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && total <= 24 * 60 ? total % (24 * 60) : null;
}

/** When the screen dims: `?dim=22-7`, `?dim=21:30-6:45`; what cannot be read is 22 to 7. */
export function nightIn(query: string): Night {
  const [from, to, ...rest] = (new URLSearchParams(query).get("dim") ?? "").split("-").map(minutesIn);
  return from == null || to == null || rest.length > 0 ? USUAL : { from, to };
}

/** @param minute of the day. From and to alike: never. */
export function isNightAt(minute: number, { from, to }: Night): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}
