import { levelBit, OpenBlock, type KeptLine } from "./block.ts";
import type { LogFile } from "./log-file.ts";
import type { FoundLine, LineSearch, Position } from "../thread/messages.ts";
import { matches, mayMatch, parseQuery, type Query } from "../words/query.ts";
import type { Source } from "./source.ts";

interface BlockRow {
  source_id: number;
  first_seq: number;
  first_at: number;
  last_at: number;
  body: Buffer;
  node: string;
  project: string | null;
  name: string;
}

type Whose = Pick<FoundLine, "sourceId" | "node" | "project" | "container">;

const BLOCK_COLUMNS = "b.source_id, b.first_seq, b.first_at, b.last_at, b.body, s.node, s.project, s.name";

/** Newest first: by time, then by source, then by number within the source. */
export function byNewest(a: Position, b: Position): number {
  return b.at - a.at || b.sourceId - a.sourceId || b.seq - a.seq;
}

/**
 * The newest lines that match. Blocks are read from the newest on, and no further than the first that ends before the
 * oldest line that is still wanted: a search without words reads a handful, one that finds nothing reads all.
 */
export function searchLines(file: LogFile, attached: Iterable<Source>, search: LineSearch): { lines: FoundLine[]; hasMore: boolean } {
  const found = new Newest(search);
  for (const source of attached) {
    if (source.waiting.length === 0 || !isWanted(source, search)) continue;
    found.addAll(source.waiting, whoseOf(source), source.nextSeq);
  }
  const { level, keys, node, project, since, until, before } = search;
  const rows = file
    .prepare(
      `SELECT ${BLOCK_COLUMNS} FROM blocks b JOIN sources s ON s.id = b.source_id
       WHERE b.last_at >= @since AND b.first_at <= @until AND (@level = 0 OR b.levels & @level)
       AND (@keys IS NULL OR s.key IN (SELECT value FROM json_each(@keys)))
       AND (@node IS NULL OR s.node = @node) AND (@project IS NULL OR s.project = @project)
       ORDER BY b.last_at DESC`,
    )
    .iterate({
      since: since ?? Number.MIN_SAFE_INTEGER,
      until: Math.min(until ?? Number.MAX_SAFE_INTEGER, before?.at ?? Number.MAX_SAFE_INTEGER),
      level: level === undefined ? 0 : levelBit(level),
      keys: keys === undefined ? null : JSON.stringify(keys),
      node: node ?? null,
      project: project ?? null,
    }) as IterableIterator<BlockRow>;
  for (const row of rows) {
    if (row.last_at < found.oldestWanted) break;
    found.addBlock(new OpenBlock(row.body), whoseOfRow(row), row.first_seq);
  }
  return found.result();
}

/** Lines of one source around one of them, oldest first. Empty when that line is not kept. */
export function contextOf(
  file: LogFile,
  source: Source | undefined,
  sourceId: number,
  seq: number,
  before: number,
  after: number,
): FoundLine[] {
  const rows = file
    .prepare(
      `SELECT ${BLOCK_COLUMNS} FROM blocks b JOIN sources s ON s.id = b.source_id
       WHERE b.source_id = ? AND b.first_seq <= ? AND b.first_seq + b.line_count > ? ORDER BY b.first_seq`,
    )
    .all(sourceId, seq + after, seq - before) as BlockRow[];
  const near = rows.flatMap((row) => placed(new OpenBlock(row.body).lines(), whoseOfRow(row), row.first_seq));
  if (source !== undefined) near.push(...placed(source.waiting, whoseOf(source), source.nextSeq));
  if (!near.some((line) => line.seq === seq)) return [];
  return near.filter((line) => line.seq >= seq - before && line.seq <= seq + after);
}

/** Gathers matches and keeps the newest `limit`, and one more to know whether there are more. */
class Newest {
  readonly #search: LineSearch;
  readonly #query: Query;
  #lines: FoundLine[] = [];
  /** Lines before this time are not wanted any more. */
  oldestWanted = Number.NEGATIVE_INFINITY;

  constructor(search: LineSearch) {
    this.#search = search;
    this.#query = parseQuery(search.text ?? "");
  }

  addBlock(block: OpenBlock, whose: Whose, firstSeq: number): void {
    if (this.#query.all.length > 0 && !mayMatch(this.#query, block.text.toLowerCase())) return;
    this.addAll(block.lines(), whose, firstSeq);
  }

  addAll(lines: readonly KeptLine[], whose: Whose, firstSeq: number): void {
    const { since, until, level, limit } = this.#search;
    const hasTerms = this.#query.all.length + this.#query.none.length > 0;
    let added = false;
    for (const [index, line] of lines.entries()) {
      if (line.at < this.oldestWanted || (since !== undefined && line.at < since) || (until !== undefined && line.at > until)) continue;
      if (level !== undefined && line.level !== level) continue;
      if (!this.#isBeforeCursor(line.at, whose.sourceId, firstSeq + index)) continue;
      if (hasTerms && !matches(this.#query, line.text.toLowerCase())) continue;
      this.#lines.push({ ...line, ...whose, seq: firstSeq + index });
      added = true;
    }
    if (!added || this.#lines.length <= limit) return;
    this.#lines = this.#lines.toSorted(byNewest).slice(0, limit + 1);
    this.oldestWanted = this.#lines.at(-1)?.at ?? this.oldestWanted;
  }

  result(): { lines: FoundLine[]; hasMore: boolean } {
    const { limit } = this.#search;
    return { lines: this.#lines.toSorted(byNewest).slice(0, limit), hasMore: this.#lines.length > limit };
  }

  #isBeforeCursor(at: number, sourceId: number, seq: number): boolean {
    const { before } = this.#search;
    return before === undefined || byNewest({ at, sourceId, seq }, before) > 0;
  }
}

function isWanted({ identity }: Source, { keys, node, project }: LineSearch): boolean {
  return (
    (keys === undefined || keys.includes(identity.key)) &&
    (node === undefined || node === identity.node) &&
    (project === undefined || project === identity.project)
  );
}

function placed(lines: readonly KeptLine[], whose: Whose, firstSeq: number): FoundLine[] {
  return lines.map((line, index) => ({ ...line, ...whose, seq: firstSeq + index }));
}

function whoseOf({ id, identity: { node, project, name } }: Source): Whose {
  return { sourceId: id, node, project, container: name };
}

function whoseOfRow({ source_id, node, project, name }: BlockRow): Whose {
  return { sourceId: source_id, node, project, container: name };
}
