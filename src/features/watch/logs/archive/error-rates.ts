import { shapeOf } from "../words/shape.ts";

const MINUTE_MS = 60_000;
/** So many minutes are remembered of each container. */
const MINUTES = 60;
/** The last of them are what is asked about, and no part of what is usual. */
const RECENT_MINUTES = 5;
/** Fewer say nothing about what is usual. */
const LEAST_MINUTES = 10;
/** What was said for the first time so long ago is not new any more. */
const NEW_FOR_MINUTES = 15;
const MOST_SHAPES = 256;
const MOST_CONTAINERS = 1_000;
const LONGEST_LINE = 300;
/** A line that is older when it comes is history that is read again. */
const LATE_MS = 120_000;
const MOST_COUNTED = 65_535;

/** How many error lines one container writes. */
export interface ErrorRate {
  key: string;
  /** The median of a minute before the last five; null while fewer than ten such minutes were seen. */
  usualPerMinute: number | null;
  /** The last whole minutes, newest first; `fresh` are lines that say something not said before. */
  minutes: { at: number; errors: number; fresh: number }[];
  /** The last fresh line, masked; null when there was none. */
  line: string | null;
}

interface Rate {
  /** Minutes since 1970 from which on it is counted. */
  since: number;
  minute: number;
  errors: Uint16Array;
  fresh: Uint16Array;
  /** Shape of a line → the minute in which it came first; the one that was not seen for longest goes first. */
  shapes: Map<number, number>;
  line: string | null;
}

/** Counts error lines by the minute, in a fixed number of bytes for each container, without keeping lines. */
export class ErrorRates {
  readonly #rates = new Map<string, Rate>();

  /** From now on lines of it come. */
  begin(key: string, now: number): void {
    if (this.#rates.has(key)) return;
    if (this.#rates.size >= MOST_CONTAINERS) this.#rates.delete(this.#rates.keys().next().value as string);
    this.#rates.set(key, begun(minuteOf(now)));
  }

  /** @param at when it was written. @param text masked */
  note(key: string, at: number, text: string, now: number): void {
    const rate = this.#rates.get(key);
    if (rate === undefined || Math.abs(now - at) > LATE_MS) return;
    advance(rate, minuteOf(now));
    const slot = rate.minute % MINUTES;
    count(rate.errors, slot);
    const shape = shapeOf(text);
    const first = rate.shapes.get(shape) ?? rate.minute;
    rate.shapes.delete(shape);
    rate.shapes.set(shape, first);
    if (rate.shapes.size > MOST_SHAPES) rate.shapes.delete(rate.shapes.keys().next().value as number);
    if (rate.minute - first >= NEW_FOR_MINUTES) return;
    count(rate.fresh, slot);
    rate.line = text.slice(0, LONGEST_LINE);
  }

  /** All that wrote an error line in the last hour. */
  report(now: number): ErrorRate[] {
    return [...this.#rates].flatMap(([key, rate]) => {
      advance(rate, minuteOf(now));
      if (!rate.errors.some((errors) => errors > 0)) return [];
      const minutes = Array.from({ length: RECENT_MINUTES - 1 }, (_, index) => rate.minute - 1 - index).filter(
        (minute) => minute > rate.since,
      );
      return [
        {
          key,
          usualPerMinute: usualOf(rate),
          minutes: minutes.map((minute) => ({
            at: minute * MINUTE_MS,
            errors: rate.errors[minute % MINUTES] ?? 0,
            fresh: rate.fresh[minute % MINUTES] ?? 0,
          })),
          line: rate.line,
        },
      ];
    });
  }
}

function begun(minute: number): Rate {
  return { since: minute, minute, errors: new Uint16Array(MINUTES), fresh: new Uint16Array(MINUTES), shapes: new Map(), line: null };
}

function minuteOf(now: number): number {
  return Math.floor(now / MINUTE_MS);
}

/** Minutes in which nothing came are zero. A clock that was put back, or far ahead, begins anew. */
function advance(rate: Rate, minute: number): void {
  if (minute < rate.minute || minute - rate.minute >= MINUTES) {
    const isBack = minute < rate.minute;
    rate.errors.fill(0);
    rate.fresh.fill(0);
    if (isBack) {
      rate.since = minute;
      rate.shapes.clear();
    }
    rate.minute = minute;
    return;
  }
  while (rate.minute < minute) {
    rate.minute += 1;
    rate.errors[rate.minute % MINUTES] = 0;
    rate.fresh[rate.minute % MINUTES] = 0;
  }
}

function count(counts: Uint16Array, slot: number): void {
  counts[slot] = Math.min(MOST_COUNTED, (counts[slot] ?? 0) + 1);
}

function usualOf({ since, minute, errors }: Rate): number | null {
  const oldest = Math.max(since + 1, minute - MINUTES + 1);
  const newest = minute - RECENT_MINUTES;
  const seen: number[] = [];
  for (let each = oldest; each <= newest; each += 1) seen.push(errors[each % MINUTES] ?? 0);
  if (seen.length < LEAST_MINUTES) return null;
  return seen.toSorted((a, b) => a - b)[Math.floor(seen.length / 2)] ?? null;
}
