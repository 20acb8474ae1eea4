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
/** A pause so long ends a run of new lines. */
const RUN_PAUSE_MS = 10_000;

/** New error lines that came without a pause of ten seconds, and still come. */
export interface ErrorRun {
  /** Of its first and last line, epoch ms. */
  since: number;
  until: number;
  lines: number;
  /** How long no error line came before it, or how long it was watched then. */
  quietMs: number;
}

/** How many error lines one container writes. */
export interface ErrorRate {
  key: string;
  /** The median of a minute before the last five; null while fewer than ten such minutes were seen. */
  usualPerMinute: number | null;
  /** The last whole minutes, newest first; `fresh` are lines that say something not said before. */
  minutes: { at: number; errors: number; fresh: number }[];
  run: ErrorRun | null;
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
  /** Since when it is watched, then when its last error line came; epoch ms. */
  lastAt: number;
  run: ErrorRun | null;
  line: string | null;
}

/** Counts error lines by the minute, in a fixed number of bytes for each container, without keeping lines. */
export class ErrorRates {
  readonly #rates = new Map<string, Rate>();

  /** From now on lines of it come. */
  begin(key: string, now: number): void {
    if (this.#rates.has(key)) return;
    if (this.#rates.size >= MOST_CONTAINERS) this.#rates.delete(this.#rates.keys().next().value as string);
    this.#rates.set(key, begun(now));
  }

  /** @param at when it was written. @param text masked */
  note(key: string, at: number, text: string, now: number): void {
    const rate = this.#rates.get(key);
    if (rate === undefined || Math.abs(now - at) > LATE_MS) return;
    advance(rate, minuteOf(now));
    const slot = rate.minute % MINUTES;
    count(rate.errors, slot);
    const pauseMs = Math.max(0, now - rate.lastAt);
    rate.lastAt = now;
    const shape = shapeOf(text);
    const first = rate.shapes.get(shape) ?? rate.minute;
    rate.shapes.delete(shape);
    rate.shapes.set(shape, first);
    if (rate.shapes.size > MOST_SHAPES) rate.shapes.delete(rate.shapes.keys().next().value as number);
    if (rate.minute - first >= NEW_FOR_MINUTES) return;
    count(rate.fresh, slot);
    rate.run = wentOn(rate.run, now, pauseMs);
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
          run: rate.run !== null && now - rate.run.until < RUN_PAUSE_MS ? { ...rate.run } : null,
          line: rate.line,
        },
      ];
    });
  }
}

function begun(now: number): Rate {
  const minute = minuteOf(now);
  const counts = { errors: new Uint16Array(MINUTES), fresh: new Uint16Array(MINUTES) };
  return { since: minute, minute, ...counts, shapes: new Map(), lastAt: now, run: null, line: null };
}

/** The run with one more line, or a new one where there was a pause. */
function wentOn(run: ErrorRun | null, now: number, pauseMs: number): ErrorRun {
  if (run === null || now - run.until >= RUN_PAUSE_MS) return { since: now, until: now, lines: 1, quietMs: pauseMs };
  return { ...run, until: now, lines: run.lines + 1 };
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
      rate.lastAt = minute * MINUTE_MS;
      rate.run = null;
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
