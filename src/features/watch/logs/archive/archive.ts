import { messageOf } from "../../../../kernel/errors.ts";
import { BLOCK_LINES, levelBits, OpenBlock, packBlock, type KeptLine } from "./block.ts";
import { ErrorRates, type ErrorRate } from "./error-rates.ts";
import { deleteLogFile, isDamaged, isNoRoom, openLogFile, usedBytes, type LogFile } from "./log-file.ts";
import type { ArchiveOptions, FoundLine, KnownIdentity, LineBatch, LineSearch, SourceIdentity } from "../thread/messages.ts";
import { contextOf, searchLines } from "./reading.ts";
import { Source } from "./source.ts";

/** How much waits in memory before everything is written, and how long at most. Nothing is lost with it: the engines have it too. */
const MOST_WAITING_LINES = 4_000;
const MOST_WAITING_CHARS = 1_048_576;
export const LONGEST_WAIT_MS = 300_000;
/** So many blocks that are not full become one: each line is written about twice, not once for each write. */
const MOST_SMALL_BLOCKS = 16;
const SWEEP_MS = 3_600_000;

interface BlockRow {
  id: number;
  first_seq: number;
  body: Buffer;
}

/**
 * The last lines of each container, in compressed blocks in one SQLite file. Lines wait in memory until a block is full
 * or some minutes have passed; reading sees them all the same. Lives in the log thread: everything here is synchronous.
 */
export class LogArchive {
  readonly #options: ArchiveOptions;
  #file: LogFile;
  readonly #sources = new Map<number, Source>();
  /** Lines in blocks, by identity; filled when a container of it attaches. */
  readonly #counts = new Map<string, number>();
  readonly #errors = new ErrorRates();
  #waitingSince: number | null = null;
  #sweptAt = Number.NEGATIVE_INFINITY;
  /** Why nothing can be written now, or null. */
  paused: string | null = null;
  /** Why the file was begun anew when it was opened, or null. */
  readonly rebuiltBecause: string | null;

  constructor(options: ArchiveOptions) {
    this.#options = options;
    const { file, rebuiltBecause } = openLogFile(options.path, options.mostPages);
    this.#file = file;
    this.rebuiltBecause = rebuiltBecause;
  }

