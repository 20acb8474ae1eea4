const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;

/** The clock on the wall of a place, over changes to and from summer time. */
export class LocalTime {
  readonly zone: string;
  readonly #format: Intl.DateTimeFormat;

  /** @param zone an IANA name such as Europe/Berlin @throws RangeError when there is no such zone */
  constructor(zone: string) {
    this.zone = zone;
    this.#format = new Intl.DateTimeFormat("en-GB-u-ca-gregory-nu-latn", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  /** What the clock on the wall shows, written as if it were UTC. */
  #wall(at: number): number {
    const parts = Object.fromEntries(this.#format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  #offset(at: number): number {
    return this.#wall(at) - Math.floor(at / 1_000) * 1_000;
  }

  /** Minutes since local midnight, 0..1439. */
  minutes(at: number): number {
    return Math.floor((this.#wall(at) % DAY_MS) / MINUTE_MS);
  }

  /** `2026-11-23` */
  day(at: number): string {
    return new Date(this.#wall(at)).toISOString().slice(0, 10);
  }

  /** The first moment after `at` when the clock on the wall comes to `minutes` since midnight, or skips over it. */
  next(minutes: number, at: number): number {
    const midnight = Math.floor(this.#wall(at) / DAY_MS) * DAY_MS;
    for (let day = 0; day <= 2; day += 1) {
      const found = this.#momentsOf(midnight + day * DAY_MS + minutes * MINUTE_MS).find((moment) => moment > at);
      if (found !== undefined) return found;
    }
    return at + DAY_MS;
  }

  /** The moment between two at which the clock is put back, within a day or so; null when it is not. */
  putBackBetween(from: number, to: number): number | null {
    if (this.#offset(to) >= this.#offset(from)) return null;
    let [before, after] = [from, to];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.#offset(middle) < this.#offset(from)) after = middle;
      else before = middle;
    }
    return after;
  }

  /** When the wall shows this: once; twice where the clock is put back; where it is put forward over it, the moment of that. */
  #momentsOf(wall: number): number[] {
    const early = wall - this.#offset(wall - DAY_MS);
    const late = wall - this.#offset(wall + DAY_MS);
    const moments = [...new Set([early, late])].filter((moment) => this.#wall(moment) === wall).toSorted((a, b) => a - b);
    return moments.length > 0 ? moments : [this.#changeBetween(Math.min(early, late), Math.max(early, late))];
  }

  #changeBetween(from: number, to: number): number {
    const before = this.#offset(from);
    let [low, high] = [from, to];
    while (high - low > 1_000) {
      const middle = Math.floor((low + high) / 2_000) * 1_000;
      if (this.#offset(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }
}

/** `22:30` → 1350. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * 60 + minutes) % DAY_MINUTES;
}
