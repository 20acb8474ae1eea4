import type { ItemOf } from "../../api/operations.ts";

type Item = ItemOf<"GET /logs/follow">;
export type LogLine = Extract<Item, { text: string }>;

/** One row of a log: a line, or what is known about lines that are not there. */
export type LogRow =
  | { kind: "line"; key: number; line: LogLine }
  /** `dropped`: so many came too fast; null: nobody knows how many are missing. */
  | { kind: "gap"; key: number; dropped: number | null };

/** Hydra keeps the last 10,000 lines of a container; who looks on for long sees more, and the oldest make room. */
const MOST_ROWS = 30_000;
const MAKE_ROOM = 3_000;
/** What is compared when a broken stream is open again. */
const REMEMBERED = 1_500;

function nameOf({ at, stream, text }: LogLine): string {
  return `${at} ${stream} ${text}`;
}

/**
 * The log of one container as far as this page has read it: followed at its end, read further back at its beginning.
 * One object that grows, for a copy with every line would cost more than the line.
 */
export class LogBook {
  #rows: LogRow[] = [];
  #version = 0;
  #newestKey = 0;
  #oldestKey = 0;
  #isWhole = false;
  /** Names of the last lines before the stream broke; null while nothing has to be joined. */
  #before: { names: ReadonlySet<string>; lastAt: string; isJoined: boolean } | null = null;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another number after every change. */
  readonly version = (): number => this.#version;

  get rows(): readonly LogRow[] {
    return this.#rows;
  }

  /** The oldest kept line is here. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Keys of lines that came later are larger. */
  get newestKey(): number {
    return this.#newestKey;
  }

  /** What the stream tells: kept lines first, then those that come. Tell the readers with `publish`. */
  hear(item: Item): void {
    if (!("text" in item)) {
      this.#append({ kind: "gap", key: 0, dropped: item.linesDropped });
      return;
    }
    if (this.#isKnown(item)) return;
    this.#append({ kind: "line", key: 0, line: item });
  }

  /** The stream is opened again: it begins with lines that may be known already. */
  resume(): void {
    const last = this.#rows.slice(-REMEMBERED).flatMap((row) => (row.kind === "line" ? [row.line] : []));
    const newest = last.at(-1);
    this.#before = newest === undefined ? null : { names: new Set(last.map(nameOf)), lastAt: newest.at, isJoined: false };
  }

  /** @param lines oldest first, from right before the first row */
  prepend(lines: readonly LogLine[], isWhole: boolean): void {
    const known = new Set(this.#rows.slice(0, REMEMBERED).flatMap((row) => (row.kind === "line" ? [nameOf(row.line)] : [])));
    const fresh = lines.filter((line) => !known.has(nameOf(line)));
    const first = this.#oldestKey - fresh.length;
    this.#rows = [...fresh.map((line, index): LogRow => ({ kind: "line", key: first + index, line })), ...this.#rows];
    this.#oldestKey = first;
    this.#isWhole = isWhole;
    this.publish();
  }

  /** Let the oldest go when there are too many. Not while somebody reads them. */
  makeRoom(): void {
    if (this.#rows.length <= MOST_ROWS) return;
    this.#rows = this.#rows.slice(this.#rows.length - MOST_ROWS + MAKE_ROOM);
    this.#isWhole = false;
    this.publish();
  }

  publish(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }

  #append(row: LogRow): void {
    this.#newestKey += 1;
    this.#rows.push({ ...row, key: this.#newestKey });
  }

  /** Of a stream that was opened again: was this line seen before it broke? */
  #isKnown(line: LogLine): boolean {
    if (this.#before === null) return false;
    const { names, lastAt, isJoined } = this.#before;
    // What is only just being written was never seen.
    if (line.id !== null && names.has(nameOf(line))) {
      this.#before.isJoined = true;
      return true;
    }
    if (line.id !== null && line.at < lastAt) return true;
    if (!isJoined) this.#append({ kind: "gap", key: 0, dropped: null });
    this.#before = null;
    return false;
  }
}

/** Where `logs.search` goes on to find what is older than this line. */
export function olderThan({ id, at }: LogLine): { cursor: string } | { until: string } {
  // A line that was only just written has no place yet: by its time, and what is known already is left out.
  return id === null ? { until: at } : { cursor: `${Date.parse(at)}.${id}` };
}