  /** @returns the source's number, and the time of its last kept line (null when none is kept) */
  attach(identity: SourceIdentity): { sourceId: number; lastAt: number | null } {
    const attached = [...this.#sources.values()].find(
      (source) => source.identity.node === identity.node && source.identity.containerId === identity.containerId,
    );
    const source = attached ?? this.#start(identity);
    source.identity = identity;
    source.expectRepeats(this.#linesAt(source));
    return { sourceId: source.id, lastAt: source.lastAt };
  }

  append({ sourceIds, ats, streams, texts }: LineBatch, now: number): void {
    for (const [index, id] of sourceIds.entries()) {
      const source = this.#sources.get(id);
      if (source === undefined) continue;
      const first = source.waiting.length;
      source.take(ats[index] ?? 0, streams[index] === "e" ? "stderr" : "stdout", texts[index] ?? "");
      for (const { at, level, text } of source.waiting.slice(first))
        if (level === "error") this.#errors.note(source.identity.key, at, text, now);
    }
    this.#waitingSince ??= now;
    this.flush(now);
  }

  /** Write what is due: full blocks, and everything when much waits, or long, or `isLast`. Never throws for want of room: see `paused`. */
  flush(now: number, isLast = false): void {
    const { lines, chars } = this.#waiting();
    const isEverythingDue =
      isLast ||
      this.paused !== null ||
      lines > MOST_WAITING_LINES ||
      chars > MOST_WAITING_CHARS ||
      now - (this.#waitingSince ?? now) >= LONGEST_WAIT_MS;
    const due = [...this.#sources.values()].filter(({ waiting }) => waiting.length >= (isEverythingDue ? 1 : BLOCK_LINES));
    if (this.#attempt(now, due) && isEverythingDue) this.#waitingSince = null;
  }

  /** Its container is gone: write what waits of it and forget it (when there is no room, only later). */
  detach(sourceId: number, now: number): void {
    const source = this.#sources.get(sourceId);
    if (source === undefined) return;
    if (source.waiting.length > 0) this.#attempt(now, [source]);
    if (source.waiting.length === 0) this.#sources.delete(sourceId);
  }

  search(search: LineSearch): { lines: FoundLine[]; hasMore: boolean } {
    return searchLines(this.#file, this.#sources.values(), search);
  }

  context(sourceId: number, seq: number, before: number, after: number): FoundLine[] {
    return contextOf(this.#file, this.#sources.get(sourceId), sourceId, seq, before, after);
  }

  known(): KnownIdentity[] {
    const rows = this.#file
      .prepare(
        `WITH kept AS (
           SELECT o.key, max(o.id) AS newest, coalesce(sum(b.line_count), 0) AS lines, min(b.first_at) AS oldestAt, max(b.last_at) AS newestAt
           FROM sources o LEFT JOIN blocks b ON b.source_id = o.id GROUP BY o.key
         )
         SELECT s.key, s.node, s.project, s.service, s.name, kept.lines, kept.oldestAt, kept.newestAt FROM kept JOIN sources s ON s.id = kept.newest`,
      )
      .all() as KnownIdentity[];
    const byKey = new Map(rows.map((row) => [row.key, row]));
    for (const { identity, waiting, lastAt } of this.#sources.values()) {
      const row = byKey.get(identity.key);
      if (row === undefined || waiting.length === 0) continue;
      row.lines += waiting.length;
      row.oldestAt ??= waiting[0]?.at ?? null;
      row.newestAt = Math.max(row.newestAt ?? 0, lastAt ?? 0);
    }
    return rows;
  }

  /** Count the error lines of this identity from now on. */
  countErrors(key: string, now: number): void {
    this.#errors.begin(key, now);
  }

  /** How many error lines each identity that is attached writes. */
  errorRates(now: number): ErrorRate[] {
    return this.#errors.report(now);
  }

  measure(): { fileBytes: number; waitingLines: number } {
    return { fileBytes: usedBytes(this.#file), waitingLines: this.#waiting().lines };
  }

  /** Write what waits, as far as there is room, and close. */
  close(now: number): void {
    this.flush(now, true);
    this.#file.close();
  }

  /** Away with a file that turned out damaged. The archive is of no use after it: make a new one. */
  discard(): void {
    this.#file.close();
    deleteLogFile(this.#options.path);
  }

  static isDamage = isDamaged;

  #attempt(now: number, due: readonly Source[]): boolean {
    try {
      if (due.length > 0) this.#write(due);
      if (now - this.#sweptAt >= SWEEP_MS) this.#sweep(now);
      this.paused = null;
      return true;
    } catch (error) {
      if (!isNoRoom(error)) throw error;
      this.paused = messageOf(error);
      return false;
    }
  }

  #start(identity: SourceIdentity): Source {
    const { key, node, project, service, name, containerId } = identity;
    const row = this.#file
      .prepare(
        `INSERT INTO sources (key, node, project, service, name, container_id) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (node, container_id) DO UPDATE SET key = excluded.key, project = excluded.project, service = excluded.service, name = excluded.name RETURNING id`,
      )
      .get(key, node, project, service, name, containerId) as { id: number };
    const start = this.#file
      .prepare(
        `SELECT coalesce(max(first_seq + line_count), 0) AS nextSeq, max(last_at) AS lastAt,
         coalesce(sum(line_count < ${BLOCK_LINES}), 0) AS smallBlocks FROM blocks WHERE source_id = ?`,
      )
      .get(row.id) as { nextSeq: number; lastAt: number | null; smallBlocks: number };
    const source = new Source(identity, { id: row.id, ...start });
    this.#sources.set(source.id, source);
    this.#counts.set(key, this.#countLines(key));
    return source;
  }

  /** The kept lines of a source's last millisecond. */
  #linesAt({ id, lastAt, waiting }: Source): KeptLine[] {
    if (lastAt === null) return [];
    const rows = this.#file.prepare("SELECT body FROM blocks WHERE source_id = ? AND last_at >= ?").all(id, lastAt) as Pick<
      BlockRow,
      "body"
    >[];
    return [...rows.flatMap(({ body }) => new OpenBlock(body).lines()), ...waiting];
  }

  #waiting(): { lines: number; chars: number } {
    let lines = 0;
    let chars = 0;
    for (const source of this.#sources.values()) {
      lines += source.waiting.length;
      chars += source.waitingChars;
    }
    return { lines, chars };
  }

  /** All in one transaction; memory follows only after it is done. */
  #write(due: readonly Source[]): void {
    let counts = new Map(this.#counts);
    const smallBlocks = new Map<Source, number>();
    this.#file.transaction(() => {
      for (const source of due) {
        smallBlocks.set(source, this.#writeSource(source));
        const { key } = source.identity;
        counts.set(key, (counts.get(key) ?? 0) + source.waiting.length);
      }
      for (const key of new Set(due.map(({ identity }) => identity.key))) counts.set(key, this.#prune(key, counts.get(key) ?? 0));
      if (this.#pruneToSize()) counts = new Map([...counts.keys()].map((key) => [key, this.#countLines(key)]));
    })();
    for (const [key, count] of counts) this.#counts.set(key, count);
    for (const source of due) {
      source.nextSeq += source.waiting.length;
      source.smallBlocks = smallBlocks.get(source) ?? 0;
      source.waiting = [];
      source.waitingChars = 0;
    }
  }

  /** @returns how many blocks at its end are now not full */
  #writeSource(source: Source): number {
    const mustMerge = source.smallBlocks > 0 && (source.waiting.length >= BLOCK_LINES || source.smallBlocks >= MOST_SMALL_BLOCKS);
    const small = mustMerge ? this.#takeSmallBlocks(source.id) : null;
    const lines = small === null ? source.waiting : [...small.lines, ...source.waiting];
    const firstSeq = small === null ? source.nextSeq : small.firstSeq;
    for (let start = 0; start < lines.length; start += BLOCK_LINES)
      this.#insert(source.id, firstSeq + start, lines.slice(start, start + BLOCK_LINES));
    return (mustMerge ? 0 : source.smallBlocks) + (lines.length % BLOCK_LINES === 0 ? 0 : 1);
  }

  #takeSmallBlocks(sourceId: number): { firstSeq: number; lines: KeptLine[] } | null {
    const rows = this.#file
      .prepare(`SELECT id, first_seq, body FROM blocks WHERE source_id = ? AND line_count < ${BLOCK_LINES} ORDER BY first_seq`)
      .all(sourceId) as BlockRow[];
    const [first] = rows;
    if (first === undefined) return null;
    const remove = this.#file.prepare("DELETE FROM blocks WHERE id = ?");
    for (const { id } of rows) remove.run(id);
    return { firstSeq: first.first_seq, lines: rows.flatMap(({ body }) => new OpenBlock(body).lines()) };
  }

  #insert(sourceId: number, firstSeq: number, lines: readonly KeptLine[]): void {
    let firstAt = Number.POSITIVE_INFINITY;
    let lastAt = Number.NEGATIVE_INFINITY;
    for (const { at } of lines) {
      firstAt = Math.min(firstAt, at);
      lastAt = Math.max(lastAt, at);
    }
    this.#file
      .prepare("INSERT INTO blocks (source_id, first_seq, line_count, first_at, last_at, levels, body) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(sourceId, firstSeq, lines.length, firstAt, lastAt, levelBits(lines), packBlock(lines));
  }

  /** Drop the oldest whole blocks of an identity while enough lines stay. @returns how many lines it has then */
  #prune(key: string, count: number): number {
    const { linesPerContainer } = this.#options;
    let left = count;
    while (left > linesPerContainer) {
      const oldest = this.#file
        .prepare(
          "SELECT b.id, b.line_count FROM blocks b JOIN sources s ON s.id = b.source_id WHERE s.key = ? ORDER BY b.source_id, b.first_seq LIMIT 1",
        )
        .get(key) as { id: number; line_count: number } | undefined;
      if (oldest === undefined || left - oldest.line_count < linesPerContainer) return left;
      this.#file.prepare("DELETE FROM blocks WHERE id = ?").run(oldest.id);
      left -= oldest.line_count;
    }
    return left;
  }

  /** When the file is larger than it may be (very long lines), the oldest blocks of all go. */
  #pruneToSize(): boolean {
    let isPruned = false;
    while (usedBytes(this.#file) > this.#options.sizeLimitBytes) {
      const { changes } = this.#file.prepare("DELETE FROM blocks WHERE id IN (SELECT id FROM blocks ORDER BY last_at LIMIT 64)").run();
      if (changes === 0) break;
      isPruned = true;
    }
    return isPruned;
  }

  #countLines(key: string): number {
    const row = this.#file
      .prepare("SELECT coalesce(sum(b.line_count), 0) AS lines FROM blocks b JOIN sources s ON s.id = b.source_id WHERE s.key = ?")
      .get(key) as { lines: number };
    return row.lines;
  }

  /** Forget containers that are gone for long, and sources of which nothing is kept. */
  #sweep(now: number): void {
    const attached = JSON.stringify([...this.#sources.keys()]);
    this.#file.transaction(() => {
      this.#file
        .prepare(
          `DELETE FROM blocks WHERE source_id IN (SELECT source_id FROM blocks GROUP BY source_id HAVING max(last_at) < ?)
           AND source_id NOT IN (SELECT value FROM json_each(?))`,
        )
        .run(now - this.#options.keepRemovedMs, attached);
      this.#file
        .prepare("DELETE FROM sources WHERE id NOT IN (SELECT source_id FROM blocks) AND id NOT IN (SELECT value FROM json_each(?))")
        .run(attached);
    })();
    this.#sweptAt = now;
  }
}
