import { TemplateMiner } from "../mining/miner.ts";

const MINUTE_MS = 60_000;
/** So many minutes are remembered of each container. */
const MINUTES = 60;
/** The last of them are what is asked about, and no part of what is usual. */
const RECENT_MINUTES = 5;
/** Fewer say nothing about what is usual. */
const LEAST_MINUTES = 10;
/** What was said for the first time so long ago is not new any more. */
const NEW_FOR_MINUTES = 15;
/** What is remembered of the error lines of one container. They are few: each counts early. */
const MEMORY = { mostShapes: 128, mostCharacters: 32_768, mostUngrouped: 8 };
/** What two lines say the same in is near their beginning. */
const HEAD_LENGTH = 300;
/** A program in trouble repeats itself: of more lines in so short a time, the first ones show what the others say. */
const WINDOW_MS = 10_000;
const READ_IN_WINDOW = 50;
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
  /** What was said so far, by the minute; null before its first error line, as most write none. */
  said: TemplateMiner | null;
  /** Lines of the last seconds that were read, and how many of them said something new. */
  window: { at: number; read: number; fresh: number };
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
    if (!isFresh(rate, text, now)) return;
    count(rate.fresh, slot);
    rate.run = wentOn(rate.run, now, pauseMs);
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
  return { since: minute, minute, ...counts, said: null, window: { at: now, read: 0, fresh: 0 }, lastAt: now, run: null, line: null };
}

/** Does it say something that was first said lately? Keeps the line that does. */
function isFresh(rate: Rate, text: string, now: number): boolean {
  if (Math.abs(now - rate.window.at) >= WINDOW_MS) rate.window = { at: now, read: 0, fresh: 0 };
  const { window } = rate;
  if (window.read >= READ_IN_WINDOW) return 2 * window.fresh > window.read;
  rate.said ??= new TemplateMiner(MEMORY);
  const { firstAt } = rate.said.learn(text.slice(0, HEAD_LENGTH), rate.minute);
  window.read += 1;
  if (rate.minute - firstAt >= NEW_FOR_MINUTES) return false;
  window.fresh += 1;
  rate.line = text.slice(0, LONGEST_LINE);
  return true;
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
      rate.said = null;
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
